/// Judges the figures of one statement, from left to right.
struct StatementFigures {
  /// What is known of the same symbol from earlier statements.
  struct Earlier {
    /// What it was last computed from, in figures.
    var computation: Formula?
    /// The value as it was last written.
    var written: FigureArray?
    /// What the document computes it from, in symbols.
    var definitions: [Formula] = []
  }

  private(set) var result = FigureFindings()
  private var reading: FigureReading
  private let earlier: Earlier
  private let isClaim: Bool
  /// The member before, and whether it is what the statement is about.
  private var source: Formula?
  /// Values of earlier members as they are written.
  private var chained: [FigureArray] = []

  /// - Parameters:
  ///   - exact: The exact value of what the statement is about, where it is known.
  ///   - isClaim: Whether formulas in it may be wrong, since they do not define what it is about.
  init(_ members: [Formula], exact: FigureArray?, isClaim: Bool, reading: FigureReading, earlier: Earlier) {
    self.reading = reading
    self.isClaim = isClaim
    self.earlier = earlier
    result.exact = exact
    chained = [earlier.written, earlier.computation.flatMap { reading.written($0) }].compactMap { $0 }
    for definition in earlier.definitions { if let value = reading.written(definition) { chained.append(value) } }
    let isArithmetic = members.first.map { reading.isFigures($0) } ?? false
    for (place, member) in members.enumerated() where place > 0 || isArithmetic {
      if reading.isFigures(member) {
        judge(member, place, isLast: place == members.count - 1)
        if let written = reading.written(member) { chained.append(written) }
        result.written = reading.written(member)
      } else {
        judgeSymbols(member, place)
      }
      source = member
    }
  }

  // MARK: Members

  private mutating func judgeSymbols(_ member: Formula, _ place: Int) {
    let values = reading.model.values(of: member)
    if let exact = result.exact, isClaim {
      if !values.isEmpty, !values.contains(where: { $0.isClose(to: exact) }) { result.contradiction = place }
    } else if let first = values.first {
      // What defines a symbol is not against what the symbol is.
      result.exact = first
    }
    if let written = reading.written(member) { chained.append(written) }
  }

  private mutating func judge(_ member: Formula, _ place: Int, isLast: Bool) {
    if let figures = member.figures {
      judgeResult(figures, member, place)
      return
    }
    let isInput = result.exact == nil
    if isInput {
      if let source { learn(from: source, member) }
      result.exact = reading.substituted(member).first
    }
    result.computation = member
    guard !isInput, let exact = result.exact else { return }
    result.isJudged = true
    let whole = wholeFinding(member, place, first: 0, target: exact, chained: chained)
    let numbers = reading.newNumbers(of: member)
    var findings = [whole]
    // Terms and factors one by one, where the line before is built alike.
    if let source = source ?? earlier.computation ?? earlier.definitions.first {
      let alignment = FigureAlignment(source, member)
      if alignment.isStructured {
        let parts = alignment.pairs.map { finding($0, place) }
        let known = parts.compactMap { $0 }
        if known.count == parts.count, known.allSatisfy({ $0.outcome != .wrong }) || whole.outcome == .wrong {
          findings = known
        }
      }
    }
    // What new figures of this member stand for is known now, if it is the only one.
    if numbers.count == 1, let target = exact.number,
      let solved = reading.solved(member, place: numbers[0], target: target),
      let figure = PrintedFigure(member.printedNumbers[numbers[0]])
    {
      reading.memory.remember(figure, exact: solved)
    }
    result.findings += findings.filter { $0.outcome != .repeated }
    if isLast {
      let inherited = reading.inheritedSlack(of: member)?.numbers.contains { $0 > 0 } ?? false
      result.endsRounded = inherited
    }
  }

  /// A member that is a figure, or an array of them.
  private mutating func judgeResult(_ figures: [[PrintedFigure]], _ member: Formula, _ place: Int) {
    guard let shape = FigureArray(figures.map { $0.map(\.value) }) else { return }
    guard let target = result.exact ?? source.flatMap({ reading.exact($0) }), let exact = target.shaped(like: shape)
    else {
      // Arithmetic begins with it, or nothing is known of it.
      return
    }
    result.isJudged = true
    result.exact = target
    let chained = self.chained.compactMap { $0.shaped(like: shape) }
    for (index, figure) in figures.flatMap({ $0 }).enumerated() {
      let value = exact.numbers[index]
      var outcome = figure.outcome(exact: value, chained: value)
      if outcome == .wrong, chained.contains(where: { figure.isRounding(of: $0.numbers[index]) }) { outcome = .chained }
      let known = reading.memory.earlier(figure, for: value)
      if outcome == .wrong, chained.isEmpty, isWithinRounding(figure, value) { outcome = .chained }
      if outcome == .wrong, known.isKnown { outcome = .chained }
      if outcome == .chained, let line = known.mistakenIn { result.inheritedFrom = line }
      result.findings.append(finding(figure, value, outcome, place, index))
      result.figures.append((figure, value, outcome))
    }
  }

  /// Whether a figure of which no computation is shown may be off only since figures before it are rounded.
  private func isWithinRounding(_ figure: PrintedFigure, _ exact: Double) -> Bool {
    abs(figure.value - exact) - figure.halfUnit <= abs(exact) * reading.memory.largestRounding
  }

