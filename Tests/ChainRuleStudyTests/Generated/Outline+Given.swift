/// What a generated derivation declares before it claims anything.
extension Outline {
  private var isPlain: Bool { notation.format == .plainText }
  private var isSingle: Bool { plan.layout == .single }

  /// The shape of a value, as a declaration.
  private func declaration(_ quantity: Quantity, _ dimensions: String) -> String {
    let symbol = TermWriter(plan: plan, notation: notation).text(quantity)
    return declaration(symbol, dimensions)
  }

  private func declaration(_ symbol: String, _ dimensions: String) -> String {
    if isPlain { return "\(symbol) ∈ ℝ^{\(dimensions.replacing("\\times", with: "×"))}" }
    let reals = notation.format == .latex ? "\\R" : "\\mathbb{R}"
    return "$\(symbol) \\in \(reals)^{\(dimensions)}$"
  }

  private func batch(_ features: String) -> String {
    switch plan.layout {
    case .single: features
    case .columns: "\(features) \\times \(notation.samples)"
    case .rows: "\(notation.samples) \\times \(features)"
    }
  }

  var declarations: Section {
    let plan = plan
    let size = { (layer: Int) in notation.dimension("\(layer)") }
    var lines = ["- " + declaration(.input, batch(size(0))) + ": " + samplesProse]
    for layer in 1...plan.depth {
      let shape =
        plan.layout == .rows ? "\(size(layer - 1)) \\times \(size(layer))" : "\(size(layer)) \\times \(size(layer - 1))"
      let bias = plan.layout == .rows ? "1 \\times \(size(layer))" : size(layer)
      lines.append(
        "- " + declaration(.weight(.number(layer)), shape) + " and " + declaration(.bias(.number(layer)), bias)
          + ": parameters of layer \(layer)")
    }
    if plan.loss != .generic {
      lines.append("- " + declaration(.label, batch(size(plan.depth))) + ": " + labelProse)
    }
    if notation.writesSumsWithOnes, !isSingle {
      lines.append("- " + declaration(notation.ones, notation.samples) + ": a column of ones")
    }
    return Section(title: "Shapes", prose: [lines.joined(separator: "\n")] + gradientProse)
  }

  private var samplesProse: String {
    switch plan.layout {
    case .single: "one sample, a column"
    case .columns: "samples in columns"
    case .rows: "samples in rows"
    }
  }

  private var labelProse: String {
    guard plan.loss == .crossEntropy else { return "the targets" }
    return switch plan.layout {
    case .single: "the label, whose elements add up to one"
    case .columns: "the labels, each column of which adds up to one"
    case .rows: "the labels, each row of which adds up to one"
    }
  }

  /// What the symbols for gradients and products mean.
  private var gradientProse: [String] {
    let loss = notation.letters.loss
    let preactivation = Quantity.preactivation(.number(plan.depth))
    let writer = TermWriter(plan: plan, notation: notation)
    var prose: [String] = []
    let derivative = isPlain ? "∂\(loss)/∂V" : "$\\partial \(loss) / \\partial V$"
    switch notation.gradientStyle {
    case .differential:
      prose.append("For every value \(isPlain ? "V" : "$V$"), \(isPlain ? "dV" : "$dV$") stands for \(derivative).")
    case .bar: prose.append("For every value $V$, $\\bar{V}$ stands for \(derivative).")
    default: break
    }
    if notation.usesDelta {
      let target = writer.text(preactivation)
      prose.append(
        "The error of a layer is the gradient at its pre-activation, such as "
          + "$\(writer.text(.gradient(preactivation))) = \\frac{\\partial \(loss)}{\\partial \(target)}$.")
    }
    let sign = isPlain ? notation.elementwiseSign : "$\(notation.elementwiseSign)$"
    prose.append("The product of elements is written \(sign).")
    if !isSingle, !notation.usesOnes { prose.append("Biases are added to every sample.") }
    return prose
  }

  var activationProse: [String] {
    let name = TermWriter(plan: plan, notation: notation).functionName
    let function = isPlain ? name : "$\(name)$"
    let softmax = plan.layout == .rows ? "Softmax acts on each row." : "Softmax acts on each column."
    let top = plan.loss == .crossEntropy && !isSingle ? [softmax] : []
    guard plan.depth > 1 || plan.loss == .generic else { return top }
    return top + [
      plan.activation == .generic
        ? "The activation \(function) is any smooth function, applied to each element."
        : plan.activation == .logistic
          ? "The activation \(function) is the logistic function, \(logistic), applied to each element."
          : "The activation \(function) is applied to each element."
    ]
  }

  private var logistic: String {
    isPlain ? "σ(t) = 1/(1 + exp(−t))" : "$\\sigma(t) = \\frac{1}{1 + e^{-t}}$"
  }

  var loss: Section {
    let loss = notation.letters.loss
    guard plan.loss != .generic else {
      let last = TermWriter(plan: plan, notation: notation).text(.activation(.number(plan.depth)))
      return Section(
        title: "Loss",
        prose: ["The loss \(isPlain ? loss : "$\(loss)$") is any smooth function of \(isPlain ? last : "$\(last)$")."])
    }
    return Section(title: "Loss", equations: [Equation(left: .raw(loss), right: [.raw(lossText)], role: .given)])
  }

  private var lossText: String {
    let writer = TermWriter(plan: plan, notation: notation)
    let (mean, size) = (plan.isMean ? notation.coefficient(.overSamples) : "", notation.dimension("\(plan.depth)"))
    let sum = isPlain ? "Σ" : "\\sum"
    var text: String
    switch plan.loss {
    case .crossEntropy:
      let indices = plan.layout == .single ? ["k"] : plan.layout == .columns ? ["k", "i"] : ["i", "k"]
      let samples = isSingle ? "" : "\(sum)_{i=1}^{\(notation.samples)} "
      text =
        "-\(mean)\(samples)\(sum)_{k=1}^{\(size)} \(writer.element(.label, indices)) "
        + "\(isPlain ? "log" : "\\log") \(writer.element(.output, indices))"
    case .squaredError:
      text =
        notation.coefficient(plan.isMean ? .overTwiceSamples : .half)
        + norm(writer.text(.difference(.value(.output), .value(.label))))
    default: text = mean + norm(writer.text(.difference(.value(.output), .value(.label))))
    }
    if plan.hasPenalty {
      let squares = (1...plan.depth).map { norm(writer.text(.weight(.number($0))), isMatrix: true) }
      let all = squares.joined(separator: " + ")
      text += " + " + notation.coefficient(.halfPenalty) + (squares.count == 1 ? all : "(\(all))")
    }
    return text
  }

  private func norm(_ text: String, isMatrix: Bool = false) -> String {
    if isPlain { return "‖\(text)‖²" }
    return "\\| \(text) \\|\(isMatrix || !isSingle ? "_F" : "")^2"
  }
}
