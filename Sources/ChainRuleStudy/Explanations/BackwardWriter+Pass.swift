import ChainRule

extension Gradients {
  /// The network and its backward pass as a person would write them.
  ///
  /// Named quantities stand by their names, and so does what is used in several places; what has no name is written out
  /// where it is used. Records nothing on the gradients' tape. Complexity: O(nodes of the tape), and one pullback for each
  /// use of a value.
  public func written(style: GradientStyle = .partial) -> BackwardPass {
    var first = BackwardWriter(self, style: style)
    let crowded = first.crowded()
    var writer = crowded.isEmpty ? first : BackwardWriter(self, style: style, showing: crowded)
    return writer.pass()
  }
}

extension BackwardWriter {
  mutating func pass() -> BackwardPass {
    var pass = BackwardPass()
    for number in shown.keys.sorted() {
      guard let (name, formula) = shown[number] else { continue }
      let node = variable(number)
      if node.leafKind == nil {
        guard let definition = writer.definition(node) else { continue }
        // A small letter is a vector, unless one says otherwise.
        if formula.isSmallLetter, node.shape.count(where: { $0 > 1 }) > 1 {
          pass.shapes.append(declaration(formula, node))
        }
        pass.forward.append(entry(name, number, [formula, definition.formula(writer.axes)]))
      } else {
        pass.shapes.append(declaration(formula, node))
      }
    }
    for number in reverseOrder {
      guard let (name, formula) = shown[number], gradient(number) != nil,
        let label = gradientLabel(number), let term = gradientTerm(number)
      else { continue }
      var members = [label, term.formula(writer.axes)]
      let partial = GradientStyle.partial.gradient(of: formula, loss: loss)
      if style == .delta, label != partial { members.insert(partial, at: 1) }
      pass.backward.append(entry(name, number, members))
    }
    let written = (pass.forward + pass.backward).flatMap(\.equation.members)
    if written.contains(where: \.usesLogisticFunction) { pass.functions = [.logisticFunction] }
    return pass
  }

  private func entry(_ name: String, _ number: Int, _ members: [Formula]) -> BackwardPass.Entry {
    BackwardPass.Entry(
      name: name, number: number, equation: WrittenEquation(members), shape: Array(variable(number).shape))
  }

  func declaration(_ formula: Formula, _ node: Variable<Scalar>) -> WrittenEquation {
    let lengths = node.shape.indices.map { writer.axes.length(node.number, $0) ?? .number("\(node.shape[$0])") }
    let reals = Formula.symbol(Symbol(name: "R", typeface: .blackboard, latex: "\\mathbb{R}"))
    let space: Formula =
      switch lengths.count {
      case 0: reals
      case 1: .scripted(reals, subscripts: [], superscripts: [.plain(lengths[0])])
      default:
        .scripted(
          reals, subscripts: [],
          superscripts: [.plain(.product(lengths, Array(repeating: .times, count: lengths.count - 1)))])
      }
    return WrittenEquation([formula, space], relation: .element)
  }
}

extension WrittenEquation {
  /// Authors call any activation σ: which one is said.
  fileprivate static let logisticFunction: WrittenEquation = {
    let t = Formula.symbol(Symbol(name: "t"))
    let power = Formula.symbol(Symbol(name: "e")).raised(to: .negated(t))
    return WrittenEquation([
      Formula(function: "σ", [t]), .fraction(.number("1"), .sum([.number("1"), power]), .bar),
    ])
  }()
}

extension Formula {
  fileprivate var isSmallLetter: Bool {
    switch self {
    case .symbol(let symbol): symbol.name.first?.isLowercase == true
    case .scripted(let base, _, _): base.isSmallLetter
    default: false
    }
  }

  fileprivate var usesLogisticFunction: Bool {
    contains { part in
      if case .application(.symbol(let head), _) = part { head.name == "σ" } else { false }
    }
  }
}
