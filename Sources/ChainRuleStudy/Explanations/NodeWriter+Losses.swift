import ChainRule

extension NodeWriter {
  func loss(
    _ operation: RecordedOperation<Scalar>, _ x: WrittenTerm, _ y: WrittenTerm
  ) -> WrittenTerm {
    let inputs = operation.inputs
    func difference() -> Formula {
      WrittenTerm.sum(x, y.scaled(by: WrittenScale.one.negated)).formula(axes)
    }
    func norm() -> Formula { Formula.fenced(.doubleBars, [difference()]).raised(to: .number("2")) }
    switch operation.primitive {
    case is HalfSquaredError:
      return WrittenTerm(scale: WrittenScale(value: 0.5), body: .formula(norm()), operations: 3)
    case is MeanSquaredError:
      return WrittenTerm(scale: share(inputs[0], nil), body: .formula(norm()), operations: 3)
    case let loss as SoftmaxCrossEntropy:
      let classes = loss.samplesAxis.map { AxisSet([1 - $0]) } ?? AxisSet([0])
      let softmax =
        labelled(Softmax(axes: classes), inputs[0]) ?? WrittenTerm(Formula(function: "softmax", [x.formula(axes)]))
      let weighted = WrittenTerm.product(y, logarithm(softmax), .elementwise).scaled(by: WrittenScale.one.negated)
      let sum = self.sum(weighted, of: inputs[0], along: loss.reduction == .none ? classes : nil)
      return loss.reduction == .mean
        ? sum.scaled(by: share(inputs[0], AxisSet([loss.samplesAxis].compactMap { $0 }))) : sum
    case let loss as BinaryCrossEntropy:
      let p = labelled(Sigmoid(), inputs[0]) ?? WrittenTerm(Formula(function: "σ", [x.formula(axes)]))
      func complement(_ term: WrittenTerm) -> WrittenTerm {
        .sum(WrittenTerm(number: 1), term.scaled(by: WrittenScale.one.negated))
      }
      let sign: ProductSign = inputs[0].shape.elementCount == 1 ? .juxtaposition : .elementwise
      let likelihood = WrittenTerm.sum(
        .product(y, logarithm(p), sign), .product(complement(y), logarithm(complement(p)), sign))
      let negated = likelihood.scaled(by: WrittenScale(value: -1))
      if loss.reduction == .none { return negated }
      let sum = self.sum(negated, of: inputs[0], along: nil)
      return loss.reduction == .mean ? sum.scaled(by: share(inputs[0], nil)) : sum
    default: return generic(operation.primitive, [x, y])
    }
  }

  private func logarithm(_ x: WrittenTerm) -> WrittenTerm {
    WrittenTerm(Formula(function: "log", [x.formula(axes)]), operations: x.operations + 1)
  }
}
