/// What stands within a line.
extension MarkdownScanner {
  mutating func readInline() {
    let scalar = scalars[position]
    switch scalar {
    case "\n":
      builder.endLine()
      position += 1
    case "$", "\\":
      if let found = delimiters.mathematics(at: position) {
        builder.append(found, isQuoted: scalars[lineStart..<lineEnd].prefix(100).first { $0 != " " } == ">")
        position = found.outer.upperBound
      } else {
        if scalar == "\\", position + 1 < scalars.count, !scalars[position + 1].isASCIILetter,
          !scalars[position + 1].isSpace
        {
          position += 1
        }
        append()
      }
    case "`": readCodeSpan()
    case "<":
      if delimiters.sees("<!--", at: position) { readComment() } else { readTag() }
    case "*": position += 1
    default: append()
    }
  }

  mutating func append() {
    builder.append(scalars[position], at: position)
    position += 1
  }

  /// `code`: its words are prose.
  private mutating func readCodeSpan() {
    var length = 0
    while position + length < scalars.count, scalars[position + length] == "`" { length += 1 }
    let start = position + length
    position = start
    guard length < 4 else { return }
    var place = start
    while place < lineEnd {
      var count = 0
      while place + count < lineEnd, scalars[place + count] == "`" { count += 1 }
      if count == length { break }
      place += max(1, count)
    }
    guard place < lineEnd else { return }
    while position < place { append() }
    position = place + length
  }

  private mutating func readComment() {
    guard let end = delimiters.find("-->", from: position + 4) else { return append() }
    builder.flush()
    builder.append(comment: source[position + 4..<end], position..<end + 3)
    position = end + 3
  }

  /// A tag of HTML is passed over.
  private mutating func readTag() {
    var end = position + 1
    while end < scalars.count, end - position < 200, scalars[end] != ">", scalars[end] != "\n" { end += 1 }
    let next = position + 1 < scalars.count ? scalars[position + 1] : " "
    guard end < scalars.count, scalars[end] == ">", next.isASCIILetter || next == "/" else { return append() }
    position = end + 1
  }
}
