import ChainRule

/// What a picture of a tape shows: boxes, and which of them feed which.
struct TapeGraph {
  enum Kind: String {
    case parameter, data, constant, operation, gradient, folded
  }

  struct Node {
    /// What it is called inside a picture, and nowhere else.
    var id: String
    /// The places on the tape of what the box stands for: one, or those that are folded.
    var places: [Int]
    var kind: Kind
    /// The first line: a name, or an operation's sign.
    var title: String
    /// The second line: the sign of a named operation, and the shape.
    var detail: String
    /// The whole box in words.
    var words: String
  }

  struct Edge: Hashable {
    var from: Int
    var to: Int
  }

  /// In the order of recording.
  private(set) var nodes: [Node] = []
  /// Each pair once, however often the one is used by the other.
  private(set) var edges: [Edge] = []

  /// The graph of some variables, given in the order of recording; what they are made of is shown only where it is given
  /// too. `gradientNames` says which of them are gradients, and what they are called.
  init<Scalar>(_ variables: [Variable<Scalar>], gradientNames: [Int: String] = [:], limit: Int) {
    let folding = TapeFolding(variables, limit: limit)
    var boxes: [Int: Int] = [:]
    for group in folding.groups {
      for member in group { boxes[variables[member].number] = nodes.count }
      nodes.append(
        group.count == 1
          ? TapeGraph.node(of: variables[group[0]], gradientNames)
          : TapeGraph.node(foldedFrom: group.map { variables[$0] }))
    }
    var seen: Set<Edge> = []
    for variable in variables {
      guard let to = boxes[variable.number] else { continue }
      for operand in variable.operands {
        guard let from = boxes[operand.number], from != to else { continue }
        let edge = Edge(from: from, to: to)
        if seen.insert(edge).inserted { edges.append(edge) }
      }
    }
  }

  private static func node<Scalar>(of variable: Variable<Scalar>, _ gradientNames: [Int: String]) -> Node {
    let place = variable.number
    let sign = variable.operation.map { $0.primitive.sign(forInputs: variable.operands.count) }
    let gradient = gradientNames[place]
    let kind: Kind =
      switch variable.leafKind {
      case .parameter: .parameter
      case .data: .data
      case .constant: .constant
      case nil: gradient == nil ? .operation : .gradient
      }
    // A constant of one number is its number.
    let number = kind == .constant && variable.shape.elementCount == 1 ? variable.value.scalars.first : nil
    let name = variable.name ?? gradient
    let title = name ?? sign ?? number.map { figureText(Double($0)) } ?? "#\(place)"
    let shape = variable.rank == 0 ? "" : "\(variable.shape)"
    let detail = [name == nil ? "" : sign ?? "", shape].filter { !$0.isEmpty }.joined(separator: ", ")
    let role = sign.map { _ in variable.operation.map { type(of: $0.primitive).name } ?? "" } ?? kind.rawValue
    let operands = variable.operands.map { $0.name ?? gradientNames[$0.number] ?? "#\($0.number)" }
    let words =
      "#\(place)" + (name.map { ", \($0)" } ?? "") + ": \(role)"
      + (operands.isEmpty ? "" : " of \(operands.joined(separator: ", "))")
      + (shape.isEmpty ? ", a single number" : ", \(shape)")
    return Node(id: "n\(place)", places: [place], kind: kind, title: title, detail: detail, words: words)
  }

  private static func node<Scalar>(foldedFrom variables: [Variable<Scalar>]) -> Node {
    let places = variables.map(\.number)
    let operations = variables.filter { $0.operation != nil }
    var signs: [String] = []
    for variable in operations where signs.count < 4 {
      guard let sign = variable.operation?.primitive.sign(forInputs: variable.operands.count) else { continue }
      if signs.contains(sign) { break }
      signs.append(sign)
    }
    let detail = operations.isEmpty ? "leaves" : signs.joined(separator: ", ") + ", …"
    return Node(
      id: "n\(places[0])", places: places, kind: .folded, title: "… \(variables.count) more nodes", detail: detail,
      words: "\(variables.count) nodes, from #\(places[0]) to #\(places[places.count - 1]), folded: \(detail)")
  }
}

/// A number as a person would print it beside others: whole, or with at most five digits.
func figureText(_ value: Double) -> String {
  guard value.isFinite else { return value.isNaN ? "NaN" : value < 0 ? "−∞" : "∞" }
  let text: String
  if value == value.rounded(), abs(value) < 1e15 {
    text = String(Int(value))
  } else {
    let magnitude = abs(value)
    let digits = magnitude >= 1 ? 4 : 5
    let scale = digits == 4 ? 1e4 : 1e5
    text = magnitude < 1e-3 || magnitude >= 1e9 ? "\(Float(value))" : "\((value * scale).rounded() / scale)"
  }
  return text.hasPrefix("-") ? "−" + text.dropFirst() : text
}
