/// The tokens of a formula, and which brackets belong together.
struct TokenList {
  private(set) var tokens: [MathToken]
  /// For each opening bracket or environment the position of what closes it; −1 where nothing does, and for all others.
  private(set) var partners: [Int]
  /// What is broken in the source text, and was left out.
  private(set) var damage: [(offset: Int, message: String)] = []

  init(_ tokens: [MathToken], dialect: MathLexer.Dialect) {
    self.tokens = []
    partners = []
    self.tokens.reserveCapacity(tokens.count)
    var open = OpenBrackets()
    for token in tokens {
      switch token.kind {
      case .beginGroup, .begin: open.append(self.tokens.count, isHard: true)
      case .open, .openNothing, .bar(.left), .doubleBar(.left): open.append(self.tokens.count, isHard: false)
      case .endGroup, .end, .close, .closeNothing, .bar(.right), .doubleBar(.right):
        guard let opening = open.take(token.kind, in: self.tokens) else {
          switch token.kind {
          case .bar, .doubleBar: break  // behind it stands where something is evaluated
          default:
            if damage.count < 100 { damage.append((token.range.lowerBound, "nothing opens what is closed here")) }
            continue
          }
          break
        }
        partners[opening] = self.tokens.count
        if case .endGroup = token.kind {
          if unwrap(opening) { continue }
          if endsWithSum(opening) {
            self.tokens[opening].kind = .nothing
            partners[opening] = -1
            self.tokens.append(MathToken(kind: .nothing, range: token.range, isGlued: false))
            partners.append(-1)
            continue
          }
          if dialect == .delimited, opensStatement(opening) {
            self.tokens[opening].kind = .wideSpace
            partners[opening] = -1
            self.tokens.append(MathToken(kind: .wideSpace, range: token.range, isGlued: false))
            partners.append(-1)
            continue
          }
        }
      default: break
      }
      self.tokens.append(token)
      partners.append(-1)
    }
  }

  /// Brackets that are open. Groups and environments are hard: what was opened inside of them cannot be closed outside.
  private struct OpenBrackets {
    private var positions: [Int] = []
    /// Which of them are hard.
    private var hard: [Int] = []

    mutating func append(_ position: Int, isHard: Bool) {
      if isHard { hard.append(positions.count) }
      positions.append(position)
    }

    /// Finds what a closing token closes. Brackets that were opened inside of it stay open for ever.
    mutating func take(_ closing: MathToken.Kind, in tokens: [MathToken]) -> Int? {
      switch closing {
      case .endGroup, .end:
        guard let place = hard.last, (tokens[positions[place]].kind == .beginGroup) == (closing == .endGroup) else {
          return nil
        }
        let opening = positions[place]
        positions.removeSubrange(place...)
        hard.removeLast()
        return opening
      default:
        guard positions.count > (hard.last ?? -1) + 1 else { return nil }
        return positions.popLast()
      }
    }
  }

  /// `{=}` and `{+}` are the sign alone.
  private mutating func unwrap(_ opening: Int) -> Bool {
    guard opening == tokens.count - 2 else { return false }
    switch tokens[opening + 1].kind {
    case .relation, .sign, .plus, .minus, .comma:
      tokens.remove(at: opening)
      partners.remove(at: opening)
      return true
    default: return false
    }
  }

  /// `{\sum_j} a_j`: whether the group that was opened here ends with a Σ, and what it applies to stands behind.
  private func endsWithSum(_ opening: Int) -> Bool {
    var isOpen = false
    var position = opening + 1
    while position < tokens.count {
      switch tokens[position].kind {
      case .big: isOpen = true
      case .subscript, .superscript: if position + 1 < tokens.count { position += 1 }
      default: isOpen = false
      }
      position = after(position)
    }
    return isOpen
  }

  /// Whether the group that was opened here holds a relation and is no argument, as in `{\color{red} a = b}`.
  private func opensStatement(_ opening: Int) -> Bool {
    if opening > 0 {
      switch tokens[opening - 1].kind {
      case .superscript, .subscript, .command, .endGroup, .root, .close(.square): return false
      default: break
      }
    }
    return tokens.count - opening < 4000 && holdsRelation(in: opening + 1..<tokens.count)
  }

  /// The position behind what begins here: behind the closing bracket of a bracket that is closed, else the next one.
  func after(_ position: Int) -> Int { partners[position] >= 0 ? partners[position] + 1 : position + 1 }

  /// What stands between the bracket at a position and the one that closes it; `nil` where nothing does.
  func content(at opening: Int) -> Range<Int>? {
    partners[opening] > opening ? opening + 1..<partners[opening] : nil
  }

  /// What a range holds between one pair of brackets; `nil` where it holds something else.
  func onlyContent(of range: Range<Int>) -> Range<Int>? {
    guard let first = range.first, partners[first] == range.upperBound - 1 else { return nil }
    return content(at: first)
  }

  /// The positions in a range that are not inside of brackets.
  func outermost(in range: Range<Int>) -> [Int] {
    var positions: [Int] = []
    var position = range.lowerBound
    while position < range.upperBound {
      positions.append(position)
      position = after(position)
    }
    return positions
  }

  /// The letters of the alphabet that stand side by side from a position on.
  func letterRun(at position: Int, upTo end: Int) -> String {
    var run = ""
    var place = position
    while place < end, case .letter(let symbol) = tokens[place].kind, symbol.name == symbol.latex,
      symbol.name.utf8.count == 1, place == position || tokens[place].isGlued
    {
      run += symbol.name
      place += 1
      if run.utf8.count > 40 { return "" }
    }
    return run
  }

  /// Whether a relation stands in a range, outside of further brackets.
  func holdsRelation(in range: Range<Int>) -> Bool {
    var position = range.lowerBound
    while position < range.upperBound {
      if case .relation = tokens[position].kind { return true }
      position = after(position)
    }
    return false
  }
}
