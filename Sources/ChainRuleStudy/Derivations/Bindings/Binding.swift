/// One thing that is said about how to read a document.
public enum Binding: Hashable, Sendable {
  /// `parameter W[1], b[1]`.
  case role(Role, [BoundName])
  /// `function sigma = tanh`; without a function, `function f`, the name is a function that stays open.
  case function(BoundName, BoundFunction)
  /// `value alpha = 0.5`.
  case value(BoundName, Double)
  /// `shape X = n_x × m`.
  case shape(BoundName, [BoundDimension])
  /// `layers L = 3`, or `layers 3` where the document has no name for their number.
  case layers(BoundName?, Int)
  /// `samples columns`.
  case samples(Derivation.Options.Samples)
  /// `layout numerator`.
  case layout(Derivation.Options.Layout)

  /// What a symbol is for the derivation.
  public enum Role: String, Hashable, Sendable, CaseIterable {
    case loss, input, parameter, label, constant
  }
}

extension Binding: CustomStringConvertible {
  /// The binding as it stands in a comment.
  public var description: String {
    switch self {
    case .role(let role, let names): "\(role.rawValue) \(names.map(\.description).joined(separator: ", "))"
    case .function(let name, .any): "function \(name)"
    case .layers(nil, let count): "layers \(count)"
    case .function(let name, _), .value(let name, _), .shape(let name, _), .layers(let name?, _):
      "\(keyword) \(name) = \(value)"
    case .samples, .layout: "\(keyword) \(value)"
    }
  }

  /// The word that a binding of this kind begins with.
  var keyword: String {
    switch self {
    case .role(let role, _): role.rawValue
    case .function: "function"
    case .value: "value"
    case .shape: "shape"
    case .layers: "layers"
    case .samples: "samples"
    case .layout: "layout"
    }
  }

  static let keywords = Role.allCases.map(\.rawValue) + ["function", "value", "shape", "layers", "samples", "layout"]

  /// What a name is bound to, as it stands behind the sign =.
  public var value: String {
    switch self {
    case .role(let role, _): role.rawValue
    case .function(_, let function): function.rawValue
    case .value(_, let number): Int(exactly: number).map(String.init) ?? "\(number)"
    case .shape(_, let dimensions): dimensions.map(\.description).joined(separator: " × ")
    case .layers(_, let count): "\(count)"
    case .samples(let samples): samples.rawValue
    case .layout(let layout): layout.rawValue
    }
  }

  /// The names that are bound.
  public var names: [BoundName] {
    switch self {
    case .role(_, let names): names
    case .function(let name, _), .value(let name, _), .shape(let name, _), .layers(let name?, _): [name]
    case .layers(nil, _), .samples, .layout: []
    }
  }
}
