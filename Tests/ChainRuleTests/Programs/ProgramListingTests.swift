import ChainRule
import ChainRuleTestSupport
import Testing

/// What `print` writes of a program.
@Suite struct ProgramListingTests {
  @Test("a training step of two layers reads like its formulas")
  func twoLayers() {
    let tape = Tape<Float>()
    func tensor(_ shape: Shape) -> Tensor<Float> { Tensor(converting: uneven(shape, seed: shape[0])) }
    let x = tape.data(tensor([5, 7]), named: "X")
    let y = tape.data(.oneHot([0, 1, 2, 0, 1, 2, 0], classCount: 3), named: "Y")
    let p = ([[4, 5], [4, 1], [3, 4], [3, 1]] as [Shape]).enumerated().map { place, shape in
      tape.parameter(tensor(shape), named: "\(place % 2 == 0 ? "W" : "b")[\(place / 2 + 1)]")
    }
    let a = relu((matmul(p[0], x) + p[1]).named("Z[1]")).named("A[1]")
    let z = (matmul(p[2], a) + p[3]).named("Z[2]")
    let loss = softmaxCrossEntropy(logits: z, labels: y).named("J")
    let gradients = loss.backward()
    let updates = p.map { ($0, $0 - 0.1 * gradients.require($0)) }
    let program = tape.program(
      computing: [loss], from: [x, y], updating: Dictionary(uniqueKeysWithValues: updates))
    let expected = """
      program: 41 operations in 5 steps; 704 bytes for what is computed, without sharing 1152
      1  product, fused  Z[1] = W[1] X + b[1]                                              4 × 7   128 ..< 240
                         A[1] = ReLU(Z[1])                                                 4 × 7   256 ..< 368
      2  product, fused  Z[2] = W[2] A[1] + b[2]                                           3 × 7
                         %13 = max_i Z[2]                                                  1 × 7
                         %20 = Z[2] − select(1[%13 − %13 = 0], %13, 0)                     3 × 7
                         %21 = e^%20                                                       3 × 7
                         %22 = Σ_i %21                                                     1 × 7
                         %26 = select(1[%22 = 0], 1, %22)                                  1 × 7
                         J = (Σ_i (−(Σ_i select(1[Y = 0], 0, Y ∘ (%20 − log(%26)))))) / 7  scalar  384 ..< 388
                         %45 = (%21 / %26 − Y) / 7                                         3 × 7   448 ..< 532
                         b[2] ← b[2] − 0.1 · (Σ_j %45)                                     3 × 1
      3  product, fused  %54 = W[2]ᵀ %45 ∘ 1[Z[1] > 0]                                     4 × 7   576 ..< 688
                         b[1] ← b[1] − 0.1 · (Σ_j %54)                                     4 × 1
      4  product, fused  W[1] ← W[1] − 0.1 · (%54 Xᵀ)                                      4 × 5
      5  product, fused  W[2] ← W[2] − 0.1 · (%45 A[1]ᵀ)                                   3 × 4
      """
    #expect(program.description == expected, "\(program)")
  }

  @Test("every kind of step has its word")
  func kinds() {
    let tape = Tape<Double>()
    let x = tape.data(uneven([2, 3, 4], seed: 1), named: "x")
    let w = tape.parameter(uneven([2, 3, 4], seed: 2), named: "w")
    let outputs = [
      x.sum(alongAxes: [1]).named("s"), x.gathered(alongAxis: 0, [1, 1]).named("g"),
      x.scattered(alongAxis: 0, [1, 1], length: 3).named("t"), x.padded(alongAxis: 2, before: 1, with: 7).named("p"),
      concatenate([x, w, x], alongAxis: 0).named("c"), matmul(x, w.transposed()).named("m"),
      (x.sliced(alongAxis: 2, 4..<4, step: 2) + 1).named("e"),
    ]
    let text = tape.program(computing: outputs, from: [x], updating: [w: x]).description
    let expected = """
      program: 7 operations in 11 steps; 1600 bytes for what is computed, without sharing 1600
      1   reduce   s = Σ_j x                  2 × 1 × 4  0 ..< 64
      2   gather   g = gather(x)              2 × 3 × 4  64 ..< 256
      3   scatter  t = scatter(x)             3 × 3 × 4  256 ..< 544
      4   fill                                           576 ..< 816
      5   copy     p = pad(x)                 2 × 3 × 5  576 ..< 816
      6   copy     x                                     832 ..< 1408
      7   copy     w                                     832 ..< 1408
      8   copy     c = concatenate(x, w, x)   6 × 3 × 4  832 ..< 1408
      9   product  m = x wᵀ                   2 × 3 × 3  1408 ..< 1552
      10  fused    e = x_[:, :, 4..<4:2] + 1  2 × 3 × 0  0 ..< 0
      11  copy     w ← x
      """
    #expect(text == expected, "\(text)")
  }

  @Test("lines are not long, whatever the program", arguments: 0..<20)
  func width(seed: Int) {
    let text = "\(RandomProgram<Double>(seed: seed).program)"
    for line in text.split(separator: "\n").dropFirst() { #expect(line.count <= 140, "\(text)") }
  }

  @Test("long programs show their two ends, also where one step writes everything")
  func long() {
    let tape = Tape<Double>()
    let x = tape.data(uneven([4], seed: 1), named: "x")
    let outputs = (0..<500).map { exp(x * Double($0)) }
    let one = tape.program(computing: outputs)
    #expect(one.stepCount == 1)
    let many = tape.program(
      computing: (0..<500).map { exp(tape.data(uneven([400], seed: $0))) })
    #expect(many.stepCount == 500)
    for program in [one, many] {
      let lines = program.description.split(separator: "\n")
      #expect(lines.count == 102)
      #expect(lines[51].hasPrefix("…"))
      #expect(lines[51].hasSuffix("400 more rows"))
    }
  }

  @Test("an empty program is one line")
  func empty() {
    let tape = Tape<Double>()
    #expect(
      "\(tape.program())" == "program: 0 operations in 0 steps; 0 bytes for what is computed, without sharing 0")
  }
}
