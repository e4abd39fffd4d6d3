import Testing

@testable import ChainRuleStudy

/// The smallest counterexamples of false claims.
@Suite struct WitnessTests {
  @Test(
    "every false claim has a counterexample that tape and finite differences agree on",
    arguments: FalseClaim.all.indices)
  func found(place: Int) throws {
    let claim = FalseClaim.all[place]
    let example = try #require(claim.smallest, "\(claim.title)")
    let witness = example.witness
    #expect(abs(witness.truth - witness.claimed) > 1e-3, "\(claim.title)")
    #expect(abs(witness.truth - (try #require(witness.finiteDifference))) < 1e-6 * max(1, abs(witness.truth)))
    #expect(witness.dimensions.values.allSatisfy { (1...3).contains($0) })
    let values = example.named.filter(\.isGiven).flatMap(\.value.numbers)
    if !claim.sketch.model.quantities.values.contains(where: { $0.sumsToOne != nil }) {
      #expect(values.allSatisfy { ($0 * 2).rounded() == $0 * 2 && abs($0) <= 3 })
    }
  }

  @Test("no axis is longer than the mistake needs")
  func smallest() throws {
    let claims = Dictionary(FalseClaim.all.map { ($0.title, $0) }, uniquingKeysWith: { first, _ in first })
    // Without several samples there is no mean, and softmax of one class is constant.
    let mean = try #require(claims["without the mean"]?.smallest).witness
    #expect(mean.dimensions == ["c": 2, "h": 1, "m": 2, "n": 1])
    let slope = try #require(claims["sigmoid's slope"]?.smallest).witness
    #expect(slope.dimensions == ["h": 1, "m": 1, "n": 1])
    // A matrix of one element is its transpose.
    let hessian = try #require(claims["Hessian without the transpose"]?.smallest).witness
    #expect(hessian.dimensions == ["n": 2])
    let element = try #require(claims["by elements"]?.smallest).witness
    #expect(element.element.count == 2)
    #expect(element.element[0] == element.element[1])
  }

  @Test("a true claim has none")
  func trueClaim() {
    let sketch = ModelSketch.twoLayers()
    let p = StudyTerm.quantity(ModelSketch.reference("P"))
    let left = ModelSketch.derivative(.quantity(ModelSketch.reference("L")), ModelSketch.reference("Z2"))
    let right = StudyTerm.quotient(
      .sum([p, .negated(.quantity(ModelSketch.reference("Y")))]), .index(.length(sketch.length("m"))))
    #expect(WitnessSearch(sketch.model, left, right, free: []).smallest() == nil)
  }

  @Test("formulas with a logarithm get numbers between zero and one")
  func positive() throws {
    let sketch = ModelSketch()
    let x = sketch.add("x", sketch.length("n"), .one)
    let one = StudyTerm.number(1)
    let product = StudyTerm.product(.function(.log, x), .function(.log, .sum([one, .negated(x)])))
    sketch.add("f", .one, .one, as: .reduction(.sum, .both, product))
    let left = ModelSketch.derivative(.quantity(ModelSketch.reference("f")), ModelSketch.reference("x"))
    let example = try #require(WitnessSearch(sketch.model, left, .quotient(one, x), free: []).smallest())
    #expect(example.named[0].value.numbers.allSatisfy { $0 > 0 && $0 < 1 })
  }

  @Test("lengths are shared out in every way")
  func shares() {
    #expect(WitnessSearch.shares(of: 2, among: 2, limit: 10) == [[0, 2], [1, 1], [2, 0]])
    #expect(WitnessSearch.shares(of: 5, among: 2, limit: 10).isEmpty)
    #expect(WitnessSearch.shares(of: 20, among: 40, limit: 7).count == 7)
  }

  @Test("the text shows the numbers with aligned columns")
  func text() throws {
    let matrix = PlainMatrix(rows: 2, columns: 2, numbers: [0.5, -2, -1.5, 1e-14])
    #expect(Counterexample.block(matrix, title: "W = ") == "W = [  0.5  −2 ]\n    [ −1.5   0 ]")
    let claim = try #require(FalseClaim.all.first)
    let text = try #require(claim.smallest).text
    #expect(text.hasPrefix("with c = 2, h = 1, m = 2, n = 1:\n"))
    for line in ["X = ", "A1 → ", "true value, by finite differences: ", "as it is claimed: ", "at element ("] {
      #expect(text.contains(line))
    }
    #expect(!text.contains("Z1"))
  }
}
