/// Decides whether two recorded expressions are the same expression.
///
/// Both are brought to a normal form, in which
/// - equal subexpressions are one;
/// - numbers that scale an expression (×2, ÷m, −) are gathered in front of it, through products, sums, transposes,
///   reductions and broadcasts, and ×1 is gone;
/// - sums and products of any nesting are flat, in one order, with equal terms and factors gathered;
/// - squares, whole powers and quotients are products, means and inner products are sums;
/// - double transposes are gone, and the transpose of a product is the product of the transposes;
/// - broadcasts of broadcasts, reshapes of reshapes, sums of sums and aliases are one, or gone where they change nothing;
///   a sum along an axis of equal elements is a multiple of one of them;
/// - x < y is y > x.
///
/// Coefficients are compared to twelve significant digits, so that x / 3 and x · (1/3) are the same. Expressions with equal
/// normal forms have equal values, to rounding, in real arithmetic: x / x is 1, which the number 0 / 0 is not, and where
/// x · y overflows, x · y / y is not x. Whoever asks must compare the numbers as well. That expressions with equal values
/// have equal normal forms is not promised.
struct NormalForm {
  /// A coefficient times a term of the table.
  private struct Scaled: Hashable {
    var coefficient: Double
    var term: Int
  }

  private enum Term: Hashable {
    case leaf(Int32)
    /// The number 1 at every element.
    case ones(Shape)
    /// Factors and their exponents, by term.
    case product([Int: Int])
    /// Terms and their coefficients (as keys: rounded), by term.
    case sum([Int: Coefficient])
    case matrixProduct([Int])
    case transposed(Int)
    case broadcast(Int, Shape)
    case reshaped(Int, Shape)
    case reduced(Int, AxisSet)
    case operation(AnyHashable, [Operand])
  }

  private struct Operand: Hashable {
    let coefficient: Coefficient
    let term: Int
  }

  /// A number that is equal to its neighbours within twelve digits.
  private struct Coefficient: Hashable {
    // Rounding the significand to 40 bits. As bits, 0 and −0 differ, as 1/0 and 1/−0 do.
    private let bits: UInt64
    init(_ value: Double) { bits = (value.bitPattern &+ (1 << 11)) & ~((1 << 12) - 1) }
    var value: Double { Double(bitPattern: bits) }
  }

  /// Longer sums and products are not written out within others, as each sum of a long chain would be.
  private static let flatLimit = 64

  private let core: TapePointer
  private var terms: [Term] = []
  private var shapes: [Shape] = []
  private var places: [Term: Int] = [:]
  private var forms: [Int32: Scaled] = [:]

  init(_ core: TapePointer) { self.core = core }

  /// Whether two variables of the tape have the same normal form.
  mutating func areIdentical(_ a: Int32, _ b: Int32) -> Bool {
    let a = form(of: a)
    let b = form(of: b)
    return a.term == b.term && Coefficient(a.coefficient) == Coefficient(b.coefficient)
  }

  /// The normal form of a node. Its inputs' forms come first, without recursion.
  private mutating func form(of index: Int32) -> Scaled {
    var pending = [index]
    while let next = pending.last {
      if forms[next] != nil {
        pending.removeLast()
        continue
      }
      let missing = core.inputs(of: core.node(next)).filter { forms[$0] == nil }
      if missing.isEmpty {
        forms[next] = normalised(next)
        pending.removeLast()
      } else {
        pending.append(contentsOf: missing)
      }
    }
    return forms[index]!
  }

  private mutating func term(_ term: Term, _ shape: Shape) -> Int {
    if let place = places[term] { return place }
    terms.append(term)
    shapes.append(shape)
    places[term] = terms.count - 1
    return terms.count - 1
  }

  private mutating func normalised(_ index: Int32) -> Scaled {
    let node = core.node(index)
    let shape = core.shape(of: index)
    guard node.leafKind == nil else { return leaf(index, node, shape) }
    let inputs = core.inputs(of: node).map { forms[$0]! }
    let primitive = core.primitive(of: node)
    if let form = rewritten(primitive, inputs, shape) {
      // Where a coefficient over- or underflows, numbers may not be gathered: (x · 10²⁰⁰) · 10²⁰⁰ can be finite.
      if form.coefficient.isNormal || (form.coefficient == 0 && form.term == term(.ones(shape), shape)) { return form }
    }
    return operation(primitive, inputs, shape)
  }

