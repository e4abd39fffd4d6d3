/// A text's edits in the form that `patch` and `git apply` read.
struct UnifiedDiff {
  /// Lines with what ends them, as a patch counts them: only a line feed ends a line.
  private let lines: [String]
  private var changes: [Change] = []

  /// Lines, from 0, that are replaced by others.
  private struct Change {
    var lines: Range<Int>
    var replacement: [String]
  }

  private static let context = 3

  /// - Parameter edits: In the order of the text, none overlapping another.
  init(_ edits: [Edit], of text: String) {
    let characters = Array(text)
    var starts = [0]
    for (place, character) in characters.enumerated() where character == "\n" || character == "\r\n" {
      if place + 1 < characters.count { starts.append(place + 1) }
    }
    func end(ofLine line: Int) -> Int { line + 1 < starts.count ? starts[line + 1] : characters.count }
    lines = starts.indices.map { String(characters[starts[$0]..<end(ofLine: $0)]) }
    var line = 0
    var rest = edits[...]
    while let edit = rest.first {
      while end(ofLine: line) <= edit.offsets.lowerBound, line + 1 < starts.count { line += 1 }
      // All edits that touch the same lines are one change.
      var (last, place) = (line, starts[line])
      var replacement = ""
      while let edit = rest.first, edit.offsets.lowerBound < end(ofLine: last) || last + 1 == starts.count {
        rest.removeFirst()
        replacement += String(characters[place..<edit.offsets.lowerBound]) + edit.text
        place = edit.offsets.upperBound
        while end(ofLine: last) < place { last += 1 }
      }
      replacement += String(characters[place..<end(ofLine: last)])
      changes.append(Change(lines: line..<(last + 1), replacement: UnifiedDiff.lines(of: replacement)))
      line = last
    }
  }

  private static func lines(of text: String) -> [String] {
    var lines = [""]
    for character in text {
      lines[lines.count - 1].append(character)
      if character == "\n" || character == "\r\n" { lines.append("") }
    }
    return lines.last == "" ? Array(lines.dropLast()) : lines
  }

  func text(path: String) -> String {
    var text = "--- \(UnifiedDiff.quoted(path))\n+++ \(UnifiedDiff.quoted(path))\n"
    var rest = changes[...]
    // By how many lines the new text is longer so far.
    var shift = 0
    while let first = rest.first {
      var hunk = [first]
      rest.removeFirst()
      while let next = rest.first, let last = hunk.last,
        next.lines.lowerBound - last.lines.upperBound <= 2 * UnifiedDiff.context
      {
        hunk.append(next)
        rest.removeFirst()
      }
      text += self.text(of: hunk, &shift)
    }
    return text
  }

  private func text(of hunk: [Change], _ shift: inout Int) -> String {
    guard let first = hunk.first, let last = hunk.last else { return "" }
    let start = max(0, first.lines.lowerBound - UnifiedDiff.context)
    let end = min(lines.count, last.lines.upperBound + UnifiedDiff.context)
    let growth = hunk.reduce(0) { $0 + $1.replacement.count - $1.lines.count }
    var text = "@@ -\(start + 1),\(end - start) +\(start + 1 + shift),\(end - start + growth) @@\n"
    var place = start
    for change in hunk {
      text += marked(lines[place..<change.lines.lowerBound], " ")
      text += marked(lines[change.lines], "-") + marked(change.replacement[...], "+")
      place = change.lines.upperBound
    }
    shift += growth
    return text + marked(lines[place..<end], " ")
  }

  private func marked(_ lines: ArraySlice<String>, _ mark: Character) -> String {
    lines.map { line in
      line.last == "\n" || line.last == "\r\n" ? "\(mark)\(line)" : "\(mark)\(line)\n\\ No newline at end of file\n"
    }.joined()
  }

  /// A path as a patch names it: in quotes where it has signs that would be misread.
  private static func quoted(_ path: String) -> String {
    guard path.utf8.contains(where: { $0 < 0x20 || $0 == 0x22 || $0 == 0x5C || $0 == 0x7F }) else {
      // A tab ends a path that has spaces.
      return path.contains(" ") ? "\(path)\t" : path
    }
    let escaped = path.utf8.map { byte in
      switch byte {
      case 0x22: return "\\\""
      case 0x5C: return "\\\\"
      case 0x20..<0x7F: return String(UnicodeScalar(byte))
      default:
        let digits = String(byte, radix: 8)
        return "\\" + String(repeating: "0", count: 3 - digits.count) + digits
      }
    }
    return "\"\(escaped.joined())\""
  }
}
