/// Splits a display into rows: what the environments around it align is a row each, and a row that goes on with the one
/// before it is joined to it.
struct RowSplitter {
  private var rows: [[MathToken]] = []
  private var row: [MathToken] = []
  /// Where the row before ended.
  private var breaks: [MathToken] = []

  static func rows(of tokens: [MathToken]) -> [[MathToken]] {
    var splitter = RowSplitter()
    splitter.split(tokens)
    return splitter.joined()
  }

  private mutating func split(_ tokens: [MathToken]) {
    /// Environments that are open; `true` for one whose rows are statements.
    var environments: [Bool] = []
    /// Groups, and environments of another kind, that are open.
    var depth = 0
    for (place, token) in tokens.enumerated() {
      let isOutermost = depth == 0
      switch token.kind {
      case .begin(let name):
        let holdsRows = isOutermost && Self.holdsStatements(name, tokens, from: place)
        environments.append(holdsRows)
        if !holdsRows {
          depth += 1
          row.append(token)
        }
      case .end:
        guard let holdsRows = environments.popLast() else { break }
        if holdsRows {
          endRow(token)
        } else {
          depth = max(0, depth - 1)
          row.append(token)
        }
      case .open(.curly) where isOutermost && row.isEmpty && Self.opensSystem(tokens, from: place): break
      case .closeNothing where isOutermost && row.isEmpty: break
      case .lineBreak where isOutermost: endRow(token)
      case .alignment where isOutermost:
        if !Self.aligns(tokens, at: place) {
          row.append(MathToken(kind: .wideSpace, range: token.range, isGlued: false))
        }
      case .beginGroup:
        depth += 1
        row.append(token)
      case .endGroup:
        depth = max(0, depth - 1)
        row.append(token)
      default: row.append(token)
      }
    }
    if let last = tokens.last { endRow(last) }
  }

  private mutating func endRow(_ token: MathToken) {
    let content = row.drop { $0.kind == .wideSpace }
    row = []
    guard !content.isEmpty else { return }
    rows.append(Array(content))
    breaks.append(token)
  }

  /// Whether an alignment mark stands beside a sign, so that it only says where to align.
  private static func aligns(_ tokens: [MathToken], at place: Int) -> Bool {
    func isSign(_ index: Int) -> Bool {
      guard tokens.indices.contains(index) else { return true }
      switch tokens[index].kind {
      case .relation, .plus, .minus, .sign, .implication, .alignment, .lineBreak, .begin, .end, .colon: return true
      default: return false
      }
    }
    return isSign(place - 1) || isSign(place + 1)
  }

  /// Whether the rows of an environment are statements: those of `aligned` are, and those of an array or a list of cases
  /// that stands alone and begins with an equation.
  private static func holdsStatements(_ name: String, _ tokens: [MathToken], from place: Int) -> Bool {
    if Vocabulary.rowEnvironments.contains(name) { return true }
    guard name == "array" || Vocabulary.casesEnvironments.contains(name) else { return false }
    if place > 0 {
      switch tokens[place - 1].kind {
      case .openNothing, .bar, .doubleBar, .relation, .sign, .open(.round), .open(.square): return false
      default: break
      }
    }
    return beginsWithEquation(tokens, from: place)
  }

  /// `\left\{ \begin{aligned} …`: a system of equations.
  private static func opensSystem(_ tokens: [MathToken], from place: Int) -> Bool {
    guard place + 1 < tokens.count, case .begin(let name) = tokens[place + 1].kind else { return false }
    return Vocabulary.rowEnvironments.contains(name) || holdsStatements(name, tokens, from: place + 1)
  }

  /// Whether the first cell of an environment holds a relation, or the second one begins with it.
  private static func beginsWithEquation(_ tokens: [MathToken], from place: Int) -> Bool {
    var depth = 0
    for index in place..<tokens.count {
      switch tokens[index].kind {
      case .begin, .beginGroup, .open: depth += 1
      case .end, .endGroup, .close:
        depth -= 1
        if depth <= 0 { return false }
      case .relation where depth == 1: return true
      case .lineBreak where depth == 1: return false
      case .alignment where depth == 1:
        if index + 1 < tokens.count, case .relation = tokens[index + 1].kind { return true }
        return false
      default: break
      }
    }
    return false
  }

  // MARK: Joining

  private func joined() -> [[MathToken]] {
    if rows.count == 2, !Self.holdsRelation(rows[0]), !Self.holdsRelation(rows[1]), Self.isLabel(rows[0]),
      Self.isValue(rows[1])
    {
      // A label and, under it, its value.
      return [rows[0] + [MathToken(kind: .relation(.equal), range: breaks[0].range, isGlued: false)] + rows[1]]
    }
    var result: [[MathToken]] = []
    /// How many brackets are open at the end of the last row.
    var open = 0
    for row in rows {
      let balance = Self.balance(row)
      let closes = open > 0 && balance < 0
      if result.last?.last?.kind == .closeNothing, row.first?.kind == .openNothing {
        // A bracket that goes on in the next row.
        result[result.count - 1].removeLast()
        result[result.count - 1] += row.dropFirst()
      } else if closes || result.last.map({ Self.goesOn($0.last, with: row) }) ?? false {
        result[result.count - 1] += row
        open = max(0, open + balance)
      } else {
        result.append(row)
        open = max(0, balance)
      }
    }
    return result
  }

  /// How many brackets a row leaves open.
  private static func balance(_ row: [MathToken]) -> Int {
    row.reduce(0) { balance, token in
      switch token.kind {
      case .open, .openNothing: balance + 1
      case .close, .closeNothing: balance - 1
      default: balance
      }
    }
  }

  private static func goesOn(_ last: MathToken?, with row: [MathToken]) -> Bool {
    switch last?.kind {
    case .relation?, .plus?, .minus?, .sign?, .solidus?: return true
    default: break
    }
    guard let first = row.first else { return true }
    switch first.kind {
    case .relation, .plus, .sign, .solidus: return true
    case .minus: return !holdsRelation(row)
    default: return false
    }
  }

  private static func holdsRelation(_ row: [MathToken]) -> Bool {
    let list = TokenList(row, dialect: .delimited)
    return list.holdsRelation(in: 0..<list.tokens.count)
  }

  private static func isLabel(_ row: [MathToken]) -> Bool {
    switch row.first?.kind {
    case .letter?, .command?, .partial?, .nabla?, .text?: true
    default: false
    }
  }

  private static func isValue(_ row: [MathToken]) -> Bool {
    switch row.first?.kind {
    case .number?, .open?, .minus?, .begin?: true
    default: false
    }
  }
}
