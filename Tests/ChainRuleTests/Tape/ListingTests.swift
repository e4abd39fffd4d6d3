import ChainRule
import Testing

@Suite struct ListingTests {
  @Test("a tape and its backward pass, as they are printed")
  func listing() {
    let tape = Tape<Double>()
    let x = tape.data(.ones(3, 4), named: "X")
    let w = tape.parameter(.ones(2, 3), named: "W")
    let b = tape.parameter(.zeros(2, 1), named: "b")
    let z = (matmul(w, x) + b).named("Z")
    let loss = (relu(z).sum() / 4).named("L")
    #expect(
      "\(tape)" == """
        tape of 10 nodes
        #0  X  data                3 × 4
        #1  W  parameter           2 × 3
        #2  b  parameter           2 × 1
        #3     matmul     W X      2 × 4
        #4     broadcast  b        2 × 4
        #5  Z  add        #3 + b   2 × 4
        #6     relu       ReLU(Z)  2 × 4
        #7     sum        Σ #6     scalar
        #8     constant   4        scalar
        #9  L  divide     #7 / 4   scalar
        """)
    #expect(
      "\(loss.backward())" == """
        ∂L/∂L  = 1                scalar
        ∂L/∂Z  = 0.25 · 1[Z > 0]  2 × 4
        ∂L/∂b  = Σ_j ∂L/∂Z        2 × 1
        ∂L/∂W  = ∂L/∂Z Xᵀ         2 × 3
        """)
  }

  @Test("a formula looks through any number of operations that are written as their input")
  func transparent() {
    let tape = Tape<Double>()
    let x = tape.parameter([[1, 2, 3], [4, 5, 6]], named: "X")
    var y = x
    for _ in 0..<50_000 { y = y.reshaped(to: [6]).reshaped(to: [2, 3]) }
    #expect("\(relu(y).sum().named("L").backward())".contains("∂L/∂X  = 1[X > 0]"))
  }

  @Test("a long tape shows its two ends")
  func long() {
    let tape = Tape<Double>()
    var x = tape.parameter(Tensor(1), named: "x")
    for _ in 0..<500 { x = x * 2 }
    let lines = "\(tape)".split(separator: "\n")
    #expect(lines.count == 102)
    #expect(lines[51].contains("901 more nodes"))
    #expect("\(Tape<Float>())" == "tape of 0 nodes")
  }
}
