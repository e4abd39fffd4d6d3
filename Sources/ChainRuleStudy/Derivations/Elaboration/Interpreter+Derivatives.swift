extension Interpreter {
  func derivativeMeanings(_ derivative: DerivativeFormula) -> [Candidate] {
    if let slope = functionSlope(derivative) { return slope }
    // ∇²_w is taken twice by the same.
    let by = derivative.sign == "∇²" && derivative.by.count == 1 ? derivative.by + derivative.by : derivative.by
    let targets = by.map { formula in
      model.guide.use(formula.ungrouped).map {
        use -> [(reference: QuantityReference, rows: Dimension, columns: Dimension, cost: Int)] in
        let known = references(of: use)
        if !known.isEmpty || !allowsUnknown { return known }
        _ = model.adopt(use, self)
        return references(of: use)
      } ?? []
    }
    guard !targets.isEmpty, targets.allSatisfy({ !$0.isEmpty }) else { return [] }
    let isOfLossFunction = derivative.of.flatMap { model.guide.use($0)?.name }.map { $0 == model.lossFunction } ?? false
    let numerators: [Candidate]
    if let of = derivative.of, !isOfLossFunction {
      numerators = meanings(of: of)
    } else if isOfLossFunction || derivative.style == .nabla, let loss = model.loss {
      numerators = [.number(.quantity(QuantityReference(name: loss.name, instance: loss.instance.map { .number($0) })))]
    } else {
      return []
    }
    let isDirect = isOfLossFunction || derivative.isMarkedDirect
    if targets.count == 2 { return secondDerivatives(numerators, targets[0], targets[1]) }
    guard targets.count == 1 else { return [] }
    return numerators.flatMap { numerator in
      targets[0].flatMap { target -> [Candidate] in
        let total = forms(numerator, target, isDirect: isDirect)
        guard !isDirect, mayBeDirect(derivative, numerator, target.reference) else { return total }
        return total
          + forms(numerator, target, isDirect: true).map {
            $0.with(cost: 2, "the other values are held fixed")
          }
      }
    }
  }

  /// Whether a derivative may be meant with everything else held. dh/dw is a total derivative; ∂h/∂w may be either.
  func mayBeDirect(_ derivative: DerivativeFormula, _ numerator: Candidate, _ target: QuantityReference) -> Bool {
    derivative.sign != "d" && hasSeveralPaths(numerator, target)
  }

  /// ∇f(Y) without a word of what it is taken by is f′(Y), where f is a function of each element.
  private func functionSlope(_ derivative: DerivativeFormula) -> [Candidate]? {
    guard derivative.style == .nabla, derivative.sign == "∇", derivative.by.isEmpty,
      let (head, arguments) = derivative.of?.appliedFunction, arguments.count == 1, isFunction(head),
      model.guide.use(head).map({ $0.name != model.lossFunction && $0.primes == 0 }) ?? false
    else { return nil }
    let slope: Formula =
      if case .scripted(let base, let subscripts, let superscripts) = head {
        .scripted(base, subscripts: subscripts, superscripts: superscripts + [.prime])
      } else {
        .scripted(head, subscripts: [], superscripts: [.prime])
      }
    return meanings(of: .application(slope, arguments))
  }

  /// Whether a value is computed from another both directly and by way of a third: x̂ = x / r, where r is made of x.
  private func hasSeveralPaths(_ numerator: Candidate, _ target: QuantityReference) -> Bool {
    guard case .quantity(let reference) = numerator.term, reference.name != model.loss?.name
    else { return false }
    func quantity(_ reference: QuantityReference) -> Model.Quantity? {
      let numbers = reference.instance.compactMap { term -> Int? in
        if case .number(let value) = term { value } else { nil }
      }
      return model.quantities[model.resolve(QuantityID(name: reference.name, instance: numbers))]
    }
    var isDirect = false
    var isIndirect = false
    quantity(reference)?.definition?.term.forEach { part in
      guard case .quantity(let used) = part else { return }
      if used.name == target.name, used.instance == target.instance {
        isDirect = true
      } else {
        quantity(used)?.definition?.term.forEach { inner in
          if case .quantity(let other) = inner, other.name == target.name, other.instance == target.instance {
            isIndirect = true
          }
        }
      }
    }
    return isDirect && isIndirect
  }

  private typealias Target = (reference: QuantityReference, rows: Dimension, columns: Dimension, cost: Int)

  private func forms(_ numerator: Candidate, _ target: Target, isDirect: Bool) -> [Candidate] {
    func derivative(_ form: TermDerivative.Form) -> Term {
      .derivative(TermDerivative(of: numerator.term, by: target.reference, form: form, isDirect: isDirect))
    }
    func candidate(_ term: Term, _ rows: Dimension, _ columns: Dimension, cost: Int, _ notes: [String]) -> Candidate {
      Candidate(
        term: term, rows: rows, columns: columns, cost: numerator.cost + target.cost + cost,
        notes: numerator.notes + notes)
    }
    let targetIsNumber = target.rows == .one && target.columns == .one
    if numerator.isNumber {
      var gradient = candidate(derivative(.gradient), target.rows, target.columns, cost: 0, [])
      gradient.cotangentOf = target.reference
      if model.variant.hasRowGradients, !targetIsNumber, target.rows == .one || target.columns == .one {
        return [gradient.transposed(), gradient.with(cost: 1)]
      }
      // A vector that is taken out of a matrix by its row is a column in most hands.
      if target.reference.row != nil, target.rows == .one, !targetIsNumber {
        return [gradient, gradient.transposed().with(cost: 1)]
      }
      return [gradient]
    }
    if targetIsNumber { return [candidate(derivative(.gradient), numerator.rows, numerator.columns, cost: 0, [])] }
    var found: [Candidate] = []
    let isSameShape = numerator.rows == target.rows && numerator.columns == target.columns
    let areVectors =
      (numerator.rows == .one || numerator.columns == .one) && (target.rows == .one || target.columns == .one)
    if areVectors {
      let height = numerator.rows == .one ? numerator.columns : numerator.rows
      let width = target.rows == .one ? target.columns : target.rows
      let jacobian = candidate(derivative(.jacobian), height, width, cost: 0, [])
      found.append(jacobian)
      found.append(jacobian.transposed().with(cost: 1, "the derivative has its denominator's elements in rows"))
    } else if numerator.columns == target.columns, model.sampleDimension == numerator.columns {
      let jacobian = candidate(
        derivative(.sampleJacobian), numerator.rows, target.rows, cost: 1, ["the derivative is that of one sample"])
      found.append(jacobian)
      found.append(jacobian.transposed().with(cost: 1, "the derivative has its denominator's elements in rows"))
    } else if numerator.rows == target.rows, model.sampleDimension == numerator.rows {
      let jacobian = candidate(
        derivative(.sampleJacobian), numerator.columns, target.columns, cost: 1,
        ["the derivative is that of one sample"])
      found.append(jacobian)
      found.append(jacobian.transposed().with(cost: 1, "the derivative has its denominator's elements in rows"))
    }
    if isSameShape {
      found.append(
        candidate(
          derivative(.diagonal), numerator.rows, numerator.columns, cost: 1,
          ["the derivative is elementwise: the diagonal of the Jacobian"]))
    }
    return found
  }

  private func secondDerivatives(_ numerators: [Candidate], _ first: [Target], _ second: [Target]) -> [Candidate] {
    numerators.filter(\.isNumber).flatMap { numerator -> [Candidate] in
      guard let a = first.first, let b = second.first else { return [] }
      let inner = Term.derivative(TermDerivative(of: numerator.term, by: a.reference, form: .gradient, isDirect: false))
      let aIsNumber = a.rows == .one && a.columns == .one
      let bIsNumber = b.rows == .one && b.columns == .one
      let form: TermDerivative.Form = aIsNumber || bIsNumber ? .gradient : .jacobian
      guard aIsNumber || bIsNumber || (a.columns == .one && b.columns == .one) else { return [] }
      let term = Term.derivative(TermDerivative(of: inner, by: b.reference, form: form, isDirect: false))
      let rows = aIsNumber ? b.rows : a.rows
      let columns = aIsNumber ? b.columns : bIsNumber ? a.columns : b.rows
      return [Candidate(term: term, rows: rows, columns: columns, cost: numerator.cost, notes: numerator.notes)]
    }
  }
}

extension DerivativeFormula {
  /// ∂⁺, of the direct derivative.
  var isMarkedDirect: Bool { sign.contains("⁺") || sign.contains("+") }
}
