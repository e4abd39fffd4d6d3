import ChainRule

extension BuiltInDerivation {
  /// The 2-2-1 network with printed figures, and the recursion it is an example of, for one sample and any depth.
  static let tinySigmoidNetwork = BuiltInDerivation(
    title: "A 2-2-1 sigmoid network in figures, and its recursion for L layers",
    source: "Backpropagation Algorithm Derivation: worked example, no author named"
  ) { seed in
    var list = EquationList()
    list.appendFigures()
    var generator = PhiloxGenerator(seed: seed)
    for depth in 1...5 { list.appendRecursion(depth: depth, &generator) }
    return list.equations
  }
}

extension EquationList {
  /// δ[L] = ∂L/∂a[L] ∘ σ′(z[L]), then down, for one sample and ½(y − ŷ)².
  fileprivate mutating func appendRecursion(depth: Int, _ generator: inout PhiloxGenerator) {
    let sizes = generator.sizes(depth + 1)
    let tape = Tape<Double>()
    let x = tape.data(generator.weights(sizes[0], 1), named: "x")
    let y = tape.data(generator.weights(sizes[depth], 1), named: "y")
    var w: [Variable<Double>] = [x]
    var b: [Variable<Double>] = [x]
    var z: [Variable<Double>] = [x]
    var a: [Variable<Double>] = [x]
    for layer in 1...depth {
      w.append(tape.parameter(generator.weights(sizes[layer], sizes[layer - 1]), named: "W(\(layer))"))
      b.append(tape.parameter(generator.weights(sizes[layer], 1), named: "b(\(layer))"))
      z.append((matmul(w[layer], a[layer - 1]) + b[layer]).named("z(\(layer))"))
      a.append(sigmoid(z[layer]).named("a(\(layer))"))
    }
    let gradients = halfSquaredError(prediction: a[depth], target: y).named("L").backward()
    var delta = (a[depth] - y) * HandActivation.sigmoid.derivative(z[depth])
    for layer in (1...depth).reversed() {
      if layer < depth {
        delta = matmul(w[layer + 1].transposed(), delta) * HandActivation.sigmoid.derivative(z[layer])
      }
      let delta = delta
      setting = "L = \(depth), l = \(layer)"
      if layer == depth {
        claim(9, "δ(L) = ∂L/∂a(L) · σ′(z(L))", gradients, about: z[layer]) { delta }
      } else {
        claim(15, "δ(l) = W(l+1)ᵀ δ(l+1) ⊙ σ′(z(l))", gradients, about: z[layer]) { delta }
      }
      claim(21, "∂L/∂W(l) = δ(l) a(l−1)ᵀ", gradients, about: w[layer]) {
        matmul(delta, a[layer - 1].transposed())
      }
      claim(27, "∂L/∂b(l) = δ(l)", gradients, about: b[layer]) { delta }
    }
  }

