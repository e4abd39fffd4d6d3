/// A walk through a network as JSON, with formulas in Unicode and TeX's notation.
public struct WalkthroughRecord: Encodable {
  var output: String
  var forward: [Step]
  var backward: [Gradient]

  struct Step: Encodable {
    var name: String
    var equation: String
    var latex: String
    var shape: [Int]
    var value: [Double]
  }

  struct Gradient: Encodable {
    var name: String
    var gradient: String
    var equation: String?
    var latex: String?
    var shape: [Int]
    /// Absent where no gradient was computed.
    var value: [Double]?
    var absence: String?
    var contributions: [Contribution]
    var paths: [[String]]
  }

  struct Contribution: Encodable {
    var through: String
    var upstream: String
    var local: String
    var product: String
    var value: [Double]
    var shapes: String?
  }

  public init(_ walk: Walkthrough) {
    output = walk.output
    forward = walk.forward.map {
      Step(
        name: $0.name, equation: $0.equation.unicode, latex: $0.equation.latex, shape: $0.value.shape,
        value: $0.value.scalars)
    }
    backward = walk.backward.map { gradient in
      Gradient(
        name: gradient.name, gradient: gradient.label.unicode, equation: gradient.equation?.unicode,
        latex: gradient.equation?.latex, shape: gradient.shape, value: gradient.value?.scalars,
        absence: gradient.absence,
        contributions: gradient.contributions.map {
          Contribution(
            through: $0.user, upstream: $0.upstream.unicode, local: $0.local.unicode, product: $0.product.unicode,
            value: $0.value.scalars, shapes: $0.transposes?.text)
        },
        paths: gradient.paths)
    }
  }

  /// The record in one line.
  public var json: String { get throws { try OrderedJSON.text(self) } }
}
