/// A network and its backward pass, written as a person would write them: one equation for each quantity that has a
/// name, forward in the order of the tape, backward in reverse.
public struct BackwardPass: Hashable, Sendable {
  /// The shapes of what is given: X ∈ ℝ^{n₀ × m}.
  public var shapes: [WrittenEquation] = []
  public var forward: [Entry] = []
  public var backward: [Entry] = []

  /// The equation of a quantity or of its gradient.
  public struct Entry: Hashable, Sendable {
    /// What the quantity is called, on the tape or for want of a name there.
    public var name: String
    /// The number of its node.
    public var number: Int
    public var equation: WrittenEquation
    public var shape: [Int]
  }

  /// The whole in Markdown with formulas in TeX's notation, as a document that can be checked.
  public var markdown: String {
    let declarations = shapes.map { "- $\($0.latex)$" }.joined(separator: "\n")
    func section(_ title: String, _ entries: [Entry]) -> String {
      "## \(title)\n\n" + entries.map { "$$\($0.equation.latex)$$" }.joined(separator: "\n\n")
    }
    return [declarations, section("Forward", forward), section("Backward", backward)].joined(separator: "\n\n") + "\n"
  }

  /// The whole in lines of Unicode, for a terminal.
  public var text: String {
    (shapes.map(\.unicode) + [""] + forward.map(\.equation.unicode) + [""] + backward.map(\.equation.unicode))
      .joined(separator: "\n")
  }
}
