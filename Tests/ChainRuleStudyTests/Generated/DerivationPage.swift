import ChainRuleStudy

/// Writes an outline down, with one mistake if there is to be one, and keeps track of lines.
struct DerivationPage {
  /// Which member of which equation is replaced.
  struct Mutation: Sendable {
    let section: Int
    let equation: Int
    let member: Int
    let mutant: Mutant
  }

  let outline: Outline
  let mutation: Mutation?
  private(set) var claims: [GeneratedDerivation.Claim] = []
  private var lines: [String] = []

  init(outline: Outline, mutation: Mutation?) {
    self.outline = outline
    self.mutation = mutation
  }

  var text: String { lines.joined(separator: "\n") + "\n" }

  private var notation: Notation { outline.notation }

  mutating func write() {
    if notation.format == .latex {
      lines += [
        "\\documentclass{article}", "\\usepackage{amsmath,amssymb}", "\\newcommand{\\R}{\\mathbb{R}}",
        "\\newcommand{\\pd}[2]{\\frac{\\partial #1}{\\partial #2}}", "\\begin{document}", "",
      ]
    }
    heading("A network with \(outline.plan.depth) layer\(outline.plan.depth == 1 ? "" : "s")", level: 1)
    for (place, section) in outline.sections.enumerated() {
      heading(section.title, level: 2)
      for paragraph in section.prose { write(paragraph: paragraph) }
      write(section.equations, of: place)
    }
    if notation.format == .latex { lines.append("\\end{document}") }
    while lines.last == "" { lines.removeLast() }
  }

  private mutating func heading(_ text: String, level: Int) {
    switch notation.format {
    case .markdown: lines += [String(repeating: "#", count: level) + " " + text, ""]
    case .latex: lines += [level == 1 ? "\\section{\(text)}" : "\\subsection{\(text)}", ""]
    case .plainText: lines += [text, ""]
    }
  }

  private mutating func write(paragraph: String) {
    let isList = paragraph.hasPrefix("- ")
    if notation.format == .latex, isList {
      lines.append("\\begin{itemize}")
      lines += paragraph.split(separator: "\n").map { "\\item " + $0.dropFirst(2) }
      lines += ["\\end{itemize}", ""]
    } else {
      lines += paragraph.split(separator: "\n").map(String.init) + [""]
    }
  }

  private mutating func write(_ equations: [Equation], of section: Int) {
    guard !equations.isEmpty else { return }
    let isAligned = notation.usesAlignment && equations.count > 1 && notation.format != .plainText
    if isAligned {
      lines += notation.format == .latex ? ["\\begin{align*}"] : ["$$", "\\begin{aligned}"]
    }
    for (place, equation) in equations.enumerated() {
      let (left, relation, members) = written(equation, section: section, place: place)
      let source = left + relation + members.joined(separator: " = ")
      switch notation.format {
      case _ where isAligned:
        lines.append("\(left) &\(relation.dropFirst())\(members.joined(separator: " = "))")
        if place < equations.count - 1 { lines[lines.count - 1] += " \\\\" }
      case .markdown: lines += ["$$\(source)$$"]
      case .latex: lines += ["\\[ \(source) \\]"]
      case .plainText: lines += [source]
      }
      if equation.role != .given { claim(equation, source, section: section, place: place) }
      if !isAligned { lines.append("") }
    }
    if isAligned { lines += notation.format == .latex ? ["\\end{align*}", ""] : ["\\end{aligned}", "$$", ""] }
  }

  private func written(_ equation: Equation, section: Int, place: Int, isCorrected: Bool = false) -> (
    left: String, relation: String, members: [String]
  ) {
    let writer = TermWriter(plan: outline.plan, notation: notation)
    var right = equation.right
    if !isCorrected, let mutation, mutation.section == section, mutation.equation == place {
      right[mutation.member] = mutation.mutant.term
    }
    let arrow = notation.format == .plainText ? " ← " : " \\leftarrow "
    return (writer.text(equation.left), equation.role == .update ? arrow : " = ", right.map(writer.text))
  }

  /// Notes a claim that the last line makes.
  private mutating func claim(_ equation: Equation, _ source: String, section: Int, place: Int) {
    let mutant = mutation.flatMap { $0.section == section && $0.equation == place ? $0.mutant : nil }
    let sound: Set<Verdict> = equation.role == .update ? [.definition, .exact, .convention] : [.exact, .convention]
    let right = written(equation, section: section, place: place, isCorrected: true)
    claims.append(
      GeneratedDerivation.Claim(
        line: lines.count, source: source, accepted: mutant == nil ? sound : [.factor, .shape, .wrong],
        mistake: mutant?.mistake, factor: equation.right.count == 1 ? mutant?.factor : nil,
        corrected: mutant == nil ? nil : right.left + right.relation + right.members.joined(separator: " = ")))
  }
}
