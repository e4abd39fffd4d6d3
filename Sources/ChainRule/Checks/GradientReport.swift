/// What comparing gradients with finite differences found out.
public struct GradientReport: Sendable {
  /// The verdict on one variable's gradient.
  public enum Verdict: Hashable, Sendable {
    /// Autodiff and finite differences agree.
    case holds
    /// They disagree, and neither rounding nor a kink accounts for it.
    case wrong(Mistake)
    /// The point sits on kinks, where the output has no gradient; beside them, the gradient holds.
    case onKink([Kink])
    /// The point sits on kinks, and no point beside them was found.
    case undecided([Kink])
    /// Rounding makes finite differences too inexact to judge by.
    case noisy
    /// The output, or its gradient, is not finite.
    case notFinite
    /// The output does not depend on the variable, so that there was nothing to check.
    case independent
  }

  /// A place where an operation has no derivative.
  public struct Kink: Hashable, Sendable, CustomStringConvertible {
    /// The operation's name.
    public let operation: String
    /// What it is applied to.
    public let operand: String
    public let index: [Int]

    /// `relu at Z[1], element (2, 0)`
    public var description: String {
      "\(operation) at \(operand)"
        + (index.isEmpty ? "" : ", element (\(index.map(String.init).joined(separator: ", ")))")
    }
  }

  /// How a gradient is wrong.
  public struct Mistake: Hashable, Sendable {
    /// What the wrong elements have in common.
    public enum Pattern: Hashable, Sendable {
      /// Autodiff gives this many times the slope.
      case factor(Double)
      /// Autodiff gives the transpose.
      case transposed
      /// They agree but for elements where the slope is 0 and the gradient is not.
      case missingMask
      /// They agree but for elements where the gradient is 0 and the slope is not.
      case missingPart
      /// No gradient flows to the variable at all.
      case noFlow
    }

    /// The element at which the two are furthest from each other.
    public struct Element: Hashable, Sendable {
      public let index: [Int]
      public let autodiff: Double
      public let measured: Double
    }

    /// An operation whose pullback, checked apart from all others, is wrong.
    public struct Origin: Hashable, Sendable, CustomStringConvertible {
      /// The operation as it is written: `relu(Z[1])`.
      public let formula: String
      /// The name of its output.
      public let name: String?
      /// The operand to which it passes a wrong cotangent.
      public let operand: String

      /// `A[1] = relu(Z[1]) passes a wrong cotangent to Z[1]`
      public var description: String {
        (name.map { "\($0) = " } ?? "") + "\(formula) passes a wrong cotangent to \(operand)"
      }
    }

    /// `nil` where no single element of those compared shows it.
    public let worst: Element?
    public let pattern: Pattern?
    /// How many elements were compared one by one, and how many of them differ.
    public let compared: Int
    public let differing: Int
    /// The recorded operation whose own pullback is wrong, where one was found.
    public let origin: Origin?
  }

  /// What was found out about one variable.
  public struct Entry: Sendable {
    /// The variable's name, or what it was computed from.
    public let variable: String
    public let shape: Shape
    public let verdict: Verdict
    /// The slope of the output along a random direction: ⟨gradient, direction⟩, by autodiff.
    public let autodiff: Double
    /// The same by finite differences; NaN where there is none.
    public let measured: Double
    /// The difference of the two, relative to the size of the gradient along the direction; of a gradient that is 0 up to
    /// rounding, to that of the terms that cancel.
    public let error: Double
    /// The step along the direction, in units of the variable, at which the slope was measured.
    public let step: Double
    /// How fast the Taylor remainder of first order vanishes: 2 or more where the gradient is right, 1 where it is wrong;
    /// `nil` where the remainder is lost in rounding, as it is for a linear function with a right gradient.
    public let order: Double?
    /// What to know about the verdict, one sentence each.
    public let notes: [String]
    /// Why the evidence is weaker than it looks, one sentence each.
    public let cautions: [String]
  }

  /// The name of what was differentiated.
  public let output: String
  public let entries: [Entry]
  /// Why the evidence as a whole is weaker than it looks, one sentence each.
  public let cautions: [String]
  let factorNames: FactorNames

  /// Whether nothing was found wrong: each gradient holds, here or beside a kink, or there was none to check.
  public var passed: Bool {
    entries.allSatisfy {
      switch $0.verdict {
      case .holds, .onKink, .independent: true
      case .wrong, .undecided, .noisy, .notFinite: false
      }
    }
  }

