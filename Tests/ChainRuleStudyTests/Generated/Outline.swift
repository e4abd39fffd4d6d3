import ChainRule

/// What a generated derivation says, section by section, before anything is written.
struct Outline: Sendable {
  struct Section: Sendable {
    let title: String
    var prose: [String] = []
    var equations: [Equation] = []
  }

  let plan: NetworkPlan
  let notation: Notation
  private(set) var sections: [Section] = []
  private let writer: TermWriter

  init(seed: UInt64) {
    var generator = PhiloxGenerator(seed: seed)
    plan = NetworkPlan(using: &generator)
    notation = Notation(for: plan, using: &generator)
    writer = TermWriter(plan: plan, notation: notation)
    sections = [declarations, forward, loss, outputLayer(using: &generator)]
    for layer in stride(from: plan.depth, through: 1, by: -1) {
      sections.append(parameters(of: layer, using: &generator))
      if layer > 1 { sections.append(hiddenLayer(layer - 1, using: &generator)) }
    }
    if plan.depth > 1, Bool.random(using: &generator), notation.format != .plainText { sections.append(everyLayer) }
    if Int.random(in: 0..<3, using: &generator) == 0 { sections.append(step) }
  }

  private var last: Quantity.Layer { .number(plan.depth) }
  private var output: Quantity { plan.loss == .generic ? .activation(last) : .output }

  private var forward: Section {
    var equations: [Equation] = []
    for layer in 1...plan.depth {
      let here = Quantity.Layer.number(layer)
      let (weight, below) = (Term.value(.weight(here)), Term.value(.activation(.number(layer - 1))))
      let product = Term.product(plan.layout == .rows ? [below, weight] : [weight, below])
      equations.append(
        Equation(
          left: .value(.preactivation(here)), right: [.sum([product, .broadcast(.bias(here))])], role: .given))
      if plan.isElementwise(layer: layer) {
        equations.append(
          Equation(left: .value(.activation(here)), right: [.activated(.preactivation(here))], role: .given))
      }
    }
    let top = Term.value(.preactivation(last))
    switch plan.loss {
    case .generic: break
    case .crossEntropy:
      equations.append(Equation(left: .value(.output), right: [.softmax(.preactivation(last))], role: .given))
    case .squaredError, .fullSquaredError:
      equations.append(Equation(left: .value(.output), right: [top], role: .given))
    }
    return Section(title: "Forward", prose: activationProse, equations: equations)
  }

  private func outputLayer(using generator: inout PhiloxGenerator) -> Section {
    let gradient = Term.gradient(.preactivation(last))
    guard plan.loss != .generic else {
      let right = Term.elementwise([.gradient(.activation(last))] + slopes(layer: plan.depth))
      return Section(title: "The last layer", equations: [Equation(left: gradient, right: [right])])
    }
    let difference = Term.difference(.value(.output), .value(.label))
    let right = plan.outputCoefficient.map { Term.scaled($0, difference) } ?? difference
    var equations = [Equation(left: gradient, right: [right])]
    if notation.hasElements, plan.loss == .crossEntropy, Bool.random(using: &generator) {
      equations.insert(contentsOf: softmaxElements, at: 0)
    }
    return Section(title: "The last layer", equations: equations)
  }

  /// The Jacobian of softmax, and the gradient at its result, by elements.
  private var softmaxElements: [Equation] {
    func at(_ neuron: String) -> [String] {
      switch plan.layout {
      case .single: [neuron]
      case .columns: [neuron, "i"]
      case .rows: ["i", neuron]
      }
    }
    let (top, output) = (Quantity.preactivation(last), Quantity.output)
    let ratio = Term.quotient(.element(.label, at("j")), .element(output, at("j")))
    var equations = [
      Equation(
        left: .gradientElement(output, at("j")),
        right: [.negative(plan.isMean ? .scaled(.overSamples, ratio) : ratio)])
    ]
    if !notation.usesDelta {
      let bracket = Term.difference(.kronecker("j", "k"), .element(output, at("k")))
      equations.append(
        Equation(
          left: .elementDerivative(output, at("j"), by: top, at("k")),
          right: [.product([.element(output, at("j")), bracket])]))
    }
    return equations
  }

  private func parameters(of number: Int, using generator: inout PhiloxGenerator) -> Section {
    let layer = Quantity.Layer.number(number)
    var equations = [
      Equation(left: .gradient(.weight(layer)), right: [weightGradient(layer)]),
      Equation(left: .gradient(.bias(layer)), right: [.sumOverSamples(.preactivation(layer))]),
    ]
    if notation.hasElements, !plan.hasPenalty, Int.random(in: 0..<3, using: &generator) > 0 {
      equations.append(weightElements(layer))
    }
    return Section(title: "Parameters of layer \(number)", equations: equations)
  }

