/// A part of a document, as its format marks it.
enum DocumentBlock {
  case mathematics(MathSegment)
  /// Words; at most one line of them.
  case prose(String, offset: Int)
  /// The level counts from 1; the heading's words are prose of their own.
  case heading(String, level: Int, offset: Int)
  /// The lines of a block of code, without its fences.
  case code(Range<Int>)
  case binding(String, Range<Int>)
}
