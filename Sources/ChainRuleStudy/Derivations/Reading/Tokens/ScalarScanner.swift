/// A place in an array of scalars, and the steps that reading TeX needs.
struct ScalarScanner {
  let scalars: [Unicode.Scalar]
  var position: Int
  let end: Int
  private let start: Int
  /// For each opening brace the place of what closes it; filled when it is first asked for.
  private var braces: [Int32] = []

  /// How far an optional argument may reach.
  private static let optionalLimit = 400

  init(_ scalars: [Unicode.Scalar], in range: Range<Int>? = nil) {
    self.scalars = scalars
    start = range?.lowerBound ?? 0
    position = start
    end = range?.upperBound ?? scalars.count
  }

  var next: Unicode.Scalar? { position < end ? scalars[position] : nil }

  func peek(_ distance: Int) -> Unicode.Scalar? {
    let place = position + distance
    return place >= 0 && place < end ? scalars[place] : nil
  }

  func text(_ range: Range<Int>) -> String {
    var text = String.UnicodeScalarView()
    text.append(contentsOf: scalars[range])
    return String(text)
  }

  /// Whether the text goes on with these characters.
  func sees(_ word: StaticString) -> Bool {
    word.withUTF8Buffer { bytes in
      guard position + bytes.count <= end else { return false }
      for offset in 0..<bytes.count where scalars[position + offset].value != UInt32(bytes[offset]) { return false }
      return true
    }
  }

  mutating func skipSpaces() {
    while let scalar = next, scalar.isSpace { position += 1 }
  }

  /// The offset of the next `scalar`, if there is one.
  func skip(to scalar: Unicode.Scalar) -> Int? { scalars[position..<end].firstIndex(of: scalar) }

  /// A command's name behind the backslash: letters, with a star, or one other character.
  mutating func controlWord() -> String {
    let start = position
    while let scalar = next, scalar.isASCIILetter { position += 1 }
    if position == start {
      if position < end { position += 1 }
    } else if next == "*" {
      let name = text(start..<position) + "*"
      if Vocabulary.starred.contains(name) {
        position += 1
        return name
      }
    }
    return text(start..<position)
  }

  /// What stands in a group, where one follows; stands behind its closing brace then.
  mutating func group() -> Range<Int>? {
    guard next == "{" else { return nil }
    if braces.isEmpty { matchBraces() }
    let closing = Int(braces[position - start])
    guard closing >= 0 else { return nil }
    defer { position = closing + 1 }
    return position + 1..<closing
  }

  private mutating func matchBraces() {
    braces = Array(repeating: -1, count: end - start)
    var open: [Int] = []
    var place = start
    while place < end {
      switch scalars[place] {
      case "\\": place += 1
      case "{": open.append(place)
      case "}": if let opening = open.popLast() { braces[opening - start] = Int32(truncatingIfNeeded: place) }
      default: break
      }
      place += 1
    }
  }

  /// An optional argument `[…]`.
  mutating func bracketed() -> Range<Int>? {
    var place = position
    while place < end, scalars[place].isSpace { place += 1 }
    guard place < end, scalars[place] == "[" else { return nil }
    let opening = place
    var depth = 0
    while place < min(end, opening + Self.optionalLimit) {
      switch scalars[place] {
      case "\\": place += 1
      case "[": depth += 1
      case "]":
        depth -= 1
        if depth == 0 {
          position = place + 1
          return opening + 1..<place
        }
      default: break
      }
      place += 1
    }
    return nil
  }

  /// A command's argument: a group, a command or one character.
  mutating func argument() -> Range<Int>? {
    skipSpaces()
    guard let scalar = next else { return nil }
    if scalar == "{" { return group() }
    let start = position
    position += 1
    if scalar == "\\" { _ = controlWord() }
    return start..<position
  }
}