  private func weightGradient(_ layer: Quantity.Layer) -> Term {
    let below: Term = .value(.activation(layer.shifted(by: -1)))
    let gradient = Term.gradient(.preactivation(layer))
    let product = Term.product(plan.layout == .rows ? [.transposed(below), gradient] : [gradient, .transposed(below)])
    return plan.hasPenalty ? .sum([product, .scaled(.penalty, .value(.weight(layer)))]) : product
  }

  /// The gradient of one weight.
  private func weightElements(_ layer: Quantity.Layer) -> Equation {
    let (top, below) = (Quantity.preactivation(layer), Quantity.activation(layer.shifted(by: -1)))
    switch plan.layout {
    case .single:
      return Equation(
        left: .gradientElement(.weight(layer), ["j", "k"]),
        right: [.product([.gradientElement(top, ["j"]), .element(below, ["k"])])])
    case .columns:
      let product = Term.product([.gradientElement(top, ["j", "i"]), .element(below, ["k", "i"])])
      return Equation(
        left: .gradientElement(.weight(layer), ["j", "k"]), right: [.sumOver("i", to: notation.samples, product)])
    case .rows:
      let product = Term.product([.element(below, ["i", "k"]), .gradientElement(top, ["i", "j"])])
      return Equation(
        left: .gradientElement(.weight(layer), ["k", "j"]), right: [.sumOver("i", to: notation.samples, product)])
    }
  }

  private func hiddenLayer(_ number: Int, using generator: inout PhiloxGenerator) -> Section {
    let (layer, above) = (Quantity.Layer.number(number), Quantity.Layer.number(number + 1))
    let (gradient, weight) = (Term.gradient(.preactivation(above)), Term.transposed(.value(.weight(above))))
    let back = Term.product(plan.layout == .rows ? [gradient, weight] : [weight, gradient])
    let through = Term.elementwise([.gradient(.activation(layer))] + slopes(layer: number))
    let whole = Term.elementwise([back] + slopes(layer: number))
    let left = Term.gradient(.preactivation(layer))
    var equations: [Equation]
    switch Int.random(in: 0..<3, using: &generator) {
    case 0: equations = [Equation(left: left, right: [whole])]
    case 1: equations = [Equation(left: left, right: [through, whole])]
    default:
      equations = [
        Equation(left: .gradient(.activation(layer)), right: [back]), Equation(left: left, right: [through]),
      ]
    }
    if notation.hasElements, Int.random(in: 0..<3, using: &generator) > 0 {
      equations.append(hiddenElements(layer, above))
    }
    return Section(title: "Layer \(number)", equations: equations)
  }

  /// The gradient at one neuron: a sum over those it feeds.
  private func hiddenElements(_ layer: Quantity.Layer, _ above: Quantity.Layer) -> Equation {
    func at(_ neuron: String) -> [String] {
      switch plan.layout {
      case .single: [neuron]
      case .columns: [neuron, "i"]
      case .rows: ["i", neuron]
      }
    }
    let weight = Term.element(.weight(above), plan.layout == .rows ? ["j", "k"] : ["k", "j"])
    let sum = Term.sumOver("k", to: nil, .product([weight, .gradientElement(.preactivation(above), at("k"))]))
    let slope: Term =
      plan.activation == .relu
      ? .mask(.preactivation(layer), at("j")) : .slope(.preactivation(layer), at("j"))
    return Equation(left: .gradientElement(.preactivation(layer), at("j")), right: [.product([slope, sum])])
  }

  /// The factors that the activation of a layer adds.
  private func slopes(layer number: Int) -> [Term] {
    let layer = Quantity.Layer.number(number)
    let value = Term.value(.activation(layer))
    switch plan.activation {
    case .relu: return [.mask(.preactivation(layer), [])]
    case .tanh where notation.writesSlopesByValue: return [.difference(.one, .elementwise([value, value]))]
    case .logistic where notation.writesSlopesByValue: return [value, .difference(.one, value)]
    default: return [.slope(.preactivation(layer), [])]
    }
  }

  /// The gradients of all weights in one line.
  private var everyLayer: Section {
    let layer = Quantity.Layer.letter(offset: 0)
    let layers = "for $l = 1, \\dots, \(plan.depth)$"
    return Section(
      title: "All layers",
      prose: [
        "With \(inline(.value(.input), equals: writer.text(.init(kind: .activation, layer: .number(0))))), \(layers):"
      ],
      equations: [Equation(left: .gradient(.weight(layer)), right: [weightGradient(layer)])])
  }

  private func inline(_ term: Term, equals text: String) -> String { "$\(text) = \(writer.text(term))$" }

  /// A step of gradient descent.
  private var step: Section {
    let rate = notation.format == .plainText ? "η" : "\\eta"
    let equations = [Quantity.weight(last), .bias(last)].map { parameter in
      Equation(
        left: .value(parameter),
        right: [.difference(.value(parameter), .product([.raw(rate), .gradient(parameter)]))], role: .update)
    }
    return Section(
      title: "A step of gradient descent", prose: ["The loss gets smaller with a small rate."], equations: equations)
  }
}
