/// A place in an array of scalars, and the steps that reading TeX needs.
struct ScalarScanner {
  let scalars: [Unicode.Scalar]
  var position: Int
  let end: Int

  init(_ scalars: [Unicode.Scalar], in range: Range<Int>? = nil) {
    self.scalars = scalars
    position = range?.lowerBound ?? 0
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
    enclosed("{", "}")
  }

  /// An optional argument `[…]`.
  mutating func bracketed() -> Range<Int>? {
    let start = position
    skipSpaces()
    guard next == "[", let content = enclosed("[", "]") else {
      position = start
      return nil
    }
    return content
  }

  private mutating func enclosed(_ open: Unicode.Scalar, _ close: Unicode.Scalar) -> Range<Int>? {
    guard next == open else { return nil }
    var depth = 0
    var place = position
    while place < end {
      let scalar = scalars[place]
      if scalar == "\\" {
        place += 1
      } else if scalar == open {
        depth += 1
      } else if scalar == close {
        depth -= 1
        if depth == 0 {
          defer { position = place + 1 }
          return position + 1..<place
        }
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
