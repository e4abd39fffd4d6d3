extension MathMLPrinter {
  // MARK: Derivatives

  func derivative(_ derivative: DerivativeFormula) -> String {
    let content = operatorForm(derivative)
    guard let point = derivative.at else { return content }
    return MathML.element("msub", MathML.fenced("", content, "|") + MathML.row(condition(point)))
  }

  private func operatorForm(_ derivative: DerivativeFormula) -> String {
    if derivative.style == .nabla {
      let sign = MathML.sign("∇")
      let head = derivative.by.isEmpty ? sign : MathML.element("msub", sign + MathML.row(list(derivative.by)))
      return MathML.row(head + (derivative.of.map(operand) ?? ""))
    }
    let order = derivative.by.count
    let sign = operatorLetter(derivative.sign)
    let head = order > 1 ? MathML.element("msup", sign + MathML.element("mn", "\(order)")) : sign
    let bottom = MathML.row(differentials(derivative.by, sign))
    switch derivative.style {
    case .operatorBar:
      let fraction = MathML.element("mfrac", MathML.row(head) + bottom)
      return MathML.row(fraction + (derivative.of.map(operand) ?? ""))
    case .bar, .nabla:
      return MathML.element("mfrac", MathML.row(head + (derivative.of.map(row) ?? "")) + bottom)
    case .solidus:
      return MathML.row(head + (derivative.of.map(operand) ?? "") + MathML.sign("/") + bottom)
    }
  }

  /// ∂x² for what stands there twice in succession.
  private func differentials(_ variables: [Formula], _ sign: String) -> String {
    var runs: [(variable: Formula, count: Int)] = []
    for variable in variables {
      if let last = runs.last, last.variable == variable {
        runs[runs.count - 1].count += 1
      } else {
        runs.append((variable, 1))
      }
    }
    return runs.map { run in
      let variable = factor(run.variable)
      return sign
        + (run.count == 1 ? variable : MathML.element("msup", variable + MathML.element("mn", "\(run.count)")))
    }.joined()
  }

  /// ∂, d, or a sign of several letters, such as ∂⁺.
  func operatorLetter(_ sign: String) -> String {
    MathML.element("mi", escapedForHTML(sign), "mathvariant=\"normal\"")
  }

  // MARK: Sums and their like

  func big(_ big: BigOperator) -> String {
    var below = big.indices.isEmpty ? "" : list(big.indices)
    if let from = big.from { below += MathML.sign("=") + row(from) }
    if let condition = big.condition {
      below += (below.isEmpty ? "" : MathML.sign(",", "separator=\"true\"")) + self.condition(condition)
    }
    let sign = MathML.sign(big.kind.sign, "movablelimits=\"false\"")
    let head =
      switch (below.isEmpty, big.to) {
      case (true, nil): sign
      case (false, nil): MathML.element("munder", sign + MathML.row(below))
      case (true, let to?): MathML.element("mover", sign + row(to))
      case (false, let to?): MathML.element("munderover", sign + MathML.row(below) + row(to))
      }
    return head + factor(big.body, isFirst: true)
  }

  // MARK: Tables

  func matrix(_ rows: [[Formula]], _ style: MatrixStyle) -> String {
    let lines = rows.map { MathML.element("mtr", $0.map { MathML.element("mtd", row($0)) }.joined()) }
    let table = MathML.element("mtable", lines.joined())
    return switch style {
    case .plain: table
    case .square: MathML.fenced("[", table, "]")
    case .round: MathML.fenced("(", table, ")")
    case .bars: MathML.fenced("|", table, "|")
    }
  }

  func cases(_ rows: [CaseRow]) -> String {
    let lines = rows.map { line in
      let when = line.condition.map { MathML.text("if ") + condition($0) } ?? MathML.text("otherwise")
      return MathML.element("mtr", MathML.element("mtd", row(line.value)) + MathML.element("mtd", MathML.row(when)))
    }
    return MathML.fenced("{", MathML.element("mtable", lines.joined(), "class=\"cases\""), "")
  }

  func condition(_ condition: Condition) -> String {
    guard depth < MathMLPrinter.deepest else { return MathML.text("…") }
    let printer = MathMLPrinter(depth: depth + 1)
    let own = condition.members.enumerated().map { place, member in
      let sign = place > 0 && place <= condition.relations.count ? condition.relations[place - 1].rawValue : nil
      return (sign.map { MathML.sign($0) } ?? "") + printer.row(member)
    }.joined()
    return ([own] + condition.also.map(printer.condition)).joined(separator: MathML.sign(",", "separator=\"true\""))
  }
}

extension BigOperator.Kind {
  var sign: String {
    switch self {
    case .sum: "∑"
    case .product: "∏"
    case .mean: "𝔼"
    case .maximum, .minimum, .argMaximum, .argMinimum: rawValue
    }
  }
}
