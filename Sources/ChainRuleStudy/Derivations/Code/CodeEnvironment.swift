/// The numbers of layers that names of counts and variables of loops stand for.
struct CodeEnvironment: Hashable, Sendable {
  var integers: [String: Int] = [:]
  /// What a count is whose value is not said.
  var depth = 3

  func integer(_ expression: CodeExpression) throws(CodeFailure) -> Int {
    switch expression {
    case .number(let digits): if let value = Int(digits), value < 1000 { return value }
    case .name(let reference): if reference.index == nil { return integers[reference.base] ?? depth }
    case .negated(let a): return -(try integer(a))
    case .binary(.plus, let a, let b): return try bounded(try integer(a) + integer(b))
    case .binary(.minus, let a, let b): return try bounded(try integer(a) - integer(b))
    case .call("len", _, _): return depth
    default: break
    }
    throw .unknown("an index is not understood as the number of a layer")
  }

  private func bounded(_ value: Int) throws(CodeFailure) -> Int {
    guard abs(value) < 1000 else { throw .unknown("a layer of number \(value)") }
    return value
  }

  func name(_ reference: CodeReference) throws(CodeFailure) -> CodeName {
    guard let index = reference.index else { return CodeName(base: reference.base) }
    return CodeName(base: reference.base, index: try integer(index))
  }
}
