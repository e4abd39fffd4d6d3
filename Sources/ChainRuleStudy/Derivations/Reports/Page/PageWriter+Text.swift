extension PageWriter {
  /// Words and formulas in a line of text.
  mutating func writeRunning(_ pieces: [PageMath.Piece]) {
    var emphasis = Emphasis(pieces)
    for piece in pieces {
      switch piece {
      case .text(let text): writeText(text, &emphasis)
      case .math(let content, _): writeFormula(content)
      }
    }
    html += emphasis.closing()
  }

  // MARK: Formulas

  private mutating func writeFormula(_ content: PageLine) {
    guard content.contains(where: \.isObject) else {
      html += "<code class=\"tex\">\(escapedForHTML(content.text))</code>"
      return
    }
    for part in PageMath.parts(of: content) {
      switch part {
      case .object(let token): writeInline(token)
      case .words(let words): html += escapedForHTML(words)
      case .source(let source): html += "<code class=\"tex\">\(escapedForHTML(source))</code>"
      }
    }
  }

  mutating func writeInline(_ token: PageToken) {
    switch token {
    case .character(let character): html += escapedForHTML(String(character))
    case .formula(let formula, let source):
      html += MathML.document(formula.mathML, source: source, isBlock: false)
    case .equation(let equation): writeInline(equation)
    }
  }

  // MARK: Words

  private mutating func writeText(_ text: PageLine, _ emphasis: inout Emphasis) {
    var index = 0
    while index < text.count {
      guard let character = text[index].character else {
        writeInline(text[index])
        index += 1
        continue
      }
      switch character {
      case "\\"
      where index + 1 < text.count && (text[index + 1].character.map { "\\`*_{}[]()#+-.!$|<>~".contains($0) } ?? false):
        html += escapedForHTML(String(text[index + 1].character ?? " "))
        index += 2
      case "`":
        let end = text[(index + 1)...].firstIndex { $0.character == "`" }
        guard let end, end > index + 1 else {
          html += "`"
          index += 1
          continue
        }
        html += "<code>"
        for token in text[(index + 1)..<end] { writeInline(token) }
        html += "</code>"
        index = end + 1
      case "*":
        let isDouble = text.starts(with: "**", at: index)
        let behind = index + (isDouble ? 2 : 1)
        let isLoose = (index == 0 || text[index - 1].isSpace) && (behind >= text.count || text[behind].isSpace)
        html += isLoose ? (isDouble ? "**" : "*") : emphasis.toggle(isDouble ? "strong" : "em")
        index = behind
      case "<":
        let (tag, length) = PageWriter.knownTag(in: text, at: index) ?? ("&lt;", 1)
        html += tag
        index += length
      default:
        html += escapedForHTML(String(character))
        index += 1
      }
    }
  }

  /// The few tags of HTML that people write between words, which say nothing but how it looks.
  private static func knownTag(in text: PageLine, at index: Int) -> (String, Int)? {
    if let source = ["<br>", "<br/>", "<br />"].first(where: { text.starts(with: $0, at: index) }) {
      return ("<br>", source.count)
    }
    for name in ["sub", "sup", "b", "i"] where text.starts(with: "<\(name)>", at: index) {
      // Only a pair with plain characters between, so that what is open is closed.
      let begin = index + name.count + 2
      let content = text[begin...].prefix(30).prefix { !$0.isObject && $0.character != "<" }
      guard text.starts(with: "</\(name)>", at: begin + content.count) else { return nil }
      let inner = escapedForHTML(PageLine(content).text)
      return ("<\(name)>\(inner)</\(name)>", content.count + 2 * name.count + 5)
    }
    return nil
  }
}

/// Which of `em` and `strong` are open, so that every one is closed, in the right order.
struct Emphasis {
  private var open: [String] = []
  /// How many signs of a kind are still to come.
  private var left: [String: Int]

  init(_ pieces: [PageMath.Piece]) {
    var counts = ["em": 0, "strong": 0]
    for case .text(let text) in pieces {
      var index = 0
      while index < text.count {
        let isDouble = text.starts(with: "**", at: index)
        if text[index].character == "*" { counts[isDouble ? "strong" : "em", default: 0] += 1 }
        index += isDouble ? 2 : 1
      }
    }
    left = counts
  }

  /// The tag for a sign; the sign itself where it opens nothing that would be closed.
  mutating func toggle(_ name: String) -> String {
    left[name, default: 0] -= 1
    if open.last == name {
      open.removeLast()
      return "</\(name)>"
    }
    guard !open.contains(name), left[name, default: 0] > 0 else { return name == "em" ? "*" : "**" }
    open.append(name)
    return "<\(name)>"
  }

  mutating func closing() -> String {
    defer { open = [] }
    return open.reversed().map { "</\($0)>" }.joined()
  }
}
