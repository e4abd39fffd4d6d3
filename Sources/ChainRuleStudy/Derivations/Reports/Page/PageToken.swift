/// A piece of a document's text: a character, or something that was read as mathematics and is shown as such.
enum PageToken {
  case character(Character)
  case equation(CheckedEquation)
  case formula(Formula, source: String)

  var character: Character? { if case .character(let character) = self { character } else { nil } }

  var isSpace: Bool { character?.isWhitespace ?? false }

  var isObject: Bool { character == nil }
}

typealias PageLine = [PageToken]

extension PageLine {
  init(characters text: some StringProtocol) { self = text.map(PageToken.character) }

  /// Whether the characters here are those of the text.
  func starts(with text: String, at place: Int = 0) -> Bool {
    var index = place
    for character in text {
      guard index < count, self[index].character == character else { return false }
      index += 1
    }
    return true
  }

  var trimmed: PageLine {
    guard let first = firstIndex(where: { !$0.isSpace }), let last = lastIndex(where: { !$0.isSpace }) else {
      return []
    }
    return PageLine(self[first...last])
  }

  /// The characters alone.
  var text: String { String(compactMap(\.character)) }

  var equations: [CheckedEquation] {
    compactMap { if case .equation(let equation) = $0 { equation } else { nil } }
  }
}
