import ChainRule
import Testing
@Test func first() {
  let tape = Tape<Double>()
  let w = tape.parameter([[1, 2, 3], [4, 5, 6]], named: "W")
  let x = tape.data([[1, 0], [0, 1], [1, 1]], named: "X")
  let b = tape.parameter([[1], [-20]], named: "b")
  let z = matmul(w, x) + b
  let loss = relu(z).sum()
  let g = loss.backward()
  #expect(g[w]!.value.scalars == [1, 1, 2, 0, 0, 0])
  #expect(g[b]!.value.scalars == [2, 0])
  #expect(g[x] == nil)
}