  /// What was found out about a variable, by its name.
  public subscript(name: String) -> Entry? { entries.first { $0.variable == name } }
}

extension GradientReport: CustomStringConvertible {
  /// A table with a row per variable, and under it what there is to say about those that need it.
  public var description: String {
    var rows = AlignedRows()
    rows.append("variable", "shape", "verdict", "error", "step", "order")
    for entry in entries {
      let wasMeasured = entry.measured.isFinite
      rows.append(
        entry.variable, "\(entry.shape)", entry.verdict.word, wasMeasured ? scientific(entry.error) : "–",
        wasMeasured ? scientific(entry.step) : "–", entry.order.map { "\(($0 * 10).rounded() / 10)" } ?? "–")
    }
    let title = "gradient of \(output) against finite differences: \(passed ? "passed" : "failed")"
    let lines = entries.flatMap { entry in
      (explanation(of: entry) + entry.notes).map { "\(entry.variable): \($0)" }
        + entry.cautions.map { "caution: \(entry.variable) \($0)" }
    }
    return ([title, rows.text] + lines + cautions.map { "caution: \($0)" }).joined(separator: "\n")
  }

  private func explanation(of entry: Entry) -> [String] {
    switch entry.verdict {
    case .holds, .independent, .notFinite: return []
    case .onKink(let kinks):
      return ["sits on \(list(kinks)), where there is no gradient to check; beside it the gradient holds"]
    case .undecided(let kinks):
      return ["sits on \(list(kinks)), and no point beside it was found; move the point a little and check again"]
    case .noisy:
      return [
        "the slope is \(fourDigits(entry.autodiff)) by autodiff and \(fourDigits(entry.measured)) by differences, which rounding "
          + "makes too inexact to judge by: is a large constant added on the way?"
      ]
    case .wrong(let mistake): return explanation(of: mistake, entry)
    }
  }

  private func list(_ kinks: [Kink]) -> String {
    let shown = kinks.prefix(3).map(\.description).joined(separator: "; ")
    return "the kink of " + shown + (kinks.count > 3 ? " and \(kinks.count - 3) more" : "")
  }

  private func explanation(of mistake: Mistake, _ entry: Entry) -> [String] {
    var lines: [String] = []
    if let worst = mistake.worst {
      lines.append(
        "\(mistake.differing) of \(mistake.compared) elements differ, worst\(elementText(worst.index)): autodiff gives "
          + "\(fourDigits(worst.autodiff)), the slope is \(fourDigits(worst.measured))")
    } else {
      lines.append(
        "along a random direction autodiff gives \(fourDigits(entry.autodiff)), the slope is \(fourDigits(entry.measured))"
      )
    }
    switch mistake.pattern {
    case .factor(let factor): lines.append("autodiff gives \(factorNames.text(of: factor)) × the slope everywhere")
    case .transposed: lines.append("autodiff gives the transpose of the slopes")
    case .missingMask:
      lines.append("they agree wherever the slope is not 0: is a mask such as 1[Z > 0] missing?")
    case .missingPart: lines.append("they agree wherever the gradient is not 0: does a pullback drop a part?")
    case .noFlow: lines.append("no gradient flows to it, though the output moves with it: is it stopped on purpose?")
    case nil: break
    }
    if let origin = mistake.origin { lines.append("checked apart, \(origin)") }
    return lines
  }

  private func scientific(_ value: Double) -> String {
    guard value != 0 else { return "0" }
    guard abs(value) < 0.01 || abs(value) >= 1000 else { return fourDigits(value) }
    var exponent = 0
    var digits = abs(value)
    while digits.isFinite, digits >= 9.95 { (digits, exponent) = (digits / 10, exponent + 1) }
    while digits < 0.995 { (digits, exponent) = (digits * 10, exponent - 1) }
    return "\((digits * 10).rounded() / 10)e\(exponent)"
  }
}

extension GradientReport.Verdict {
  fileprivate var word: String {
    switch self {
    case .holds: "holds"
    case .wrong: "wrong"
    case .onKink: "on a kink"
    case .undecided: "undecided"
    case .noisy: "too noisy"
    case .notFinite: "not finite"
    case .independent: "independent"
    }
  }
}
