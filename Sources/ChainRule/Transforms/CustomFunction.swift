/// A function with a derivative of its own, for those that no primitive states well enough.
///
/// On the tape it is one opaque node. Two custom functions are equal only if one is a copy of the other. Its derivative is
/// taken at its word; `GradientCheck` compares it with finite differences.
///
///     let clipped = CustomFunction<Double>("clipped") { x in x[0] } pullback: { cotangent, inputs, output in
///       [clamp(cotangent, to: -1...1)]
///     }
///     let y = clipped(x)
public struct CustomFunction<Scalar: TensorScalar>: Sendable {
  public typealias Function = @Sendable (_ inputs: [Variable<Scalar>]) -> Variable<Scalar>
  /// Takes the cotangent of the output to those of the inputs, with `nil` where nothing flows.
  public typealias Pullback =
    @Sendable (_ cotangent: Variable<Scalar>, _ inputs: [Variable<Scalar>], _ output: Variable<Scalar>) -> [Variable<
      Scalar
    >?]

  fileprivate final class Rule: Sendable {
    let name: String
    let function: Function
    let pullback: Pullback

    init(name: String, function: @escaping Function, pullback: @escaping Pullback) {
      self.name = name
      self.function = function
      self.pullback = pullback
    }
  }

  private let rule: Rule

  public init(_ name: String, _ function: @escaping Function, pullback: @escaping Pullback) {
    rule = Rule(name: name, function: function, pullback: pullback)
  }

  public func callAsFunction(_ inputs: Variable<Scalar>...) -> Variable<Scalar> {
    // The shape is that of the value: asking for it first would run the function twice, and on numbers it may refuse.
    let primitive = CustomPrimitive(rule: rule)
    let (core, indices) = Tape.checked(rule.name, inputs)
    return Tape.record(primitive, on: core, indices, primitive.evaluate(OperandList(inputs.map { $0.value })))
  }

  /// The node of a custom function. Equality is identity: closures cannot be compared.
  fileprivate struct CustomPrimitive: FusedPrimitive {
    static var name: String { "custom" }
    let rule: Rule

    static func == (a: Self, b: Self) -> Bool { a.rule === b.rule }
    func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(rule)) }

    func outputShape(for inputs: OperandList<Shape>) throws(ShapeError) -> Shape {
      evaluated(inputs.map { Tensor(repeating: 0, shape: $0) }).shape
    }

    func evaluate<S>(_ operands: OperandList<Tensor<S>>) -> Tensor<S> {
      Tensor(evaluated(operands.map { Tensor($0.untyped) }).untyped)
    }

    // A custom function is applied to variables of its own scalar type only, so that S is Scalar: handles may be rewrapped.
    func pullback<S>(
      of cotangent: Variable<S>, to input: Int, inputs: Inputs<S>, output: Variable<S>
    ) -> Variable<S>? {
      func rewrapped(_ variable: Variable<S>) -> Variable<Scalar> { Variable(variable.core, variable.index) }
      let cotangents = rule.pullback(rewrapped(cotangent), inputs.map(rewrapped), rewrapped(output))
      guard cotangents.count == inputs.count else {
        stop("\(rule.name): its pullback returned \(cotangents.count) cotangents for \(inputs.count) inputs")
      }
      return cotangents[input].map { Variable($0.core, $0.index) }
    }

    func definition<S>(_ inputs: OperandList<Variable<S>>) -> Variable<S> {
      let output = rule.function(inputs.map { Variable<Scalar>($0.core, $0.index) })
      return Variable<S>(output.core, output.index)
    }

    func notation(_ inputs: [Notation]) -> Notation { .call(rule.name, inputs) }

    private func evaluated(_ operands: [Tensor<Scalar>]) -> Tensor<Scalar> {
      let tape = Tape<Scalar>()
      return rule.function(operands.map { tape.data($0) }).value
    }
  }
}
