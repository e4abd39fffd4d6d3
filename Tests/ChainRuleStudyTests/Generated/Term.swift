/// A value of a network, with its layer.
struct Quantity: Hashable, Sendable {
  enum Kind: Hashable, Sendable {
    case input, weight, bias, preactivation, activation, label, output
  }

  /// A layer by its number, or l with an offset.
  enum Layer: Hashable, Sendable {
    case number(Int)
    case letter(offset: Int)

    func shifted(by offset: Int) -> Layer {
      switch self {
      case .number(let number): .number(number + offset)
      case .letter(let old): .letter(offset: old + offset)
      }
    }
  }

  var kind: Kind
  var layer: Layer?

  static let input = Quantity(kind: .input, layer: nil)
  static let label = Quantity(kind: .label, layer: nil)
  static let output = Quantity(kind: .output, layer: nil)

  static func weight(_ layer: Layer) -> Quantity { Quantity(kind: .weight, layer: layer) }
  static func bias(_ layer: Layer) -> Quantity { Quantity(kind: .bias, layer: layer) }
  static func preactivation(_ layer: Layer) -> Quantity { Quantity(kind: .preactivation, layer: layer) }

  /// The activations of a layer; those of layer 0 are the input.
  static func activation(_ layer: Layer) -> Quantity {
    layer == .number(0) ? .input : Quantity(kind: .activation, layer: layer)
  }
}

/// One side of a generated equation, before it is written in some notation.
indirect enum Term: Hashable, Sendable {
  case value(Quantity)
  case element(Quantity, [String])
  /// The derivative of the loss by a value.
  case gradient(Quantity)
  case gradientElement(Quantity, [String])
  case transposed(Term)
  /// A product of matrices, or of numbers.
  case product([Term])
  case elementwise([Term])
  case sum([Term])
  case negative(Term)
  case scaled(Coefficient, Term)
  case quotient(Term, Term)
  /// The derivative of the activation, at a value or an element of it.
  case slope(Quantity, [String])
  /// One where a value is positive, else zero.
  case mask(Quantity, [String])
  /// The gradient at a value, added up over the samples.
  case sumOverSamples(Quantity)
  case sumOver(String, to: String?, Term)
  case kronecker(String, String)
  /// A bias as it is added to the samples.
  case broadcast(Quantity)
  case activated(Quantity)
  case softmax(Quantity)
  /// What is written the same in every notation.
  case raw(String)
  /// The derivative of one element by another.
  case elementDerivative(Quantity, [String], by: Quantity, [String])
  case one

  static func difference(_ a: Term, _ b: Term) -> Term { .sum([a, .negative(b)]) }
}

/// An equation before it is written: a claim, or what it is derived from.
struct Equation: Sendable {
  enum Role: Sendable {
    case given, claim, update
  }

  var left: Term
  /// A chain has more than one.
  var right: [Term]
  var role: Role = .claim
  /// What stands behind it, such as the layers it holds for.
  var remark: String?
}
