/// A network and its backward pass, written as a person would write them: one equation for each quantity that has a
/// name, forward in the order of the tape, backward in reverse.
public struct BackwardPass: Hashable, Sendable {
  /// The shapes of what is given: X ∈ ℝ^{n₀ × m}.
  public var shapes: [WrittenEquation] = []
  /// What functions stand for whose name is used for others too: σ(t) = 1/(1 + e⁻ᵗ).
  public var functions: [WrittenEquation] = []
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
    func section(_ title: String, _ equations: [WrittenEquation]) -> String {
      "## \(title)\n\n" + equations.map { "$$\($0.latex)$$" }.joined(separator: "\n\n")
    }
    let sections = [
      declarations, section("Forward", forward.map(\.equation) + functions),
      section("Backward", backward.map(\.equation)),
    ]
    return sections.joined(separator: "\n\n") + "\n"
  }

  /// The whole in lines of Unicode, for a terminal.
  public var text: String {
    let parts = [shapes, forward.map(\.equation) + functions, backward.map(\.equation)]
    return parts.map { $0.map(\.unicode).joined(separator: "\n") }.joined(separator: "\n\n")
  }
}
