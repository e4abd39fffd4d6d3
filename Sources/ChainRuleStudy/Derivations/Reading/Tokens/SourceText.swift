/// A text as scalars, with the line and column of each.
struct SourceText {
  let scalars: [Unicode.Scalar]
  /// The cell of a notebook that the text is from.
  let cell: Int?
  private let lineStarts: [Int]
  /// Scalars that continue a character, such as combining accents; they take no column.
  private let continuations: [Int]

  init(_ text: String, cell: Int? = nil) {
    var scalars: [Unicode.Scalar] = []
    var lineStarts = [0]
    var continuations: [Int] = []
    scalars.reserveCapacity(text.utf8.count)
    for character in text {
      var isFirst = true
      for scalar in character.unicodeScalars {
        if !isFirst { continuations.append(scalars.count) }
        isFirst = false
        scalars.append(scalar)
      }
      if character == "\n" || character == "\r\n" || character == "\r" { lineStarts.append(scalars.count) }
    }
    self.scalars = scalars
    self.cell = cell
    self.lineStarts = lineStarts
    self.continuations = continuations
  }

  var count: Int { scalars.count }
  var lineCount: Int { lineStarts.count }

  /// The text between two offsets.
  subscript(range: Range<Int>) -> String {
    var text = String.UnicodeScalarView()
    text.append(contentsOf: scalars[range.clamped(to: 0..<scalars.count)])
    return String(text)
  }

  /// The line an offset is in, from 0.
  func lineIndex(of offset: Int) -> Int { Self.count(of: lineStarts, upTo: offset) - 1 }

  /// The scalars of a line, from 0, with what ends it.
  func line(_ index: Int) -> Range<Int> {
    lineStarts[index]..<(index + 1 < lineStarts.count ? lineStarts[index + 1] : scalars.count)
  }

  /// The line and the column of an offset, from 1.
  func place(of offset: Int) -> (line: Int, column: Int) {
    let line = lineIndex(of: offset)
    let start = lineStarts[line]
    let hidden = Self.count(of: continuations, upTo: offset) - Self.count(of: continuations, upTo: start)
    return (line + 1, offset - start - hidden + 1)
  }

  func range(_ offsets: Range<Int>) -> SourceRange {
    let (first, last) = (place(of: offsets.lowerBound), place(of: offsets.upperBound))
    return SourceRange(
      line: first.line, column: first.column, endLine: last.line, endColumn: last.column, cell: cell)
  }

  /// How many of the ascending numbers are at most `limit`.
  private static func count(of ascending: [Int], upTo limit: Int) -> Int {
    var (low, high) = (0, ascending.count)
    while low < high {
      let middle = (low + high) / 2
      if ascending[middle] <= limit { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