  /// Every printed figure: forward, backward and updated.
  fileprivate mutating func appendFigures() {
    let tape = Tape<Double>()
    let x = tape.data([[0.5], [1]], named: "x")
    let y = tape.data([[1]], named: "y")
    let w1 = tape.parameter([[0.4, 0.6], [0.3, 0.5]], named: "W(1)")
    let b1 = tape.parameter([[0.1], [0.2]], named: "b(1)")
    let w2 = tape.parameter([[0.7, 0.8]], named: "W(2)")
    let b2 = tape.parameter([[0.3]], named: "b(2)")
    let z1 = (matmul(w1, x) + b1).named("z(1)")
    let a1 = sigmoid(z1).named("a(1)")
    let z2 = (matmul(w2, a1) + b2).named("z(2)")
    let prediction = sigmoid(z2).named("ŷ")
    let loss = halfSquaredError(prediction: prediction, target: y).named("L")
    let gradients = loss.backward()

    func element(_ variable: Variable<Double>, _ row: Int = 0, _ column: Int = 0) -> Double {
      variable.value[row, column]
    }
    func gradient(_ variable: Variable<Double>, _ row: Int = 0, _ column: Int = 0) -> Double {
      gradients.require(variable).value[row, column]
    }
    func updated(_ variable: Variable<Double>, _ row: Int = 0, _ column: Int = 0) -> Double {
      element(variable, row, column) - 0.5 * gradient(variable, row, column)
    }
    func slope(_ a: Double) -> Double { a * (1 - a) }
    func logistic(_ z: Double) -> Double { (1 / (1 + exp(Tensor<Double>(-z)))).scalar }

    // The figures marked `holdsFromRoundedFigures` follow from the document's rounded figures, but are not what the exact
    // values round to: δ(1), for instance, is −0.00479 and not −0.0047.

    // Forward.
    figure(141, "z₁(1) = 0.9", printed: 0.9, digits: 1, exact: element(z1), chained: 0.4 * 0.5 + 0.6 + 0.1)
    figure(143, "z₂(1) = 0.85", printed: 0.85, digits: 2, exact: element(z1, 1), chained: 0.3 * 0.5 + 0.5 + 0.2)
    figure(149, "a₁(1) = 0.711", printed: 0.711, digits: 3, exact: element(a1), chained: logistic(0.9))
    figure(151, "a₂(1) = 0.701", printed: 0.701, digits: 3, exact: element(a1, 1), chained: logistic(0.85))
    figure(161, "0.7 a₁(1) = 0.498", printed: 0.498, digits: 3, exact: 0.7 * element(a1), chained: 0.7 * 0.711)
    figure(
      161, "0.8 a₂(1) = 0.561", printed: 0.561, digits: 3, exact: 0.8 * element(a1, 1), chained: 0.8 * 0.701,
      expecting: .holdsFromRoundedFigures)
    figure(
      161, "z(2) = 1.359", printed: 1.359, digits: 3, exact: element(z2), chained: 0.498 + 0.561 + 0.3,
      expecting: .holdsFromRoundedFigures)
    figure(
      167, "ŷ = 0.796", printed: 0.796, digits: 3, exact: element(prediction), chained: logistic(1.359),
      expecting: .holdsFromRoundedFigures)
    figure(
      177, "y − ŷ = 0.204", printed: 0.204, digits: 3, exact: 1 - element(prediction), chained: 1 - 0.796,
      expecting: .holdsFromRoundedFigures)
    let error = 1 - element(prediction)
    figure(
      177, "(y − ŷ)² = 0.0416", printed: 0.0416, digits: 4, exact: error * error, chained: 0.204 * 0.204,
      expecting: .holdsFromRoundedFigures)
    figure(
      177, "L = 0.0208", printed: 0.0208, digits: 4, exact: loss.value.scalar, chained: 0.0416 / 2,
      expecting: .holdsFromRoundedFigures)

    // Backward.
    let sigma2 = slope(element(prediction))
    figure(
      187, "σ′(z(2)) = 0.162", printed: 0.162, digits: 3, exact: sigma2, chained: 0.796 * 0.204,
      expecting: .holdsFromRoundedFigures)
    figure(189, "δ(2) = −0.033", printed: -0.033, digits: 3, exact: gradient(z2), chained: -0.204 * 0.162)
    for (column, activation) in [0.711, 0.701].enumerated() {
      figure(
        197 + 2 * column, "∂L/∂w\(column == 0 ? "₁" : "₂")(2) = −0.023", printed: -0.023, digits: 3,
        exact: gradient(w2, 0, column), chained: -0.033 * activation,
        expecting: column == 0 ? .holdsFromRoundedFigures : .holds)
    }
    figure(205, "∂L/∂b(2) = −0.033", printed: -0.033, digits: 3, exact: gradient(b2), chained: -0.033)
    figure(
      211, "σ′(z₁(1)) = 0.205", printed: 0.205, digits: 3, exact: slope(element(a1)), chained: 0.711 * 0.289,
      expecting: .holdsFromRoundedFigures)
    figure(213, "σ′(z₂(1)) = 0.210", printed: 0.210, digits: 3, exact: slope(element(a1, 1)), chained: 0.701 * 0.299)
    figure(
      215, "δ₁(1) = −0.0047", printed: -0.0047, digits: 4, exact: gradient(z1), chained: 0.7 * -0.033 * 0.205,
      expecting: .holdsFromRoundedFigures)
    figure(
      217, "δ₂(1) = −0.0055", printed: -0.0055, digits: 4, exact: gradient(z1, 1), chained: 0.8 * -0.033 * 0.210,
      expecting: .holdsFromRoundedFigures)
    let weights: [(line: Int, row: Int, column: Int, printed: Double, chained: Double)] = [
      (225, 0, 0, -0.0024, -0.0047 * 0.5), (227, 0, 1, -0.0047, -0.0047), (229, 1, 0, -0.0028, -0.0055 * 0.5),
      (231, 1, 1, -0.0055, -0.0055),
    ]
    for (line, row, column, printed, chained) in weights {
      figure(
        line, "∂L/∂w(1)[\(row + 1),\(column + 1)] = \(inPrint(printed))", printed: printed, digits: 4,
        exact: gradient(w1, row, column), chained: chained, expecting: column == 1 ? .holdsFromRoundedFigures : .holds)
    }
    for (row, printed) in [-0.0047, -0.0055].enumerated() {
      figure(
        237, "∂L/∂b(1)[\(row + 1)] = \(inPrint(printed))", printed: printed, digits: 4, exact: gradient(b1, row),
        chained: printed, expecting: .holdsFromRoundedFigures)
    }

    // Updated, with the learning rate 0.5.
    for (column, (old, printed)) in [(0.7, 0.7115), (0.8, 0.8115)].enumerated() {
      figure(
        253, "w(2)[\(column + 1)] new = \(inPrint(printed))", printed: printed, digits: 4,
        exact: updated(w2, 0, column),
        chained: old + 0.5 * 0.023, expecting: .holdsFromRoundedFigures)
    }
    figure(
      255, "b(2) new = 0.3165", printed: 0.3165, digits: 4, exact: updated(b2), chained: 0.3 + 0.5 * 0.033,
      expecting: .holdsFromRoundedFigures)
    let news: [(row: Int, column: Int, printed: Double, chained: Double)] = [
      (0, 0, 0.4012, 0.4 + 0.5 * 0.0024), (0, 1, 0.6024, 0.6 + 0.5 * 0.0047), (1, 0, 0.3014, 0.3 + 0.5 * 0.0028),
      (1, 1, 0.5028, 0.5 + 0.5 * 0.0055),
    ]
    for (row, column, printed, chained) in news {
      figure(
        257, "w(1)[\(row + 1),\(column + 1)] new = \(inPrint(printed))", printed: printed, digits: 4,
        exact: updated(w1, row, column), chained: chained)
    }
    for (row, (printed, chained)) in [(0.1024, 0.1 + 0.5 * 0.0047), (0.2028, 0.2 + 0.5 * 0.0055)].enumerated() {
      figure(
        259, "b(1)[\(row + 1)] new = \(inPrint(printed))", printed: printed, digits: 4, exact: updated(b1, row),
        chained: chained)
    }
  }
}

/// A figure with a true minus sign.
private func inPrint(_ figure: Double) -> String { figure < 0 ? "−\(-figure)" : "\(figure)" }
