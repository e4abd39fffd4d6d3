extension ElementwiseOpcode {
  /// The primitives that are one instruction, by opcode.
  static let primitives: [any ElementaryPrimitive] = {
    let known: [any ElementaryPrimitive] = [
      Negate(), Square(), SquareRoot(), Exp(), Log(), Log1p(), Expm1(), Sin(), Cos(), Tanh(), Sigmoid(), Softplus(),
      ReLU(), Abs(), Sign(), Erf(), Add(), Subtract(), Multiply(), Divide(), Power(), Minimum(), Maximum(), Greater(),
      GreaterOrEqual(), Less(), LessOrEqual(), Equal(), NotEqual(), Select(),
    ]
    return known.sorted { type(of: $0).instruction.rawValue < type(of: $1).instruction.rawValue }
  }()
}
