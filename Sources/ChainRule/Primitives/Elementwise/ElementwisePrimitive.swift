/// An operation on each number by itself.
///
/// One expression is the single source of its value, of its fusion with its neighbours and, unless it states a
/// derivative of its own, of its derivative. Its operands have one shape, which is the output's: broadcasting is an
/// operation of its own, recorded where shapes differ.
public protocol ElementwisePrimitive: Primitive {
  /// The number of operands: 1, 2 or 3.
  static var operandCount: Int { get }

  /// The one instruction that computes this operation; `nil` for one that is composed of others.
  static var opcode: ElementwiseOpcode? { get }

  /// The value at one element, written with the functions and operators that tensors and variables have.
  func expression<X: ElementwiseOperand>(_ x: OperandList<X>) -> X

  /// ∂output/∂input at each element.
  func derivative<Scalar>(
    withRespectTo input: Int, inputs: Inputs<Scalar>, output: Variable<Scalar>
  ) -> LocalDerivative<Scalar>
}

/// The derivative of an elementwise operation with respect to one operand, as what multiplies a cotangent.
public enum LocalDerivative<Scalar: TensorScalar> {
  /// Nothing flows.
  case none
  case one
  case minusOne
  case factor(Variable<Scalar>)
  /// One over this: the cotangent is divided by it.
  case oneOver(Variable<Scalar>)

  /// The derivative times a cotangent or tangent. Not written with operators, for which generic code looks up a type.
  @inline(__always)
  func times(_ x: Variable<Scalar>) -> Variable<Scalar>? {
    switch self {
    case .none: nil
    case .one: x
    case .minusOne: .apply(Negate(), x)
    case .factor(let factor): .apply(Multiply(), x, factor)
    case .oneOver(let divisor): .apply(Divide(), x, divisor)
    }
  }
}

extension ElementwisePrimitive {
  public static var opcode: ElementwiseOpcode? { nil }

  public func outputShape(for inputs: OperandList<Shape>) throws(ShapeError) -> Shape { try sharedShape(of: inputs) }

  public func evaluate<Scalar>(_ operands: OperandList<Tensor<Scalar>>) -> Tensor<Scalar> { computed(from: operands) }

  public func pullback<Scalar>(
    of cotangent: Variable<Scalar>, to input: Int, inputs: Inputs<Scalar>, output: Variable<Scalar>
  ) -> Variable<Scalar>? {
    derivative(withRespectTo: input, inputs: inputs, output: output).times(cotangent)
  }

  public func pushforward<Scalar>(
    of tangents: OperandList<Variable<Scalar>?>, inputs: Inputs<Scalar>, output: Variable<Scalar>
  ) -> Variable<Scalar>? {
    summedTerms(of: tangents, inputs: inputs, output: output)
  }

  /// The derivative by autodiff of the expression.
  public func derivative<Scalar>(
    withRespectTo input: Int, inputs: Inputs<Scalar>, output: Variable<Scalar>
  ) -> LocalDerivative<Scalar> {
    let one = output.tape.constant(Tensor(repeating: 1, shape: output.shape))
    let definition = RecordedDefinition(of: inputs) { expression($0) }
    return definition.pullback(of: one, to: input).map { .factor($0) } ?? .none
  }
}

// An elementwise operation that also has a definition keeps its expression's value and its own derivative: the defaults of
// `FusedPrimitive` give way.
extension ElementwisePrimitive where Self: FusedPrimitive {
  public func outputShape(for inputs: OperandList<Shape>) throws(ShapeError) -> Shape { try sharedShape(of: inputs) }

  public func evaluate<Scalar>(_ operands: OperandList<Tensor<Scalar>>) -> Tensor<Scalar> { computed(from: operands) }

  public func pullback<Scalar>(
    of cotangent: Variable<Scalar>, to input: Int, inputs: Inputs<Scalar>, output: Variable<Scalar>
  ) -> Variable<Scalar>? {
    derivative(withRespectTo: input, inputs: inputs, output: output).times(cotangent)
  }

  public func pushforward<Scalar>(
    of tangents: OperandList<Variable<Scalar>?>, inputs: Inputs<Scalar>, output: Variable<Scalar>
  ) -> Variable<Scalar>? {
    summedTerms(of: tangents, inputs: inputs, output: output)
  }

  /// The expression, for an operation that is composed of others.
  public func definition<Scalar>(_ inputs: OperandList<Variable<Scalar>>) -> Variable<Scalar> { expression(inputs) }
}

extension ElementwisePrimitive {
  private func sharedShape(of inputs: OperandList<Shape>) throws(ShapeError) -> Shape {
    guard inputs.count == Self.operandCount else {
      throw ShapeError("it takes \(Self.operandCount) operands, not \(inputs.count)")
    }
    for slot in 1..<Swift.max(inputs.count, 1) where inputs[slot] != inputs[0] {
      throw ShapeError("{0} is \(inputs[0]) and {\(slot)} is \(inputs[slot]); broadcast one to the other's shape first")
    }
    return inputs[0]
  }

  private func computed<Scalar>(from operands: OperandList<Tensor<Scalar>>) -> Tensor<Scalar> {
    Tensor(UntypedTensor.run(ElementwiseProgram(self), operands.untyped()))
  }

  /// Σ ∂output/∂input · tangent over the inputs that have one.
  private func summedTerms<Scalar>(
    of tangents: OperandList<Variable<Scalar>?>, inputs: Inputs<Scalar>, output: Variable<Scalar>
  ) -> Variable<Scalar>? {
    var sum: Variable<Scalar>?
    for slot in 0..<tangents.count {
      guard let tangent = tangents[slot],
        let term = derivative(withRespectTo: slot, inputs: inputs, output: output).times(tangent)
      else { continue }
      if let first = sum { sum = .apply(Add(), first, term) } else { sum = term }
    }
    return sum
  }
}
