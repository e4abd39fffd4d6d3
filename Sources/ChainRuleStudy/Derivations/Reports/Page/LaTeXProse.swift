/// Makes the text of a LaTeX file, outside of its mathematics, into what the page writes for Markdown.
enum LaTeXProse {
  private static let sections = ["title", "part", "chapter", "section", "subsection", "subsubsection", "paragraph"]

  /// The lines from `\begin{document}` on, sections as headings, items as items.
  static func plain(_ lines: [PageLine]) -> [PageLine] {
    let begin = lines.firstIndex { $0.trimmed.starts(with: "\\begin{document}") }.map { $0 + 1 } ?? 0
    let end = lines[begin...].firstIndex { $0.trimmed.starts(with: "\\end{document}") } ?? lines.count
    return lines[begin..<end].compactMap { line in
      let trimmed = line.trimmed
      if trimmed.starts(with: "%") { return nil }
      if let heading = heading(trimmed) { return heading }
      if trimmed.starts(with: "\\item") { return PageLine(characters: "- ") + trimmed.dropFirst(5) }
      for environment in ["itemize", "enumerate", "abstract", "center", "proof"] {
        for word in ["begin", "end"] where trimmed.starts(with: "\\\(word){\(environment)}") { return [] }
      }
      return line
    }
  }

  /// `\section{Backward}` as `## Backward`.
  private static func heading(_ line: PageLine) -> PageLine? {
    for (place, name) in sections.enumerated() {
      for command in ["\\\(name){", "\\\(name)*{"] where line.starts(with: command) {
        var content = PageLine(line.dropFirst(command.count))
        if let brace = content.lastIndex(where: { $0.character == "}" }) { content.remove(at: brace) }
        return PageLine(characters: String(repeating: "#", count: max(1, min(place, 5))) + " ") + content
      }
    }
    return nil
  }
}
