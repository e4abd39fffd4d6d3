extension CheckedDerivation {
  /// How the document was read, as bindings that would make it be read so again.
  ///
  /// Symbols that are defined by the document itself need none, and are left out.
  public var bindings: DocumentBindings {
    var roles: [Binding.Role: [BoundName]] = [:]
    var others: [Binding] = []
    for symbol in symbols {
      guard let name = try? BoundName(parsing: symbol.symbol) else { continue }
      if let role = Binding.Role(rawValue: symbol.role.rawValue) {
        roles[role, default: []].append(name)
        if let shape = symbol.shape, let dimensions = try? BoundDimension.shape(parsing: shape) {
          others.append(.shape(name, dimensions))
        }
      }
      guard let meaning = symbol.meaning else { continue }
      switch symbol.role {
      case .function:
        others.append(.function(name, BoundFunction(name: meaning) ?? .any))
      case .constant, .parameter, .input, .label, .dimension, .index:
        if let number = Double(meaning), number.isFinite { others.append(.value(name, number)) }
      case .loss, .value, .gradient: break
      }
    }
    return DocumentBindings(
      Binding.Role.allCases.compactMap { role in roles[role].map { .role(role, $0) } } + others + arrangement)
  }
}