  /// An operation in terms of those that the normal form knows; `nil` for others.
  private mutating func rewritten(_ primitive: any Primitive, _ inputs: [Scaled], _ shape: Shape) -> Scaled? {
    switch primitive {
    case is Alias, is StopGradient: return inputs[0]
    case is Add: return sum([inputs[0], inputs[1]], shape)
    case is Subtract: return sum([inputs[0], scaled(inputs[1], by: -1)], shape)
    case is Negate: return scaled(inputs[0], by: -1)
    case is Multiply: return product([(inputs[0], 1), (inputs[1], 1)], shape)
    case is Divide: return product([(inputs[0], 1), (inputs[1], -1)], shape)
    case is Square: return product([(inputs[0], 2)], shape)
    case let power as ConstantPower:
      return Int(exactly: power.exponent).flatMap { abs($0) <= 16 ? product([(inputs[0], $0)], shape) : nil }
    case is Less: return operation(Greater(), inputs.reversed(), shape)
    case is LessOrEqual: return operation(GreaterOrEqual(), inputs.reversed(), shape)
    case is Transpose: return transposed(inputs[0])
    case let permute as Permute:
      if permute.order == Array(shape.indices) { return inputs[0] }
      let isTranspose = permute.order == Array(0..<shape.rank - 2) + [shape.rank - 1, shape.rank - 2]
      return isTranspose ? transposed(inputs[0]) : nil
    case is MatrixProduct: return matrixProduct(inputs[0], inputs[1], shape)
    case let broadcast as Broadcast: return self.broadcast(inputs[0], to: broadcast.shape)
    case let reshape as Reshape: return reshaped(inputs[0], to: reshape.shape)
    case let sum as Sum: return reduced(inputs[0], along: sum.axes, to: shape)
    case let mean as Mean:
      let count = shapes[inputs[0].term].elementCount(along: mean.axes)
      return reduced(scaled(inputs[0], by: 1 / Double(count)), along: mean.axes, to: shape)
    case is Dot:
      return reduced(product([(inputs[0], 1), (inputs[1], 1)], shapes[inputs[0].term]), along: nil, to: shape)
    default: return nil
    }
  }

  private mutating func operation(_ primitive: any Primitive, _ inputs: [Scaled], _ shape: Shape) -> Scaled {
    Scaled(coefficient: 1, term: term(.operation(AnyHashable(primitive), inputs.map(operand)), shape))
  }

  private func operand(_ form: Scaled) -> Operand {
    Operand(coefficient: Coefficient(form.coefficient), term: form.term)
  }

  private mutating func leaf(_ index: Int32, _ node: Node, _ shape: Shape) -> Scaled {
    let value = core.value(of: index)
    guard node.leafKind == .constant, value.buffer == nil, value.fill.isNormal || value.fill == 0 else {
      return Scaled(coefficient: 1, term: term(.leaf(index), shape))
    }
    return Scaled(coefficient: value.fill, term: term(.ones(shape), shape))
  }

  private func scaled(_ form: Scaled, by factor: Double) -> Scaled {
    Scaled(coefficient: form.coefficient * factor, term: form.term)
  }

  private mutating func product(_ operands: [(Scaled, exponent: Int)], _ shape: Shape) -> Scaled {
    var coefficient = 1.0
    var factors: [Int: Int] = [:]
    for (operand, exponent) in operands {
      for _ in 0..<abs(exponent) { coefficient *= exponent > 0 ? operand.coefficient : 1 / operand.coefficient }
      switch terms[operand.term] {
      case .ones: continue
      case .product(let inner) where inner.count <= Self.flatLimit:
        for (factor, power) in inner { factors[factor, default: 0] += power * exponent }
      default: factors[operand.term, default: 0] += exponent
      }
    }
    factors = factors.filter { $0.value != 0 }
    if factors.isEmpty { return Scaled(coefficient: coefficient, term: term(.ones(shape), shape)) }
    if factors.count == 1, let only = factors.first, only.value == 1 {
      return Scaled(coefficient: coefficient, term: only.key)
    }
    return Scaled(coefficient: coefficient, term: term(.product(factors), shape))
  }

  private mutating func sum(_ operands: [Scaled], _ shape: Shape) -> Scaled {
    var coefficients: [Int: Double] = [:]
    for operand in operands {
      if case .sum(let inner) = terms[operand.term], inner.count <= Self.flatLimit {
        for (term, coefficient) in inner { coefficients[term, default: 0] += coefficient.value * operand.coefficient }
      } else {
        coefficients[operand.term, default: 0] += operand.coefficient
      }
    }
    coefficients = coefficients.filter { $0.value != 0 }
    guard let first = coefficients.keys.min() else {
      return Scaled(coefficient: 0, term: term(.ones(shape), shape))
    }
    // The coefficient of the first term stands in front of the whole sum, so that scaled sums are recognised.
    let front = coefficients[first]!
    if coefficients.count == 1 { return Scaled(coefficient: front, term: first) }
    let ratios = coefficients.mapValues { $0 / front }
    let areNormal = ratios.values.allSatisfy(\.isNormal)
    return Scaled(
      coefficient: areNormal ? front : .nan, term: term(.sum(ratios.mapValues { Coefficient($0) }), shape))
  }