  private func finding(
    _ figure: PrintedFigure, _ exact: Double, _ outcome: FigureFinding.Outcome, _ member: Int, _ place: Int
  ) -> FigureFinding {
    FigureFinding(
      outcome: outcome, member: member, place: place, printed: (figure.isNegative ? "-" : "") + figure.text,
      exact: (figure.isNegative ? "-" : "") + figure.rounding(exact))
  }

  /// Numbers that are put in the place of symbols say what these are.
  private mutating func learn(from source: Formula, _ member: Formula) {
    for pair in FigureAlignment(source, member).pairs where !reading.isFigures(pair.source) {
      guard let figure = PrintedFigure(pair.figures), reading.exact(pair.source) == nil else { continue }
      let value = (reading.memory.meanings(of: figure.text).first ?? abs(figure.value)) * (figure.isNegative ? -1 : 1)
      if case .negated(let symbol) = pair.source {
        result.learned.append((symbol, FigureArray(-value)))
      } else {
        result.learned.append((pair.source, FigureArray(value)))
      }
    }
  }

  // MARK: Parts of a member

  /// A part of a line, compared with the part of the line before that it was computed from.
  private mutating func finding(_ pair: FigureAlignment.Pair, _ member: Int) -> FigureFinding? {
    guard let target = reading.exact(pair.source) else { return nil }
    let written = reading.written(pair.source)
    guard let figure = PrintedFigure(pair.figures), let exact = target.number else {
      return wholeFinding(pair.figures, member, first: pair.first, target: target, chained: [written].compactMap { $0 })
    }
    let stands = reading.memory.meanings(of: figure.text).map { figure.isNegative ? -$0 : $0 }
    let isCopied = PrintedFigure(pair.source).map { $0.value == figure.value } ?? false
    if isCopied || !figure.text.contains(".") && figure.value == exact
      || stands.contains(where: { abs($0 - exact) <= 1e-9 * max(1e-6, abs(exact)) })
    {
      return finding(figure, exact, .repeated, member, pair.first)
    }
    let chained = written?.number ?? exact
    reading.memory.remember(figure, exact: exact)
    return finding(
      figure, exact, figure.outcome(exact: exact, chained: chained), member, pair.first)
  }

  /// Several figures that are only known to give the exact value together.
  private func wholeFinding(
    _ formula: Formula, _ member: Int, first: Int, target: FigureArray, chained: [FigureArray]
  ) -> FigureFinding {
    let new = reading.newNumbers(of: formula)
    let texts = formula.printedNumbers
    var finding = FigureFinding(outcome: .wrong, member: member, place: nil, printed: formula.latex, exact: "")
    guard let written = reading.written(formula), let slack = reading.slack(of: formula, rounded: new),
      let inherited = reading.inheritedSlack(of: formula)
    else { return finding }
    finding.exact = target.numbers.map { String($0) }.joined(separator: ", ")
    if new.count == 1, let number = target.number, let figure = PrintedFigure(texts[new[0]]),
      let solved = reading.solved(formula, place: new[0], target: number)
    {
      (finding.place, finding.printed, finding.exact) = (first + new[0], figure.text, figure.rounding(solved))
    }
    let isRight = reading.substituted(formula).contains { isWithin($0, target, slack) }
    if new.isEmpty {
      let allowed = inherited.map { $0 * 1.05 }
      if isRight || isWithin(written, target, allowed) { finding.outcome = .repeated }
    } else if isRight {
      finding.outcome = .right
    }
    if finding.outcome == .wrong, chained.contains(where: { isWithin(written, $0, slack) }) {
      finding.outcome = .chained
    }
    return finding
  }

  private func isWithin(_ value: FigureArray, _ target: FigureArray, _ slack: FigureArray) -> Bool {
    guard let target = target.shaped(like: value), slack.numbers.count == value.numbers.count else { return false }
    return zip(zip(value.numbers, target.numbers), slack.numbers).allSatisfy { numbers, slack in
      abs(numbers.0 - numbers.1) <= slack * (1 + 1e-9) + 1e-12 * max(1, abs(numbers.1))
    }
  }
}

extension Formula {
  /// The figures, by rows, if it is a figure or an array of them; a flat list is a column.
  var figures: [[PrintedFigure]]? {
    if let figure = PrintedFigure(self) { return [[figure]] }
    func row(_ formulas: [Formula]) -> [PrintedFigure]? {
      let figures = formulas.compactMap { PrintedFigure($0) }
      return figures.count == formulas.count ? figures : nil
    }
    let rows: [[PrintedFigure]?]
    switch self {
    case .matrix(let lines, _): rows = lines.map(row)
    case .fenced(.square, let parts), .fenced(.round, let parts):
      if parts.count == 1 { return parts[0].figures }
      rows = parts.map { part in
        if case .fenced(.square, let elements) = part { row(elements) } else { row([part]) }
      }
    case .scripted(let base, let subscripts, let superscripts):
      guard subscripts.isEmpty, superscripts == [.transpose], let lines = base.figures, let width = lines.first?.count
      else {
        return nil
      }
      return (0..<width).map { column in lines.map { $0[column] } }
    default: return nil
    }
    let lines = rows.compactMap { $0 }
    return lines.count == rows.count && lines.allSatisfy { $0.count == lines[0].count } ? lines : nil
  }
}
