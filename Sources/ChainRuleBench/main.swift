import ChainRule
func chain() {
  let clock = ContinuousClock(), n = 100_000
  var record = Duration.seconds(9), reverse = record, free = record, g = 0.0
  for _ in 0..<9 {
    var end = clock.now
    do {
      let start = clock.now
      let tape = Tape<Double>()
      let x = tape.parameter(Tensor(0.5)), c = tape.constant(Tensor(0.99999)), d = tape.constant(Tensor(0.00001))
      var y = x
      for _ in 0..<n { y = y * c; y = y + d }
      let mid = clock.now
      let gradients = y.backward()
      end = clock.now
      g = gradients[x]!.value.scalar
      record = min(record, mid - start); reverse = min(reverse, end - mid)
    }
    free = min(free, clock.now - end)
  }
  func ns(_ d: Duration) -> Double { Double(d.components.attoseconds) / 1e9 / Double(2 * n) }
  print("record", ns(record), "reverse", ns(reverse), "free", ns(free), "g", g)
}
struct Affine: ElementwisePrimitive {
  static let name = "affine"
  static let operandCount = 2
  func expression<X: ElementwiseOperand>(_ x: OperandList<X>) -> X { x[0] * x[1] + 1 }
}
func loop() {
  let x = Tensor<Float>(shape: [100_000], scalars: [Float](repeating: 2, count: 100_000))
  let p: any ElementwisePrimitive = Affine()
  let clock = ContinuousClock()
  var best = Duration.seconds(9)
  for _ in 0..<20 { best = min(best, clock.measure { precondition(p.evaluate([x, x]).scalars[5] == 5) }) }
  print("ns per element", Double(best.components.attoseconds) / 1e9 / 100_000)
}
chain()
loop()
