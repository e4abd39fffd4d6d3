import ChainRule

extension NodeWriter {
  private func counted(_ shape: Shape, _ axes: AxisSet?) -> [Int] {
    shape.indices.filter { (axes?.contains($0) ?? true) && shape[$0] != 1 }
  }

  /// 1/m for a mean along the axis of m samples.
  func share(_ x: Variable<Scalar>, _ along: AxisSet?) -> WrittenScale {
    WrittenScale(divisors: counted(x.shape, along).compactMap { axes.axisClass(x.number, $0) }.sorted())
  }

  /// The classes of the axes that an operation takes a mean along, and how many elements they have.
  func meanCount(of operation: RecordedOperation<Scalar>) -> (count: Double, classes: [Int])? {
    let x = operation.inputs[0]
    let along: AxisSet?
    switch operation.primitive {
    case let mean as Mean: along = mean.axes
    case let loss as SoftmaxCrossEntropy where loss.reduction == .mean:
      along = AxisSet([loss.samplesAxis].compactMap { $0 })
    case let loss as BinaryCrossEntropy where loss.reduction == .mean: along = nil
    case is MeanSquaredError: along = nil
    default: return nil
    }
    let axes = counted(x.shape, along)
    let classes = share(x, along).divisors
    return axes.isEmpty ? nil : (Double(axes.reduce(1) { $0 * x.shape[$1] }), classes)
  }

  /// The sum along axes: of columns Σᵢ x_{:,i}, of all elements Σ x.
  func sum(_ x: WrittenTerm, of variable: Variable<Scalar>, along set: AxisSet?) -> WrittenTerm {
    let shape = variable.shape
    let summed = counted(shape, set)
    if summed.isEmpty { return x }
    guard x.body != nil else {
      return WrittenTerm(number: summed.reduce(x.scale.value) { $0 * Double(shape[$1]) })
    }
    let inner = WrittenTerm(body: x.body, operations: x.operations)
    let formula = inner.formula(axes)
    let isWhole = shape.indices.allSatisfy { summed.contains($0) || shape[$0] == 1 }
    let body: Formula
    if isWhole {
      body = .big(BigOperator(kind: .sum, body: formula.asFactor))
    } else {
      var letters = ["i", "j", "k", "l"][...]
      var subscripts: [Subscript] = []
      var indices: [(Formula, Formula)] = []
      for axis in shape.indices {
        if summed.contains(axis), let letter = letters.popFirst() {
          let index = Formula.symbol(Symbol(name: letter))
          subscripts.append(.index(index))
          indices.append((index, axes.length(variable.number, axis) ?? .number("\(shape[axis])")))
        } else {
          subscripts.append(.slice)
        }
      }
      body = indices.reversed().reduce(formula.with(subscripts: subscripts)) { body, index in
        .big(BigOperator(kind: .sum, indices: [index.0], from: .number("1"), to: index.1, body: body))
      }
    }
    return WrittenTerm(scale: x.scale, body: .formula(body), operations: x.operations + 1)
  }
}
