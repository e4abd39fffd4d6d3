/// Where a gradient comes from: the sum, over the uses of a value, of what each use passes back.
public struct GradientExplanation: Hashable, Sendable {
  /// What the value is called.
  public var name: String
  /// The number of its node.
  public var number: Int
  /// What its gradient is called.
  public var label: Formula
  /// The shape of the value, which is that of its gradient.
  public var shape: [Int]
  /// The gradient; `nil` where none was computed, which is not the same as zero.
  public var value: WrittenValue?
  /// Why there is no gradient.
  public var absence: String?
  /// The whole equation: ∂L/∂W = ….
  public var equation: WrittenEquation?
  /// From the last use to the first, as the reverse walk meets them.
  public var contributions: [Contribution] = []
  /// The ways from the value to the output, by the names of the quantities on them; the first few of them.
  public var paths: [[String]] = []
  /// How many ways there are.
  public var pathCount = 0

  /// What one use of a value passes back to it.
  public struct Contribution: Hashable, Sendable {
    /// The quantity in whose equation the value is used.
    public var user: String
    /// That equation: Z = W X + b.
    public var use: WrittenEquation?
    /// The gradient that arrives from above, and its value.
    public var upstream: Formula
    public var upstreamValue: WrittenValue
    /// What the operation does with it, with a dot in its place: (·) Xᵀ, (·) ⊙ 1[Z > 0].
    public var local: Formula
    /// Both together.
    public var product: Formula
    public var value: WrittenValue
    /// Why transposes stand where they stand; `nil` where there is no matrix product.
    public var transposes: TransposeReason?
  }
}

/// Which products of two matrices have the shape of a gradient.
public struct TransposeReason: Hashable, Sendable {
  /// The product that the gradient is.
  public var product: Formula
  /// The shapes of its factors, as they stand in it, and of the whole.
  public var left: [Int]
  public var right: [Int]
  public var whole: [Int]
  /// Other orders and transposes whose shape fits as well; empty where the shapes decide.
  public var alternatives: [Formula]

  /// The reason in a sentence.
  public var text: String {
    func matrix(_ shape: [Int]) -> String { "(\(shape.map(String.init).joined(separator: " × ")))" }
    let fit = "\(product.unicode) is \(matrix(left))\(matrix(right)) → \(matrix(whole))"
    guard !alternatives.isEmpty else {
      return "the shapes decide: \(fit), and no other product of the two has the shape of the value"
    }
    return
      "\(fit); here \(alternatives.map(\.unicode).joined(separator: ", ")) would fit as well, so these shapes decide "
      + "nothing: with axes of different lengths only the first fits"
  }
}
