import Testing

@testable import ChainRuleStudy

/// Whether false claims are found false, and true ones are not, without the tape.
@Suite struct FaultConfirmationTests {
  static let loss = StudyTerm.quantity(ModelSketch.reference("L"))

  static func quantity(_ name: String) -> StudyTerm { .quantity(ModelSketch.reference(name)) }

  /// ∂L/∂W2 in closed form.
  static func closedForm(_ samples: Dimension) -> StudyTerm {
    let error = StudyTerm.sum([quantity("P"), .negated(quantity("Y"))])
    return .quotient(.matrixProduct(error, .transposed(quantity("A1"))), .index(.length(samples)))
  }

  static func confirmation(_ claim: (StudyTerm) -> StudyTerm) -> FaultConfirmation {
    let sketch = ModelSketch.twoLayers()
    let truth = ModelSketch.derivative(loss, ModelSketch.reference("W2"))
    return FaultConfirmation(sketch.model, truth, claim(closedForm(sketch.length("m"))), free: [], seed: 7)
  }

  @Test("a true claim is not confirmed to be a fault")
  func trueClaim() {
    #expect(Self.confirmation { $0 } == .refuted)
  }

  @Test("claims that are off by a factor are confirmed, with the factor", arguments: [-1, 2, 0.5, 1.001])
  func factor(expected: Double) throws {
    guard case .confirmed(_, let factor) = Self.confirmation({ .product(.number(expected), $0) }) else {
      Issue.record("not confirmed")
      return
    }
    #expect(abs(try #require(factor) - expected) < 1e-4)
  }

  @Test("a wrong derivative is confirmed to be one")
  func wrongClaim() {
    guard case .confirmed(let difference, let factor) = Self.confirmation({ .sum([$0, .number(0.01)]) }) else {
      Issue.record("not confirmed")
      return
    }
    #expect(difference > 1e-3)
    #expect(factor == nil)
  }

  @Test("claims about elements are compared for the values of their free indices")
  func elements() {
    let sketch = ModelSketch.twoLayers()
    let (i, j) = (IndexTerm.variable("i"), IndexTerm.variable("j"))
    let truth = ModelSketch.derivative(Self.loss, ModelSketch.reference("W2", row: i, column: j))
    let free = [("i", sketch.length("c")), ("j", sketch.length("h"))].map { (letter: $0.0, axis: $0.1) }
    let claim = StudyTerm.element(Self.closedForm(sketch.length("m")), row: i, column: j)
    let swapped = StudyTerm.product(claim, .indicator(.compare(.index(i), .unequal, .index(j))))
    #expect(FaultConfirmation(sketch.model, truth, claim, free: free, seed: 2) == .refuted)
    #expect(FaultConfirmation(sketch.model, truth, swapped, free: free, seed: 2).isConfirmed)
  }

  @Test("what has no value is not confirmed")
  func noValue() {
    let sketch = ModelSketch.twoLayers()
    let claim = StudyTerm.matrixProduct(Self.quantity("X"), Self.quantity("W1"))
    let outcome = FaultConfirmation(sketch.model, Self.loss, claim, free: [], seed: 1)
    guard case .notComputed(let reason) = outcome else {
      Issue.record("\(outcome)")
      return
    }
    #expect(reason.contains("conform"))
  }
}
