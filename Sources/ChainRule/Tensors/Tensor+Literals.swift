/// What may stand in the brackets of a tensor literal: numbers, or more brackets.
public enum TensorLiteral<Scalar: TensorScalar>: Sendable {
  case scalar(Scalar)
  case row([TensorLiteral])
}

extension TensorLiteral: ExpressibleByArrayLiteral, ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral {
  public init(arrayLiteral elements: TensorLiteral...) { self = .row(elements) }
  public init(floatLiteral value: Double) { self = .scalar(Scalar(value)) }
  public init(integerLiteral value: Int) { self = .scalar(Scalar(value)) }

  fileprivate var shape: Shape {
    guard case .row(let elements) = self else { return .scalar }
    let inner = elements.first?.shape ?? .scalar
    for (index, element) in elements.enumerated() where element.shape != inner {
      stop("Tensor literal: entry \(index) is \(element.shape), but entry 0 is \(inner)")
    }
    return Shape([elements.count] + inner)
  }

  fileprivate func append(to scalars: inout [Scalar]) {
    switch self {
    case .scalar(let value): scalars.append(value)
    case .row(let elements): for element in elements { element.append(to: &scalars) }
    }
  }
}

// There is no literal for a single number: `1 / (1 + exp(-x))` would be ambiguous. Write `Tensor(1)`.
extension Tensor: ExpressibleByArrayLiteral {
  /// A tensor written out: `[1, 2, 3]`, `[[1, 2], [3, 4]]`.
  public init(arrayLiteral elements: TensorLiteral<Scalar>...) {
    let literal = TensorLiteral.row(elements)
    var scalars: [Scalar] = []
    literal.append(to: &scalars)
    self.init(shape: literal.shape, scalars: scalars)
  }
}
