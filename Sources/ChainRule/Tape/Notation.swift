/// How something is written, as a structure. Printers turn it into text.
public indirect enum Notation: Hashable, Sendable {
  /// A name: Z[1], σ, ε.
  case symbol(String)
  case number(Double)
  /// A named function: softmax(Z).
  case call(String, [Notation])
  case negative(Notation)
  case sum(Notation, Notation)
  case difference(Notation, Notation)
  case product(Product, Notation, Notation)
  case quotient(Notation, Notation)
  case power(Notation, Notation)
  /// A square root: √x.
  case root(Notation)
  case transposed(Notation)
  /// A comparison, which is 1 where it holds: 1[Z > 0].
  case indicator(Notation, String, Notation)
  /// A reduction with a sign before its operand: Σ x.
  case reduction(String, Notation)
  /// Something between two signs: |x|, ‖x‖.
  case delimited(String, Notation, String)
  case subscripted(Notation, String)

  /// The kinds of product.
  public enum Product: Hashable, Sendable { case matrix, elementwise, scalar }
}

extension Notation: CustomStringConvertible {
  /// The notation as one line of Unicode.
  public var description: String { text(within: .sum) }

  // How tightly a notation holds together. A matrix product, which has no sign, is read before one that has.
  private enum Level: Int { case sum, reduction, product, matrixProduct, prefix, power, atom }

  private var level: Level {
    switch self {
    case .sum, .difference: .sum
    case .reduction: .reduction
    case .product(.matrix, _, _): .matrixProduct
    case .product, .quotient: .product
    case .negative(let x): x.level.rawValue < Level.prefix.rawValue ? .product : .prefix
    case .power, .root, .transposed: .power
    case .number(let value): value < 0 ? .prefix : .atom
    case .symbol, .call, .indicator, .delimited, .subscripted: .atom
    }
  }

  private func text(within outer: Level) -> String { level.rawValue < outer.rawValue ? "(\(bare))" : bare }

  private var bare: String {
    switch self {
    case .symbol(let name): name
    case .number(let value): Notation.text(of: value)
    case .call(let function, let arguments): "\(function)(\(arguments.map(\.description).joined(separator: ", ")))"
    case .negative(let x): "−" + (x.startsWithSign ? "(\(x.bare))" : x.text(within: .product))
    case .sum(let a, .negative(let b)): Notation.difference(a, b).bare
    case .sum(let a, .number(let b)) where b < 0: Notation.difference(a, .number(-b)).bare
    case .sum(let a, let b): a.text(within: .sum) + " + " + (b.startsWithSign ? "(\(b.bare))" : b.text(within: .sum))
    case .difference(let a, let b):
      a.text(within: .sum) + " − " + (b.startsWithSign ? "(\(b.bare))" : b.text(within: .reduction))
    case .product(.matrix, let a, let b): a.text(within: .matrixProduct) + " " + b.text(within: .power)
    case .product(let kind, let a, let b): a.text(within: .product) + kind.sign + b.text(within: .power)
    case .quotient(let a, let b): a.text(within: .product) + " / " + b.text(within: .power)
    case .power(let base, let exponent): base.text(within: .atom) + Notation.superscript(exponent)
    case .root(let x): "√" + x.text(within: .atom)
    case .transposed(let x): x.text(within: .atom) + "ᵀ"
    case .indicator(let a, let relation, let b): "1[\(a) \(relation) \(b)]"
    case .reduction(let sign, let x): sign + " " + (x.startsWithSign ? "(\(x.bare))" : x.text(within: .product))
    case .delimited(let open, let x, let close): open + x.description + close
    case .subscripted(let x, let index): x.text(within: .atom) + "_" + index
    }
  }

  /// Whether the text begins with a minus sign, which cannot stand behind another sign.
  private var startsWithSign: Bool {
    switch self {
    case .negative: true
    case .number(let value): value < 0
    case .product(_, let a, _), .quotient(let a, _), .sum(let a, _), .difference(let a, _): a.startsWithSign
    default: false
    }
  }

  private static func text(of value: Double) -> String {
    let text = value == value.rounded() && abs(value) < 1e15 ? String(Int(value)) : String(value)
    return text.hasPrefix("-") ? "−" + text.dropFirst() : text
  }

  private static func superscript(_ exponent: Notation) -> String {
    let digits = Array("⁰¹²³⁴⁵⁶⁷⁸⁹")
    if case .number(let value) = exponent, value >= 0, value < 10, value == value.rounded() {
      return String(digits[Int(value)])
    }
    return "^" + exponent.text(within: .atom)
  }
}

extension Notation.Product {
  fileprivate var sign: String {
    switch self {
    case .matrix: " "
    case .elementwise: " ∘ "
    case .scalar: " · "
    }
  }
}