  private mutating func transposed(_ form: Scaled) -> Scaled {
    var shape = shapes[form.term]
    shape.swapAt(shape.rank - 1, shape.rank - 2)
    switch terms[form.term] {
    case .transposed(let inner): return Scaled(coefficient: form.coefficient, term: inner)
    case .ones: return Scaled(coefficient: form.coefficient, term: term(.ones(shape), shape))
    case .matrixProduct(let factors):
      let flipped = factors.reversed().map { transposed(Scaled(coefficient: 1, term: $0)).term }
      return Scaled(coefficient: form.coefficient, term: term(.matrixProduct(flipped), shape))
    default: return Scaled(coefficient: form.coefficient, term: term(.transposed(form.term), shape))
    }
  }

  private mutating func matrixProduct(_ a: Scaled, _ b: Scaled, _ shape: Shape) -> Scaled {
    // Only products of plain matrices are regrouped: batches may broadcast differently in each grouping.
    func factors(_ form: Scaled) -> [Int] {
      if shape.rank == 2, case .matrixProduct(let inner) = terms[form.term], inner.count <= Self.flatLimit {
        return inner
      }
      return [form.term]
    }
    return Scaled(
      coefficient: a.coefficient * b.coefficient, term: term(.matrixProduct(factors(a) + factors(b)), shape))
  }

  private mutating func broadcast(_ form: Scaled, to shape: Shape) -> Scaled {
    switch terms[form.term] {
    case .ones: Scaled(coefficient: form.coefficient, term: term(.ones(shape), shape))
    case .broadcast(let inner, _): broadcast(Scaled(coefficient: form.coefficient, term: inner), to: shape)
    case .reshaped(let inner, let padded) where Array(padded.drop { $0 == 1 }) == Array(shapes[inner].drop { $0 == 1 }):
      // Axes of length 1 put in front change nothing that broadcasting would not do by itself.
      broadcast(Scaled(coefficient: form.coefficient, term: inner), to: shape)
    default:
      Scaled(
        coefficient: form.coefficient,
        term: shapes[form.term] == shape ? form.term : term(.broadcast(form.term, shape), shape))
    }
  }

  /// The sum along axes, all of them for `nil`.
  private mutating func reduced(_ form: Scaled, along axes: AxisSet?, to shape: Shape) -> Scaled {
    var form = form
    let full = shapes[form.term]
    // Axes along which all elements are equal are counted, and those of length 1 left out.
    let source: Shape? =
      switch terms[form.term] {
      case .ones: .scalar
      case .broadcast(let inner, _): shapes[inner]
      default: nil
      }
    let equal = source.flatMap { try? $0.broadcastAxes(to: full) } ?? AxisSet()
    let all = axes ?? AxisSet(full.indices)
    let counted = AxisSet(all.filter { equal.contains($0) })
    if !counted.isEmpty {
      let kept = full.reduced(along: counted, keepingAxes: true)
      form = scaled(form, by: Double(full.elementCount(along: counted)))
      if case .broadcast(let inner, _) = terms[form.term] { form.term = inner }
      form = broadcast(form, to: kept)
    }
    var rest = AxisSet(all.filter { !equal.contains($0) && full[$0] != 1 })
    if !rest.isEmpty {
      let kept = shapes[form.term].reduced(along: rest, keepingAxes: true)
      if case .reduced(let inner, let others) = terms[form.term] {
        rest = AxisSet(Array(rest) + Array(others))
        form.term = inner
      }
      form.term = term(.reduced(form.term, rest), kept)
    }
    return reshaped(form, to: shape)
  }

  private mutating func reshaped(_ form: Scaled, to shape: Shape) -> Scaled {
    var inner = form.term
    if case .reshaped(let source, _) = terms[inner] { inner = source }
    if case .ones = terms[inner] { return Scaled(coefficient: form.coefficient, term: term(.ones(shape), shape)) }
    if shapes[inner] == shape { return Scaled(coefficient: form.coefficient, term: inner) }
    return Scaled(coefficient: form.coefficient, term: term(.reshaped(inner, shape), shape))
  }
}
