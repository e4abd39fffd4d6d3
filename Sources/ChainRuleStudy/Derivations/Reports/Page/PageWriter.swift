/// Writes a document's blocks as HTML, each equation with its verdict.
struct PageWriter {
  var html = ""
  /// The equations that are on the page.
  var shown: Set<String> = []
  /// Equations in running text about which there is more to say than fits there: it follows the paragraph.
  var pending: [CheckedEquation] = []

  mutating func write(_ block: PageBlock) {
    switch block {
    case .heading(let level, let line):
      // The page has a heading of its own.
      let name = "h\(min(level + 1, 6))"
      html += "<\(name)>"
      writeRunning(PageMath.pieces(of: line))
      html += "</\(name)>\n"
    case .paragraph(let lines): lines.isCode ? writeCode(lines) : writeParagraph(lines)
    case .list(let items, let isNumbered): writeList(items, isNumbered: isNumbered)
    case .quote(let lines):
      html += "<blockquote>"
      writeParagraph(lines)
      html += "</blockquote>\n"
    case .table(let lines): writeTable(lines)
    case .code(let lines): writeCode(lines)
    case .rule: html += "<hr>\n"
    }
    writePending()
  }

  private mutating func writePending() {
    let notes = pending
    pending = []
    for equation in notes { writeNote(on: equation) }
  }

  /// Running text, with displayed mathematics between its parts.
  private mutating func writeParagraph(_ lines: [PageLine]) {
    var running: [PageMath.Piece] = []
    for piece in PageMath.pieces(of: PageLine(lines.joined(separator: [.character("\n")]))).flatMap(\.displays) {
      if case .math(let line, isDisplay: true) = piece {
        writePart(running)
        running = []
        writeDisplay(line)
      } else {
        running.append(piece)
      }
    }
    writePart(running)
  }

  private mutating func writePart(_ pieces: [PageMath.Piece]) {
    guard pieces.contains(where: { !$0.isBlank }) else { return }
    html += "<p>"
    writeRunning(pieces)
    html += "</p>\n"
    writePending()
  }

  private mutating func writeList(_ items: [PageBlock.Item], isNumbered: Bool) {
    let name = isNumbered ? "ol" : "ul"
    let margin = items.map(\.indentation).min() ?? 0
    html += "<\(name)>\n"
    for item in items {
      let depth = min((item.indentation - margin) / 2, 4)
      html += depth == 0 ? "<li>" : "<li class=\"in\(depth)\">"
      let pieces = PageMath.pieces(of: PageLine(item.lines.joined(separator: [.character("\n")])))
      for piece in pieces {
        if case .math(let line, isDisplay: true) = piece { writeDisplay(line) } else { writeRunning([piece]) }
      }
      writePending()
      html += "</li>\n"
    }
    html += "</\(name)>\n"
  }

  private mutating func writeTable(_ lines: [PageLine]) {
    html += "<div class=\"scroll\"><table>\n"
    for (row, line) in lines.enumerated() {
      let cells = line.split(omittingEmptySubsequences: false) { $0.character == "|" }.map { PageLine($0).trimmed }
      let isRuler = cells.allSatisfy { cell in cell.allSatisfy { $0.character.map { "-: ".contains($0) } ?? false } }
      guard !isRuler || row != 1 else { continue }
      html += "<tr>"
      // What stands before the first bar and behind the last is nothing.
      for cell in cells.dropFirst().dropLast(cells.last?.isEmpty == true ? 1 : 0) {
        html += row == 0 ? "<th>" : "<td>"
        writeRunning(PageMath.pieces(of: cell))
        html += row == 0 ? "</th>" : "</td>"
      }
      html += "</tr>\n"
    }
    html += "</table></div>\n"
  }

  private mutating func writeCode(_ lines: [PageLine]) {
    html += "<pre><code>"
    for line in lines {
      for token in line {
        switch token {
        case .character(let character): html += escapedForHTML(String(character))
        case .formula(_, let source): html += escapedForHTML(source)
        case .equation(let equation): writeCode(equation)
        }
      }
      html += "\n"
    }
    html += "</code></pre>\n"
    writePending()
  }
}

extension PageMath.Piece {
  /// The piece, with those lines taken out as displays that hold nothing but equations.
  fileprivate var displays: [PageMath.Piece] {
    guard case .text(let text) = self, text.contains(where: \.isObject) else { return [self] }
    var pieces: [PageMath.Piece] = []
    var rest: PageLine = []
    for line in text.split(omittingEmptySubsequences: false, whereSeparator: { $0.character == "\n" }) {
      let content = line.filter { token in !(token.character.map { $0.isWhitespace || ".,;".contains($0) } ?? false) }
      if !content.isEmpty, content.allSatisfy(\.isObject), !PageLine(content).equations.isEmpty {
        pieces += [.text(rest), .math(PageLine(line), isDisplay: true)]
        rest = []
      } else {
        rest += line + [.character("\n")]
      }
    }
    return pieces + [.text(rest)]
  }

  fileprivate var isBlank: Bool { if case .text(let text) = self { text.allSatisfy(\.isSpace) } else { false } }
}

extension [PageLine] {
  /// Whether all mathematics here is pseudo code.
  fileprivate var isCode: Bool {
    let equations = flatMap(\.equations)
    return !equations.isEmpty && equations.allSatisfy { $0.statement?.code != nil }
  }
}
