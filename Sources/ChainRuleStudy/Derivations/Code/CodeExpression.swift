/// The right side of a line of code.
indirect enum CodeExpression: Hashable, Sendable {
  enum Operator: String, Hashable, Sendable {
    case plus = "+"
    case minus = "-"
    /// Elementwise in Python, a matrix product too in pseudo code.
    case asterisk = "*"
    case solidus = "/"
    case power = "**"
    /// A matrix product.
    case at = "@"
    case elementwise = "∘"
  }

  case number(String)
  case name(CodeReference)
  case negated(CodeExpression)
  case binary(Operator, CodeExpression, CodeExpression)
  /// A function by its name without a module.
  case call(String, [CodeExpression], axis: Int?)
  case transposed(CodeExpression)
  case comparison(Relation, CodeExpression, CodeExpression)
  /// `p[range(n), y]`: of each sample the element of its class.
  case picked(CodeReference, labels: CodeReference, samplesFirst: Bool)
  /// dL/da.
  case derivative(of: CodeReference, by: CodeReference)

  var children: [CodeExpression] {
    switch self {
    case .number, .name, .picked, .derivative: []
    case .negated(let a), .transposed(let a): [a]
    case .binary(_, let a, let b), .comparison(_, let a, let b): [a, b]
    case .call(_, let arguments, _): arguments
    }
  }

  func forEach(_ visit: (CodeExpression) -> Void) {
    visit(self)
    for child in children { child.forEach(visit) }
  }

  /// The names it reads, those of derivatives and labels aside.
  var references: [CodeReference] {
    var references: [CodeReference] = []
    forEach { part in
      switch part {
      case .name(let reference): references.append(reference)
      case .picked(let reference, _, _): references.append(reference)
      default: break
      }
    }
    return references
  }

  /// The names that count layers in it: those in indices.
  var indexNames: Set<String> {
    var names: Set<String> = []
    func note(_ reference: CodeReference) {
      for name in reference.index?.references ?? [] where name.index == nil { names.insert(name.base) }
    }
    forEach { part in
      switch part {
      case .name(let reference), .picked(let reference, _, _): note(reference)
      case .derivative(let of, let by):
        note(of)
        note(by)
      default: break
      }
    }
    return names
  }

  func contains(where predicate: (CodeExpression) -> Bool) -> Bool {
    predicate(self) || children.contains { $0.contains(where: predicate) }
  }
}
