import ChainRuleStudy
import Testing

/// The verdicts on printed figures, rule by rule. What is expected was computed by hand.
@Suite struct FigureTests {
  /// The last equation of a document, checked.
  func last(_ text: String) throws -> CheckedEquation {
    let document = ReadDocument(reading: text, name: "figures", format: .markdown)
    return try #require(Derivation(document).check().equations.last)
  }

  /// A neuron whose exact values are z = 0.38, a = 0.59387…, L = 0.0825…, ∂L/∂z = -0.0980….
  static let neuron = """
    $w = 0.4$, $x = 0.7$, $b = 0.1$, $y = 1$, $\\eta = 0.5$

    $$z = w x + b$$

    $$a = \\sigma(z)$$

    $$L = \\frac12 (a - y)^2$$


    """

  @Test(
    "a figure is right if it is the exact value, rounded as it is printed",
    arguments: [
      ("z = 0.38", Verdict.figureRight), ("z = 0.380", .figureRight), ("z = 0.4", .figureRight),
      ("z = 0.39", .figureWrong), ("a \\approx 0.594", .figureRight), ("a = 0.593", .figureWrong),
      ("z = 0.4 \\times 0.7 + 0.1 = 0.28 + 0.1 = 0.38", .figureRight),
      ("z = 0.4(0.7) + 0.1 = \\mathbf{0.38}", .figureRight),
      ("z = 0.4 \\times 0.7 + 0.2 = 0.38", .figureWrong),
      ("z = 0.4 \\times 0.7 + 0.1 = 0.29 + 0.1 = 0.38", .figureWrong),
      ("a = \\sigma(0.38) = 1/(1 + e^{-0.38}) = 0.5939", .figureRight),
      ("a = 1/(1 + 0.6839) = 0.5939", .figureRight), ("a = 1/(1 + 0.6893) = 0.5939", .figureWrong),
      ("\\frac{\\partial L}{\\partial z} = (a - y) a (1 - a) = -0.098", .figureRight),
      ("\\frac{\\partial L}{\\partial w} = -9.8 \\times 10^{-2} \\times 0.7 = -6.86 \\times 10^{-2}", .figureRight),
      ("\\delta = -0.098", .figureRight), ("\\delta = 0.098", .figureWrong),
    ])
  func roundings(line: String, verdict: Verdict) throws {
    let entry = try last(Self.neuron + "$$\(line)$$\n")
    #expect(entry.verdict == verdict, "\(line): \(entry.message)")
    #expect(entry.kind == .numeric)
  }

  @Test("a figure that only follows from rounded figures is right from them, wherever they were printed")
  func chained() throws {
    let rounded = Self.neuron + "$$a = 0.6$$\n\n"
    // Exactly: L = 0.08247, ∂L/∂z = -0.09796, ∂L/∂w = -0.06857, w_new = 0.43429.
    for line in [
      "L = \\frac12 (0.6 - 1)^2", "L = \\frac12 (0.6 - 1)^2 = 0.080", "L = \\frac12 (-0.4)^2 = 0.08 = 0.080",
      "\\frac{\\partial L}{\\partial z} = (a - y) a (1 - a) = -0.096",
      "\\frac{\\partial L}{\\partial z} = (0.6 - 1) \\times 0.6 \\times 0.4 = -0.4 \\times 0.24 = -0.096",
    ] {
      let entry = try last(rounded + "$$\(line)$$\n")
      #expect(entry.verdict == .figureRightFromRounded, "\(line): \(entry.verdict) \(entry.message)")
      #expect(entry.faults.isEmpty)
    }
  }

  @Test("a right figure behind a rounded computation is right, and an intermediate one may make it chained")
  func intermediates() throws {
    let rounded = Self.neuron + "$$a = 0.6$$\n\n"
    #expect(try last(rounded + "$$L = \\frac12 (0.6 - 1)^2 = 0.08$$\n").verdict == .figureRight)
    let entry = try last(rounded + "$$L = \\frac12 (0.6 - 1)^2 = \\frac12 (0.160) = 0.08$$\n")
    #expect(entry.verdict == .figureRightFromRounded)
    #expect(entry.message.contains("0.165"))
  }

  @Test("the value of a parameter after a step is computed with the document's rate")
  func updates() throws {
    #expect(try last(Self.neuron + "$$w_{\\text{new}} = 0.434$$\n").verdict == .figureRight)
    #expect(try last(Self.neuron + "$$w^{+} = 0.4 - 0.5 \\times (-0.0686) = 0.4343$$\n").verdict == .figureRight)
    #expect(try last(Self.neuron + "$$w_{\\text{new}} = 0.366$$\n").verdict == .figureWrong)
  }

  @Test("a wrong figure is named with the exact value, and the line is corrected")
  func faults() throws {
    let entry = try last(Self.neuron + "$$a = \\sigma(0.38) = 0.6131$$\n")
    #expect(entry.verdict == .figureWrong)
    #expect(entry.faults.first?.mistake == "printed 0.6131, exact 0.5939")
    #expect(entry.faults.first?.correct == "a = \\sigma(0.38) = 0.5939")
  }

  @Test("a wrong figure is charged once")
  func repeated() throws {
    let entry = try last(Self.neuron + "$$a = \\sigma(z) = 0.6131$$\n\n$$a = 0.6131$$\n")
    #expect(entry.verdict == .figureRightFromRounded)
    #expect(entry.inheritedFrom == 9)
  }

  @Test("without a value of its own, a symbol has that of its figures, and else nothing is charged")
  func unknown() throws {
    #expect(try last("$$q = 0.25 + 0.5 = 0.75$$\n\n$$q = 0.75$$\n").verdict == .figureRight)
    #expect(try last("$$q = 0.25 + 0.5 = 0.75$$\n\n$$q = 0.9$$\n").verdict == .figureWrong)
    #expect(try last("$$0.5 \\times 0.3 = 0.15$$\n").verdict == .figureRight)
    #expect(try last("$$1.2 + 3.4 = 4.7$$\n").verdict == .figureWrong)
    #expect(try last("$$q = 0.5 r + 0.1 = 0.7$$\n\n$$\\frac{\\partial E}{\\partial q} = 0.3$$\n").verdict == .ambiguous)
  }

  @Test("a formula of symbols that is not the gradient it stands beside is what is wrong")
  func formulas() throws {
    let entry = try last(Self.neuron + "$$\\frac{\\partial L}{\\partial w} = (a - y) x = -0.2843$$\n")
    #expect(entry.verdict == .wrong)
  }

  @Test("numbers that are given again begin another example")
  func examples() throws {
    let second = Self.neuron + "$$z = 0.38$$\n\n$w = -0.2$, $x = 0.5$, $b = 0.3$, $y = 0$\n\n"
    #expect(try last(second + "$$z = -0.2 \\times 0.5 + 0.3 = 0.2$$\n").verdict == .figureRight)
    #expect(try last(second + "$$z = 0.38$$\n").verdict == .figureWrong)
  }
}
