/// What a document calls something, apart from layers, time steps and elements: `W`, `ŷ`, `W_{hx}`, `n_x`.
struct QuantityName: Hashable, Sendable, CustomStringConvertible {
  /// The letter or word with its accents.
  var base: String
  /// Subscripts and superscripts that are part of the name.
  var labels: [String] = []

  var description: String { labels.isEmpty ? base : base + "_" + labels.joined(separator: ",") }
}

/// A quantity of one layer or time step: W[2], h[t = 1], X.
struct QuantityID: Hashable, Sendable, CustomStringConvertible {
  var name: QuantityName
  /// The layer or time step; empty where there is only one.
  var instance: [Int]

  var description: String { name.description + instance.map { "[\($0)]" }.joined() }
}

/// The length of an axis: one, or a variable that unification decides.
enum Dimension: Hashable, Sendable {
  case one
  case variable(Int)
}

/// Where a whole number stands in a formula: an index, a layer, a bound of a sum.
indirect enum IndexTerm: Hashable, Sendable {
  case number(Int)
  case variable(String)
  /// The length of an axis.
  case length(Dimension)
  case sum(IndexTerm, IndexTerm)
  case negated(IndexTerm)
  /// The class that a label names: `y_i` in f_{y_i}.
  case label(QuantityName, [IndexTerm])

  /// The variables it depends on.
  var variables: Set<String> {
    switch self {
    case .number, .length: []
    case .variable(let name): [name]
    case .sum(let a, let b): a.variables.union(b.variables)
    case .negated(let a): a.variables
    case .label(_, let indices): indices.reduce(into: []) { $0.formUnion($1.variables) }
    }
  }
}

/// A quantity, or a part of it, as a formula refers to it.
struct QuantityReference: Hashable, Sendable {
  var name: QuantityName
  var instance: [IndexTerm]
  /// The row that is meant; `nil` for all.
  var row: IndexTerm?
  /// The column that is meant; `nil` for all.
  var column: IndexTerm?

  var variables: Set<String> {
    (instance + [row, column].compactMap { $0 }).reduce(into: []) { $0.formUnion($1.variables) }
  }

  /// The quantity without the choice of an element.
  var whole: QuantityReference { QuantityReference(name: name, instance: instance) }
}
