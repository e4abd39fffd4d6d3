import ChainRuleStudy

/// A checked document that is put together by hand: equations are found in its text by what they are.
struct SampleDocument {
  var checked: CheckedDerivation

  init(name: String = "notes.md", _ text: String, format: ReadDocument.Format = .markdown) {
    checked = CheckedDerivation(
      name: name, document: ReadDocument(name: name, text: text, format: format, statements: []))
  }

  /// The range of the first place in the text where `latex` stands.
  func range(of latex: String) -> SourceRange {
    let text = checked.document.text
    let found = text.firstRange(of: latex)!
    func place(_ index: String.Index) -> (line: Int, column: Int) {
      let before = text[..<index]
      let lines = before.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
      return (lines.count, lines.last!.count + 1)
    }
    let (start, end) = (place(found.lowerBound), place(found.upperBound))
    return SourceRange(line: start.line, column: start.column, endLine: end.line, endColumn: end.column)
  }

  /// Adds an equation that stands in the text.
  mutating func add(
    _ latex: String, _ verdict: Verdict, kind: CheckedEquation.Kind = .gradient, message: String = "",
    members: [Formula] = [], code: CodeLine? = nil, _ change: (inout CheckedEquation) -> Void = { _ in }
  ) {
    let range = range(of: latex)
    let statement =
      verdict == .unread
      ? nil
      : Statement(
        range: range, latex: latex, members: members,
        relations: Array(repeating: .equal, count: max(0, members.count - 1)), code: code, origin: .display)
    var equation = CheckedEquation(
      id: "E\(checked.equations.count + 1)", range: range, latex: latex, statement: statement, kind: kind,
      verdict: verdict, message: message)
    change(&equation)
    checked.equations.append(equation)
  }

  /// A document with most of what can be found.
  static var mixed: SampleDocument {
    var sample = SampleDocument(
      """
      <!-- chain-rule: loss L; input X -->
      # Two layers

      The input is $X \\in \\mathbb{R}^{n \\times m}$, and **the loss** is $L$; see `notes` & <b>more</b>.

      $$Z = W X + b$$

      - dW is $dW = dZ X^T$, as everybody knows.
      - db too.

      $$
      \\begin{aligned}
      dZ &= A - Y, \\\\
      db &= dZ \\quad \\text{and so on}
      \\end{aligned}
      $$

      | name | meaning |
      |------|---------|
      | $\\frac{x$ | damaged |

      ```python
      for l in range(L):
        dW[l] = dZ[l] @ A[l-1]
      ```

      $$\\oint f = 1$$
      """)
    let (w, x, dZ, dW) = (Formula.letter("W"), Formula.letter("X"), Formula.letter("dZ"), Formula.letter("dW"))
    sample.add("X \\in \\mathbb{R}^{n \\times m}", .definition, kind: .declaration)
    sample.add(
      "Z = W X + b", .definition, kind: .forward,
      members: [.letter("Z"), .sum([.product([w, x], [.juxtaposition]), .letter("b")])])
    sample.add(
      "dW = dZ X^T", .factor, message: "The factor 1/m is missing: the loss is a mean over m samples.",
      members: [dW, .product([dZ, .scripted(x, subscripts: [], superscripts: [.transpose])], [.juxtaposition])]
    ) {
      $0.faults = [.init(factor: "m", repair: "divide by m", correct: "dW = \\frac{1}{m} dZ X^T")]
      $0.points = 12
      $0.maxError = 2.5
      $0.witness = .init(
        seed: 7, dimensions: ["n": 2, "m": 3], element: [2, 1], claimed: -0.51, truth: -0.17,
        finiteDifference: -0.1700001)
      $0.readingsTried = ["⋅ is elementwise: does not fit"]
    }
    sample.add(
      "dZ &= A - Y", .convention, members: [dZ, .sum([.letter("A"), .negated(.letter("Y"))])]
    ) {
      $0.convention = "dZ stands for m ∂L/∂Z"
      $0.points = 12
      $0.mutants = .init(tried: 8, rejected: 8)
    }
    sample.add("db &= dZ", .shape, message: "The sum over the batch is missing.", members: [.letter("db"), dZ]) {
      $0.faults = [.init(repair: "sum over the batch", correct: "db = \\sum_{i=1}^m dZ_{:,i}")]
      $0.links = [.init(text: "db = dZ", verdict: .shape), .init(text: "= dZ", verdict: .exact)]
    }
    sample.add("\\frac{x", .garbled, message: "A brace is missing; likely \\frac{x}{y}.")
    sample.add(
      "dW[l] = dZ[l] @ A[l-1]", .wrong, kind: .pseudocode, message: "The second factor is not transposed.",
      code: CodeLine(kind: .assignment, indentation: 2, block: 0)
    ) {
      $0.faults = [
        .init(repair: "transpose A[l-1]", correct: "dW[l] = dZ[l] @ A[l-1].T"),
        .init(mistake: "the loop runs the wrong way"),
      ]
      $0.inheritedFrom = 9
    }
    sample.add("\\oint f = 1", .unread, message: "An integral is no part of a derivation of gradients.")
    sample.checked.document.problems = [
      ReadingProblem(
        range: sample.range(of: "\\oint f = 1"), latex: "\\oint f = 1", reason: .outsideTheSubject, line: 28, column: 3,
        message: "an integral")
    ]
    sample.checked.document.mentions = [
      .init(range: sample.range(of: "L$; see").shortened(to: 1), formula: .letter("L"))
    ]
    sample.checked.conventions = ["samples are columns"]
    sample.checked.assumptions = ["m is the number of samples"]
    sample.checked.symbols = [
      .init(symbol: "L", role: .loss, meaning: "any loss", origin: "line 1", flag: "--let L=loss"),
      .init(symbol: "X", role: .input, shape: "n × m", origin: "line 4"),
    ]
    sample.checked.findings = [
      .init(
        cause: "dZ in two meanings", message: "dZ is used in two meanings.", lines: [13, 14],
        repairs: ["divide line 13 by m", "multiply line 14 by m"])
    ]
    return sample
  }
}

extension Formula {
  static func letter(_ name: String) -> Formula { .symbol(Symbol(name: name)) }
}

extension SourceRange {
  fileprivate func shortened(to length: Int) -> SourceRange {
    SourceRange(line: line, column: column, endLine: line, endColumn: column + length)
  }
}
