import Foundation

/// Computes formulas of printed numbers, with what symbols stand for.
struct FigureArithmetic {
  /// What a function's name stands for; `nil` if it is none.
  var function: (Formula) -> TermFunction?
  /// The value of a symbol, or of anything else that has one of its own.
  var value: (Formula) -> FigureArray? = { _ in nil }

  /// The value of a formula; `nil` if anything in it has none, or the shapes do not fit.
  func callAsFunction(_ formula: Formula) -> FigureArray? { compute(formula, depth: 0) }

  private func compute(_ formula: Formula, depth: Int) -> FigureArray? {
    guard depth < 100 else { return nil }
    if let known = value(formula) { return known }
    func inner(_ formula: Formula) -> FigureArray? { compute(formula, depth: depth + 1) }
    switch formula {
    case .number(let digits): return Double(digits).map { FigureArray($0) }
    case .symbol(let symbol): return symbol.name == "e" ? FigureArray(M_E) : symbol.name == "π" ? FigureArray(.pi) : nil
    case .negated(let a): return inner(a)?.map { -$0 }
    case .sum(let terms):
      guard let first = terms.first, var sum = inner(first) else { return nil }
      for term in terms.dropFirst() {
        guard let next = inner(term), let added = FigureArray.elementwise(sum, next, +) else { return nil }
        sum = added
      }
      return sum
    case .product(let factors, let signs):
      guard let first = factors.first, signs.count + 1 == factors.count, var product = inner(first) else { return nil }
      for (factor, sign) in zip(factors.dropFirst(), signs) {
        guard let next = inner(factor), let joined = FigureArray.product(product, next, sign) else { return nil }
        product = joined
      }
      return product
    case .fraction(let a, let b, _):
      guard let a = inner(a), let b = inner(b) else { return nil }
      return FigureArray.elementwise(a, b, /)
    case .root(let a, let degree):
      guard let degree else { return inner(a)?.map { $0.squareRoot() } }
      guard let degree = inner(degree)?.number else { return nil }
      return inner(a)?.map { pow($0, 1 / degree) }
    case .fenced(let fence, let parts): return fenced(fence, parts, inner)
    case .matrix(let rows, _): return matrix(rows, inner)
    case .scripted(let base, let subscripts, let superscripts):
      guard subscripts.isEmpty, var result = inner(base) else { return nil }
      for superscript in superscripts {
        switch superscript {
        case .transpose: result = result.transposed
        case .plain(let power):
          guard let power = inner(power)?.number else { return nil }
          result = result.map { pow($0, power) }
        default: return nil
        }
      }
      return result
    case .application(let head, let arguments): return application(head, arguments, inner)
    default: return nil
    }
  }

  private func fenced(_ fence: Fence, _ parts: [Formula], _ inner: (Formula) -> FigureArray?) -> FigureArray? {
    if parts.count == 1 { return fence == .bars ? inner(parts[0])?.map { abs($0) } : inner(parts[0]) }
    guard fence == .square || fence == .round else { return nil }
    let lists = parts.map { part -> [Formula]? in
      if case .fenced(.square, let elements) = part { elements } else { nil }
    }
    if lists.allSatisfy({ $0 != nil }) { return matrix(lists.compactMap { $0 }, inner) }
    return matrix(parts.map { [$0] }, inner)
  }

  private func matrix(_ rows: [[Formula]], _ inner: (Formula) -> FigureArray?) -> FigureArray? {
    let lines = rows.map { $0.compactMap { inner($0)?.number } }
    guard zip(lines, rows).allSatisfy({ $0.count == $1.count }) else { return nil }
    return FigureArray(lines)
  }

  private func application(_ head: Formula, _ arguments: [Formula], _ inner: (Formula) -> FigureArray?) -> FigureArray?
  {
    var arguments = arguments
    if arguments.count == 1, case .fenced(let fence, let parts) = arguments[0], fence != .bars, parts.count > 1 {
      arguments = parts
    }
    let values = arguments.compactMap(inner)
    guard values.count == arguments.count else { return nil }
    switch head.baseName?.lowercased() {
    case "max" where values.count == 2: return FigureArray.elementwise(values[0], values[1], max)
    case "min" where values.count == 2: return FigureArray.elementwise(values[0], values[1], min)
    default: break
    }
    guard let function = function(head) else { return nil }
    if case .softmax = function {
      let exponentials = values.flatMap(\.numbers).map { exp($0) }
      let total = exponentials.reduce(0, +)
      return FigureArray(rows: exponentials.count, columns: 1, numbers: exponentials.map { $0 / total })
    }
    guard values.count == 1 else { return nil }
    return values[0].map { function.value(at: $0) }
  }
}
