import ChainRule

/// A random computation: operations drawn from all there are, on operands that are used more than once and broadcast.
///
/// The same seed gives the same graph. An operation that an operand's values do not suit (a logarithm near 0, an exponential
/// that grows too large) is drawn again.
public struct RandomGraph<Scalar: TensorScalar> {
  public let tape = Tape<Scalar>()
  public private(set) var parameters: [Variable<Scalar>] = []
  /// The operations in the graph, by name.
  public private(set) var operations: [String] = []
  /// What must be the same at two points for the function to be smooth between them: masks of comparisons and of maxima.
  public private(set) var masks: [Variable<Scalar>] = []
  /// A weighted sum of everything that nothing else uses.
  public private(set) var loss: Variable<Scalar>

  private let mostElements: Int
  private var generator: PhiloxGenerator
  private var nodes: [Variable<Scalar>] = []
  private var uses: [Variable<Scalar>: Int] = [:]

  /// - Parameter scale: What the lengths of the operands' axes are multiplied by.
  public init(seed: Int, scale: Int = 1) {
    generator = PhiloxGenerator(seed: UInt64(seed))
    loss = tape.constant(Tensor(0))
    mostElements = 48 * scale * scale * scale
    let shapes = ([[3, 4], [4, 2], [3, 1], [1, 4], [4], [2, 3, 4], .scalar] as [Shape]).map { shape in
      Shape(shape.map { $0 == 1 ? 1 : $0 * scale })
    }
    for (place, shape) in shapes.shuffled(using: &generator).prefix(4).enumerated() {
      let value = Tensor<Scalar>.uniform(-1.5..<1.5, shape: shape, using: &generator)
      parameters.append(tape.parameter(value, named: "p\(place)"))
    }
    nodes = parameters + [tape.data(.uniform(-1..<1, shape: [3 * scale, 4 * scale], using: &generator), named: "data")]
    let count = Int.random(in: 5...30, using: &generator)
    while operations.count < count { grow() }
    for (place, node) in nodes.enumerated() where uses[node] == nil {
      loss = loss + (node * tape.constant(Tensor(converting: uneven(node.shape, seed: place)))).sum()
    }
  }

  /// How often the operand that is used most often is used.
  public var greatestFanOut: Int { uses.values.max() ?? 0 }

  /// Draws an operation and applies it, if it can be.
  private mutating func grow() {
    let (name, apply) = Self.vocabulary.randomElement(using: &generator)!
    var attempt = Attempt(nodes: nodes, generator: generator)
    let node = apply(&attempt)
    generator = attempt.generator
    guard let node, node.shape.elementCount <= mostElements, node.rank <= 4,
      node.value.scalars.allSatisfy({ abs($0) < 6 }),
      attempt.operands.contains(where: { $0.leafKind != .data })
    else { return }
    nodes.append(node)
    for operand in attempt.operands { uses[operand, default: 0] += 1 }
    masks += attempt.masks
    operations.append(name)
  }

  /// One operation being tried: the operands it has drawn so far.
  struct Attempt {
    let nodes: [Variable<Scalar>]
    var generator: PhiloxGenerator
    var operands: [Variable<Scalar>] = []
    var masks: [Variable<Scalar>] = []

    init(nodes: [Variable<Scalar>], generator: PhiloxGenerator) {
      self.nodes = nodes
      self.generator = generator
    }

    /// An operand that a condition accepts; later nodes are likelier, so that graphs become deep.
    mutating func draw(_ accepts: (Variable<Scalar>) -> Bool = { _ in true }) -> Variable<Scalar>? {
      let suitable = nodes.filter(accepts)
      guard !suitable.isEmpty else { return nil }
      let place = max(
        Int.random(in: suitable.indices, using: &generator), Int.random(in: suitable.indices, using: &generator))
      operands.append(suitable[place])
      return suitable[place]
    }

    mutating func drawMatrix() -> Variable<Scalar>? { draw { $0.rank == 2 } }

    /// An operand whose elements are at least this large.
    mutating func draw(above bound: Scalar) -> Variable<Scalar>? { draw { $0.value.scalars.allSatisfy { $0 > bound } } }

    /// Two operands that broadcast.
    mutating func drawPair() -> (Variable<Scalar>, Variable<Scalar>)? {
      guard let x = draw() else { return nil }
      return draw { (try? $0.shape.broadcast(with: x.shape)) != nil }.map { (x, $0) }
    }

    /// Two operands of one shape.
    mutating func drawTwins(_ accepts: (Variable<Scalar>) -> Bool = { _ in true }) -> (
      Variable<Scalar>, Variable<Scalar>
    )? {
      guard let x = draw(accepts) else { return nil }
      return draw { $0.shape == x.shape }.map { (x, $0) }
    }

    /// An axis of an operand that has axes.
    mutating func drawAxis() -> (Variable<Scalar>, Int)? {
      guard let x = draw({ $0.rank > 0 }) else { return nil }
      return (x, Int.random(in: 0..<x.rank, using: &generator))
    }

    mutating func pick(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &generator) }
  }
}
