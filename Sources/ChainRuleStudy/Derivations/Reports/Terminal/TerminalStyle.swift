/// How a report is laid out for people who read it as text.
public struct TerminalStyle: Hashable, Sendable {
  public var hasColours: Bool
  /// Where lines are broken, in columns; `nil` for a file or a pipe, where they are not.
  public var width: Int?

  public init(hasColours: Bool = false, width: Int? = nil) {
    self.hasColours = hasColours
    self.width = width.map { max(40, $0) }
  }

  enum Colour: Int {
    case bold = 1
    case faint = 2
    case red = 31
    case green = 32
    case yellow = 33
  }

  func paint(_ text: String, _ colour: Colour) -> String {
    hasColours ? "\u{1B}[\(colour.rawValue)m\(text)\u{1B}[0m" : text
  }

  /// The verdict's sign in the verdict's colour.
  func mark(_ verdict: Verdict) -> String { paint(verdict.mark, colour(of: verdict)) }

  func colour(of verdict: Verdict) -> Colour {
    verdict.isFault ? .red : verdict.isUndecided ? .yellow : verdict == .definition ? .faint : .green
  }

  /// A paragraph of words, broken where the width asks for it; the first line has a label in front, under which the others
  /// do not go unless it is long.
  func paragraph(_ text: String, label: String = "", indent: Int) -> String {
    let start = String(repeating: " ", count: indent)
    guard let width else { return start + label + text }
    let hanging = start + String(repeating: " ", count: label.count > 24 ? 4 : label.count)
    var (lines, line, isEmpty) = ([String](), start + label, true)
    for word in text.split(separator: " ") {
      if !isEmpty, line.count + 1 + word.count > width {
        lines.append(line)
        (line, isEmpty) = (hanging, true)
      }
      line += (isEmpty ? "" : " ") + word
      isEmpty = false
    }
    return (lines + [line]).joined(separator: "\n")
  }

  /// The text cut to what is left of a line.
  func cut(_ text: String, after used: Int) -> String {
    guard let width, used + text.count > width else { return text }
    return "\(text.prefix(max(1, width - used - 1)))…"
  }
}

func padded(_ text: String, to width: Int) -> String {
  text + String(repeating: " ", count: max(0, width - text.count))
}
