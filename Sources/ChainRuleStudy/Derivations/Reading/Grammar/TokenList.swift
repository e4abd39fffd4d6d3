/// The tokens of a formula, and which brackets belong together.
struct TokenList {
  private(set) var tokens: [MathToken]
  /// For each opening bracket or environment the position of what closes it; −1 where nothing does, and for all others.
  private(set) var partners: [Int]
  /// What is broken in the source text, and was left out.
  private(set) var damage: [(offset: Int, message: String)] = []

  init(_ tokens: [MathToken]) {
    self.tokens = []
    partners = []
    self.tokens.reserveCapacity(tokens.count)
    var open: [Int] = []
    for token in tokens {
      switch token.kind {
      case .beginGroup, .begin, .open, .openNothing, .bar(.left), .doubleBar(.left):
        open.append(self.tokens.count)
      case .endGroup, .end, .close, .closeNothing, .bar(.right), .doubleBar(.right):
        guard let opening = Self.take(token.kind, from: &open, in: self.tokens) else {
          switch token.kind {
          case .bar, .doubleBar: break  // behind it stands where something is evaluated
          default:
            if damage.count < 100 { damage.append((token.range.lowerBound, "nothing opens what is closed here")) }
            continue
          }
          break
        }
        partners[opening] = self.tokens.count
        if case .endGroup = token.kind, unwrap(opening) { continue }
      default: break
      }
      self.tokens.append(token)
      partners.append(-1)
    }
  }

  /// Finds what a closing token closes. Brackets that were opened inside of it stay open.
  private static func take(_ closing: MathToken.Kind, from open: inout [Int], in tokens: [MathToken]) -> Int? {
    func isHard(_ kind: MathToken.Kind) -> Bool {
      switch kind {
      case .beginGroup, .begin: true
      default: false
      }
    }
    switch closing {
    case .endGroup, .end:
      let isGroup = closing == .endGroup
      guard let place = open.lastIndex(where: { isHard(tokens[$0].kind) }),
        (tokens[open[place]].kind == .beginGroup) == isGroup
      else { return nil }
      let opening = open[place]
      open.removeSubrange(place...)
      return opening
    default:
      guard let last = open.last, !isHard(tokens[last].kind) else { return nil }
      open.removeLast()
      return last
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

  /// The position behind what begins here: behind the closing bracket of a bracket that is closed, else the next one.
  func after(_ position: Int) -> Int { partners[position] >= 0 ? partners[position] + 1 : position + 1 }

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
