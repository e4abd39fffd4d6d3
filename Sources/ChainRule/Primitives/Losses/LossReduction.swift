/// What a loss makes of the losses of single samples.
public enum LossReduction: String, Hashable, Sendable {
  /// Their mean: the sum times 1/m.
  case mean
  /// Their sum.
  case sum
  /// Each by itself.
  case none

  /// The shape of the loss, given that of the single losses.
  func shape(of losses: Shape) -> Shape { self == .none ? losses : .scalar }

  func reduce<Scalar>(_ losses: Tensor<Scalar>) -> Tensor<Scalar> {
    switch self {
    case .mean: losses.mean()
    case .sum: losses.sum()
    case .none: losses
    }
  }

  func reduce<Scalar>(_ losses: Variable<Scalar>) -> Variable<Scalar> {
    switch self {
    case .mean: losses.mean()
    case .sum: losses.sum()
    case .none: losses
    }
  }

  /// `derivative`, over the number of samples where the loss is their mean.
  func scale<Scalar>(_ derivative: Variable<Scalar>, samples: Int) -> Variable<Scalar> {
    self == .mean ? derivative / Double(samples) : derivative
  }
}
