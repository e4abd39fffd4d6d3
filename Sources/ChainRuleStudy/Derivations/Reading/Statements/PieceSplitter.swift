/// A part of a row between commas, wide spaces and words.
struct Piece {
  /// What stands before it.
  enum Separator: Hashable {
    case start, comma, space, implication
    /// Words that begin a condition, "for", "if".
    case condition
    /// Other words.
    case words
  }

  var range: Range<Int>
  var separator: Separator
}

/// Splits a row into pieces, none of which holds more than one chain of relations.
struct PieceSplitter {
  let list: TokenList
  private(set) var pieces: [Piece] = []
  /// Words outside of the formulas.
  private(set) var words: [(offset: Int, text: String)] = []
  private var start = 0
  private var separator = Piece.Separator.start

  init(_ list: TokenList) {
    self.list = list
    var position = 0
    while position < list.tokens.count {
      position = read(position)
    }
    endPiece(list.tokens.count, next: .start, from: list.tokens.count)
    joinBrokenPieces()
  }

  /// Reads what stands at a position; the position behind it.
  private mutating func read(_ position: Int) -> Int {
    let token = list.tokens[position]
    switch token.kind {
    case .comma, .semicolon: endPiece(position, next: .comma, from: position + 1)
    case .period where !isGlued(position): endPiece(position, next: .comma, from: position + 1)
    case .wideSpace: endPiece(position, next: .space, from: position + 1)
    case .implication: endPiece(position, next: .implication, from: position + 1)
    case .forAll: endPiece(position, next: .condition, from: position + 1)
    case .colon where position - start < 60 && isLabel(start..<position):
      words.append((list.tokens[start].range.lowerBound, labelText(start..<position)))
      start = position + 1
      separator = .words
    case .superscript, .subscript:
      return position + 1 < list.tokens.count ? list.after(position + 1) : position + 1
    case .text(let text):
      guard !isName(position, text) else { break }
      words.append((token.range.lowerBound, text.trimmed))
      endPiece(position, next: Self.separator(of: text), from: position + 1)
    case .letter:
      let run = list.letterRun(at: position, upTo: list.tokens.count)
      if run.count > 1, let connective = Vocabulary.connectives[run.lowercased()], Self.isLongEnough(run) {
        words.append((token.range.lowerBound, run))
        endPiece(position, next: connective == .condition ? .condition : .words, from: position + run.count)
        return position + run.count
      }
      return position + max(1, run.count)
    default: break
    }
    return list.after(position)
  }

  /// Whether a full stop stands between two signs without a space, as in `W.T` and `x.y`.
  private func isGlued(_ period: Int) -> Bool {
    guard list.tokens[period].isGlued, period + 1 < list.tokens.count, list.tokens[period + 1].isGlued else {
      return false
    }
    switch list.tokens[period + 1].kind {
    case .letter, .command, .number, .open, .partial: return true
    default: return false
    }
  }

  /// Short words might be letters side by side.
  private static func isLongEnough(_ run: String) -> Bool { run.count > 2 || ["if", "so", "or"].contains(run) }

  private mutating func endPiece(_ end: Int, next: Piece.Separator, from place: Int) {
    var range = start..<max(start, end)
    while let first = range.first, isTrimmed(list.tokens[first].kind, atStart: true) { range.removeFirst() }
    while let last = range.last, isTrimmed(list.tokens[last].kind, atStart: false) { range.removeLast() }
    if !range.isEmpty {
      pieces.append(Piece(range: range, separator: separator))
      separator = next
    } else if next != .comma && next != .space || separator == .start {
      separator = next
    }
    start = place
  }

  private func isTrimmed(_ kind: MathToken.Kind, atStart: Bool) -> Bool {
    switch kind {
    case .wideSpace, .comma, .semicolon, .period, .colon, .alignment, .lineBreak, .nothing: true
    case .sign(.dot): atStart
    default: false
    }
  }

  /// A space before a relation or an operator separates nothing.
  private mutating func joinBrokenPieces() {
    var joined: [Piece] = []
    for piece in pieces {
      if let last = joined.last, piece.separator == .space,
        isOpen(last.range.upperBound - 1) || goesOn(piece.range.lowerBound)
      {
        joined[joined.count - 1].range = last.range.lowerBound..<piece.range.upperBound
      } else {
        joined.append(piece)
      }
    }
    pieces = joined
  }

  private func isOpen(_ position: Int) -> Bool {
    switch list.tokens[position].kind {
    case .relation, .plus, .minus, .sign, .solidus, .colon: true
    default: false
    }
  }

  private func goesOn(_ position: Int) -> Bool {
    switch list.tokens[position].kind {
    case .relation, .plus, .sign, .solidus, .colon: true
    default: false
    }
  }

  // MARK: Words

  private static func separator(of text: String) -> Piece.Separator {
    let words = text.lowercased().split(whereSeparator: { !$0.isLetter })
    guard let last = words.last else { return .words }
    if let first = words.first, Vocabulary.connectives[String(first)] == .condition { return .condition }
    return Vocabulary.connectives[String(last)] == .condition ? .condition : .words
  }

  /// Whether text is the name of a quantity or function, and no word of a sentence.
  private func isName(_ position: Int, _ text: String) -> Bool {
    let name = text.trimmed
    if isSelector(name) { return true }
    guard let first = name.first, first.isLetter else { return position > start && isOpen(position - 1) }
    if Vocabulary.connectives[name.lowercased()] != nil { return false }
    let following = position + 1 < list.tokens.count ? list.tokens[position + 1].kind : nil
    if name.contains(" ") {
      // "data loss = …" is a name at the start of a statement.
      guard position == start, case .relation? = following else { return false }
      return Vocabulary.connectives[name.lowercased().firstWord] == nil
    }
    if name == text { return true }
    switch following {
    case .relation?, .open?, .superscript?, .subscript?, .prime?, .plus?, .minus?, .sign?: return true
    default: return position > start && isOpen(position - 1)
    }
  }

  /// "(row 1)".
  private func isSelector(_ name: String) -> Bool {
    let parts = name.lowercased().split { " ().,:".contains($0) }
    return parts.count == 2 && ["row", "column", "col"].contains(parts[0]) && Int(parts[1]) != nil
  }

  /// Whether a range holds words only, such as those before a colon.
  private func isLabel(_ range: Range<Int>) -> Bool {
    var count = 0
    for place in list.outermost(in: range) {
      switch list.tokens[place].kind {
      case .text, .wideSpace, .sign(.dot): count += 1
      case .command(let name): if Vocabulary.typefaces[name] == nil { return false }
      case .beginGroup:
        for inner in place + 1..<max(place + 1, list.after(place) - 1) {
          guard case .letter = list.tokens[inner].kind else { return false }
          count += 1
        }
      default: return false
      }
    }
    return count > 2
  }

  private func labelText(_ range: Range<Int>) -> String {
    var text = ""
    for place in range {
      switch list.tokens[place].kind {
      case .letter(let symbol): text += list.tokens[place].isGlued ? symbol.name : " " + symbol.name
      case .text(let words): text += words
      case .beginGroup: text += " "
      default: break
      }
    }
    return text.trimmed
  }
}
