extension FormulaParser {
  /// A matrix, a list of cases, or rows inside of a formula.
  mutating func environment(_ name: String) throws(SyntaxError) -> Formula {
    let start = position
    let closing = list.partners[position]
    guard closing >= 0, closing < end else { throw failure("\\begin{\(name)} has no \\end{\(name)}") }
    guard list.tokens[closing].kind == .end(name) else {
      throw failure("\\begin{\(name)} ends with \(list.tokens[closing].kind.words)", at: closing)
    }
    let rows = rows(in: position + 1..<closing)
    jump(to: closing + 1)
    if Vocabulary.casesEnvironments.contains(name) {
      return .cases(try deeper { parser throws(SyntaxError) in try parser.cases(rows) })
    }
    guard let style = Vocabulary.matrices[name] else {
      if Vocabulary.rowEnvironments.contains(name), rows.count == 1 {
        return try formula(in: start + 1..<closing)
      }
      throw failure("the environment \(name) is not known inside of a formula", at: start)
    }
    var matrix: [[Formula]] = []
    for row in rows where row.contains(where: { !$0.isEmpty }) {
      var cells: [Formula] = []
      for cell in row {
        cells.append(cell.isEmpty ? .words("") : try inside(cell) { parser throws(SyntaxError) in try parser.cell() })
      }
      matrix.append(cells)
    }
    return .matrix(matrix, style)
  }

  /// The cells of an environment.
  private func rows(in range: Range<Int>) -> [[Range<Int>]] {
    var rows: [[Range<Int>]] = []
    var row: [Range<Int>] = []
    var start = range.lowerBound
    for place in list.outermost(in: range) {
      switch list.tokens[place].kind {
      case .alignment:
        row.append(start..<place)
        start = place + 1
      case .lineBreak:
        rows.append(row + [start..<place])
        row = []
        start = place + 1
      default: break
      }
    }
    if start < range.upperBound || !row.isEmpty { rows.append(row + [start..<range.upperBound]) }
    return rows
  }

  /// A cell: a formula; words and a relation are a condition, as in a list of cases that is an array.
  private mutating func cell() throws(SyntaxError) -> Formula {
    var words = ""
    while case .text(let text)? = next, Vocabulary.connectives[text.trimmed.lowercased().firstWord] != nil {
      words = text.trimmed
      advance()
    }
    guard next != nil else { return .words(words) }
    let item = try item()
    while next == .comma || next == .period || next == .semicolon { advance() }
    return item
  }

  private mutating func cases(_ rows: [[Range<Int>]]) throws(SyntaxError) -> [CaseRow] {
    var cases: [CaseRow] = []
    for row in rows where row.contains(where: { !$0.isEmpty }) {
      var value = row[0]
      var condition = row.count > 1 ? row[1].lowerBound..<row[row.count - 1].upperBound : nil
      if condition == nil, let split = list.outermost(in: value).first(where: { separatesCase($0) }) {
        condition = split..<value.upperBound
        value = value.lowerBound..<split
      }
      while let last = value.last, isPunctuation(list.tokens[last].kind) { value.removeLast() }
      let formula = try formula(in: value)
      cases.append(
        CaseRow(
          value: formula, condition: try condition.flatMap { range throws(SyntaxError) in try caseCondition(range) }))
    }
    return cases
  }

  private func isPunctuation(_ kind: MathToken.Kind) -> Bool {
    [.comma, .period, .semicolon, .wideSpace].contains(kind)
  }

  private func separatesCase(_ place: Int) -> Bool {
    switch list.tokens[place].kind {
    case .comma, .wideSpace: true
    case .text(let words): Vocabulary.connectives[words.trimmed.lowercased().firstWord] != nil
    default: false
    }
  }

  /// The condition of a case; `nil` for "otherwise".
  private mutating func caseCondition(_ range: Range<Int>) throws(SyntaxError) -> Condition? {
    for place in list.outermost(in: range) {
      if case .relation = list.tokens[place].kind { return try conditions(in: range) }
    }
    return nil
  }
}

extension String {
  var firstWord: String {
    String(split(whereSeparator: { $0 == " " || $0 == "," || $0 == "." }).first ?? "")
  }
}
