import ChainRule

/// A network walked through, forwards with its values and backwards with an explanation of each gradient.
public struct Walkthrough: Hashable, Sendable {
  public var output: String
  public var forward: [Step] = []
  /// From the output backwards; what has no gradient stands at the end.
  public var backward: [GradientExplanation] = []

  /// A quantity and its value.
  public struct Step: Hashable, Sendable {
    public var name: String
    public var number: Int
    /// How it is computed; for what is given, its shape: X ∈ ℝ^{n₀ × m}.
    public var equation: WrittenEquation
    public var value: WrittenValue
    public var isGiven: Bool
  }
}

extension Gradients {
  /// The whole network and its backward pass, quantity by quantity.
  public func walkthrough(style: GradientStyle = .partial) -> Walkthrough {
    var first = BackwardWriter(self, style: style)
    let crowded = first.crowded()
    var writer = crowded.isEmpty ? first : BackwardWriter(self, style: style, showing: crowded)
    return writer.walkthrough()
  }
}

extension BackwardWriter {
  mutating func walkthrough() -> Walkthrough {
    var walk = Walkthrough(output: shown[output]?.name ?? "")
    let numbers = shown.keys.sorted()
    for number in numbers {
      let node = variable(number)
      guard let (name, formula) = shown[number] else { continue }
      let equation = forwardEquation(number) ?? declaration(formula, node)
      walk.forward.append(
        Walkthrough.Step(
          name: name, number: number, equation: equation, value: WrittenValue(node.value),
          isGiven: node.leafKind != nil))
    }
    let others = reverseOrder
    for number in others.filter({ gradient($0) != nil }) + others.filter({ gradient($0) == nil }) {
      walk.backward.append(explanation(of: number))
    }
    return walk
  }
}
