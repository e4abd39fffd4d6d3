/// Functions of a vector that a document states element by element: σ(z)_i = e^{z_i} / Σ_j e^{z_j}.
///
/// As long as such a function has no other argument, its value is a quantity like any other: σ_i stands for σ(z)_i.
struct VectorFunctions {
  /// The argument of each function, by the function's symbol.
  private var arguments: [Formula: Formula] = [:]

  init(_ documents: [ReadDocument]) {
    let statements = documents.flatMap(\.statements).filter { $0.code == nil }
    for statement in statements where statement.members.count >= 2 {
      guard [.equal, .defined].contains(statement.relations[0]),
        let value = statement.members[0].vectorFunctionValue, case .symbol(let symbol) = value.head,
        value.subscripts.count == 1, value.argument.baseName != nil, TermFunction(named: symbol.name) == nil,
        !statement.members[1].hasDerivative, value.argument != value.head
      else { continue }
      let isOnlyArgument = !statements.flatMap(\.formulas).contains { formula in
        formula.contains { part in
          if case .symbol(let primed) = part, primed.fullName == symbol.fullName { return false }
          if part.isPrimed, part.baseName == symbol.name { return true }
          guard let other = part.vectorFunctionValue ?? part.plainFunctionValue, other.head == value.head else {
            return false
          }
          return other.argument.baseName != value.argument.baseName
        }
      }
      if isOnlyArgument { arguments[value.head] = value.argument }
    }
  }

  var isEmpty: Bool { arguments.isEmpty }

  /// The formula with values of these functions as plain symbols.
  func rewritten(_ formula: Formula) -> Formula {
    if let symbol = symbol(for: formula) { return symbol }
    guard case .product(let factors, let signs) = formula else { return formula.mapChildren(rewritten) }
    var parts: [Formula] = []
    var joints: [ProductSign] = []
    for (place, factor) in factors.enumerated() {
      if place > 0, signs[place - 1] == .juxtaposition, let head = parts.last,
        let symbol = symbol(for: .product([head, factor], [.juxtaposition]))
      {
        parts[parts.count - 1] = symbol
        continue
      }
      if place > 0 { joints.append(signs[place - 1]) }
      parts.append(rewritten(factor))
    }
    return parts.count == 1 ? parts[0] : .product(parts, joints)
  }

  private func symbol(for formula: Formula) -> Formula? {
    guard let value = formula.vectorFunctionValue ?? formula.plainFunctionValue, arguments[value.head] != nil else {
      return nil
    }
    var subscripts = value.subscripts
    if subscripts.isEmpty, case .scripted(_, let inner, _) = value.argument { subscripts = inner }
    return subscripts.isEmpty && value.superscripts.isEmpty
      ? value.head : .scripted(value.head, subscripts: subscripts, superscripts: value.superscripts)
  }
}

extension Formula {
  fileprivate typealias FunctionValue = (
    head: Formula, argument: Formula, subscripts: [Subscript], superscripts: [Superscript]
  )

  /// f(v)_i, with what stands behind the closing bracket.
  fileprivate var vectorFunctionValue: FunctionValue? {
    let (head, value): (Formula, Formula)
    switch self {
    case .product(let factors, [.juxtaposition]): (head, value) = (factors[0], factors[1])
    case .application(let function, let arguments) where arguments.count == 1: (head, value) = (function, arguments[0])
    default: return nil
    }
    guard case .scripted(.fenced(.round, let parts), let subscripts, let superscripts) = value, parts.count == 1,
      !subscripts.isEmpty
    else { return nil }
    return (head, parts[0], subscripts, superscripts)
  }

  /// f(v) with one argument.
  fileprivate var plainFunctionValue: FunctionValue? {
    guard let (head, arguments) = appliedFunction, arguments.count == 1 else { return nil }
    return (head, arguments[0], [], [])
  }
}
