extension Notation {
  /// The notation without what a person would not write: factors of one, and numbers that could be multiplied out.
  var simplified: Notation {
    switch self {
    case .product(_, .number(let a), .number(let b)): .number(a * b)
    case .product(_, .number(1), let x), .product(_, let x, .number(1)), .quotient(let x, .number(1)): x
    case .product(_, .number(-1), let x), .product(_, let x, .number(-1)): .negative(x)
    case .product(.elementwise, .number(let a), let x), .product(.elementwise, let x, .number(let a)):
      Notation.product(.scalar, .number(a), x).simplified
    case .product(.scalar, .number(let a), .product(.scalar, .number(let b), let x)):
      Notation.product(.scalar, .number(a * b), x).simplified
    case .quotient(.number(let a), .number(let b)): .number(a / b)
    case .negative(.number(let a)): .number(-a)
    case .negative(.negative(let x)): x
    case .transposed(.number(let a)): .number(a)
    case .transposed(.transposed(let x)): x
    default: self
    }
  }
}
