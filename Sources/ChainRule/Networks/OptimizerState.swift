/// What an optimiser remembers of the parameters that it has changed, by their identity.
public struct OptimizerState: Sendable {
  private var memories: [UInt64: [UntypedTensor]] = [:]

  /// Nothing remembered yet.
  public init() {}

  /// What is remembered of the parameter of this identity; `nil` before its first step.
  func memory<Scalar>(of identity: UInt64) -> [Tensor<Scalar>]? { memories[identity]?.map(Tensor.init) }

  mutating func remember<Scalar>(_ memory: [Tensor<Scalar>], of identity: UInt64) {
    memories[identity] = memory.map(\.untyped)
  }
}
