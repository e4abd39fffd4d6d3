import ChainRule
import ChainRuleTestSupport
import Testing

/// Programs that update variables, against a loop over the tape.
@Suite struct ProgramUpdateTests {
  typealias Updates = [Variable<Double>: Variable<Double>]

  /// Runs a program with updates several times, and compares what it computes and the variables with a loop that
  /// replays the tape.
  private func check(
    _ tape: Tape<Double>, computing outputs: [Variable<Double>] = [], updating updates: Updates, runs: Int = 4,
    tolerance: Double = 1e-12, _ comment: String = ""
  ) {
    let slots = Array(updates.keys)
    let state = tape.program(computing: outputs, updating: updates).makeState()
    var values = slots.map(\.value)
    for run in 1...runs {
      let replayed = tape.evaluate(
        outputs + slots.map { updates[$0]! }, substituting: Dictionary(uniqueKeysWithValues: zip(slots, values)))
      state.run()
      for (place, value) in replayed.prefix(outputs.count).enumerated() {
        let difference = distance(state.outputs[place], value)
        #expect(difference <= tolerance, "\(comment): run \(run), output \(place)")
      }
      values = Array(replayed.dropFirst(outputs.count))
      for (slot, value) in zip(slots, values) {
        #expect(distance(state[slot], value) <= tolerance, "\(comment): run \(run), \(slot.name ?? "a variable")")
      }
    }
  }

  private struct Three {
    let tape = Tape<Double>()
    let a, b, c: Variable<Double>

    init(_ shape: Shape = [3, 3]) {
      a = tape.parameter(uneven(shape, seed: 1), named: "a")
      b = tape.parameter(uneven(shape, seed: 2), named: "b")
      c = tape.parameter(uneven(shape, seed: 3), named: "c")
    }
  }

  @Test("variables are exchanged")
  func exchange() {
    let x = Three()
    check(x.tape, updating: [x.a: x.b, x.b: x.a])
    check(x.tape, updating: [x.a: x.b, x.b: x.c, x.c: x.a])
    check(x.tape, updating: [x.a: x.b.transposed(), x.b: x.a.transposed()])
  }

  @Test("right sides see the values from before the run, also where they are another variable as it is")
  func oldValues() {
    let x = Three()
    check(x.tape, updating: [x.a: x.b, x.b: 0.5 * x.b], "a ← b, b ← b/2")
    check(x.tape, updating: [x.b: x.a, x.a: 0.5 * x.a], "b ← a, a ← a/2")
    check(x.tape, updating: [x.a: x.b.transposed(), x.b: 0.5 * x.b], "a ← bᵀ, b ← b/2")
    check(x.tape, updating: [x.a: x.a.transposed(), x.b: 0.5 * x.a], "a ← aᵀ, b ← a/2")
    check(x.tape, updating: [x.a: x.b.sum(alongAxes: [0], keepingAxes: true).broadcast(to: [3, 3]), x.b: x.b * 0.5])
    check(
      x.tape, updating: [x.a: x.b.sliced(alongAxis: 1, 0..<1).broadcast(to: [3, 3]), x.b: x.b * 0.5], "a ← column of b")
    check(x.tape, updating: [x.a: x.a], "a ← a")
    check(x.tape, updating: [x.a: stopGradient(x.b), x.b: x.a + 1])
  }

  @Test("right sides read variables in every way")
  func readings() {
    let x = Three()
    let (a, b, c) = (x.a, x.b, x.c)
    check(x.tape, updating: [a: 0.5 * (a + b), b: 0.5 * a * b])
    check(x.tape, updating: [a: 0.5 * matmul(a, b), b: a + b * 0.1])
    check(x.tape, updating: [a: 0.3 * matmul(b, c) + a, b: 0.3 * matmul(a, c), c: a * 0.5])
    check(x.tape, updating: [a: a - a.mean(), b: b - a.mean(alongAxes: [0], keepingAxes: true)])
    check(x.tape, updating: [a: a - 0.1 * matmul(a.transposed(), a)])
    check(x.tape, updating: [a: a.transposed() * 0.5 + a])
    check(x.tape, updating: [a: softmax(a, alongAxis: 1), b: softmax(a + b, alongAxis: 0)])
    check(x.tape, updating: [a: 0.5 * a, b: 0.5 * a, c: 0.5 * a], "one value for three")
    check(x.tape, updating: [a: x.tape.constant(.ones(3, 3)), b: a + b])
    check(x.tape, updating: [a: x.tape.data(uneven([3, 3], seed: 7)), b: a + b])
  }

  @Test("what is computed sees the values from before the run")
  func outputs() {
    let x = Three()
    let (a, b) = (x.a, x.b)
    let updates: Updates = [a: 0.5 * a + 0.1, b: a * b]
    check(
      x.tape, computing: [(a * b).sum(), a.transposed(), a + 0, 1 * a, a.sliced(alongAxis: 0, 1..<2), stopGradient(a)],
      updating: updates)
    check(x.tape, computing: [updates[a]!, updates[b]!, updates[b]!.transposed()], updating: updates)
    check(x.tape, computing: [matmul(a, b), matmul(b, a.transposed())], updating: updates)
    check(x.tape, computing: [a.broadcast(to: [2, 3, 3]), a.reshaped(to: [9])], updating: updates)
  }

  @Test("random updates are those of a loop over the tape", arguments: 0..<(RandomProgramTests.isLong ? 400 : 40))
  func random(seed: Int) {
    var generator = PhiloxGenerator(seed: UInt64(seed))
    var shapes: [[Shape]] = [
      [[4, 4], [4, 4], [4, 4], [4, 1]], [[3, 5], [5, 3], [3, 1], [1, 5]], [[6], [6], .scalar, [6]],
      [[2, 3, 4], [3, 4], [4], [2, 1, 1]], [[40, 30], [40, 30], [30, 40], [1, 30]],
    ]
    // Over many tiles, and on threads.
    if RandomProgramTests.isLong {
      shapes += [[[130, 90], [130, 90], [90, 130], [1, 90]], [[70_000], [70_000], .scalar]]
    }
    let tape = Tape<Double>()
    let slots = shapes.randomElement(using: &generator)!.enumerated().map { place, shape in
      tape.parameter(uneven(shape, seed: place + seed), named: "s\(place)")
    }
    var nodes = slots
    for _ in 0..<Int.random(in: 2...14, using: &generator) {
      if let node = Self.grown(nodes, &generator) { nodes.append(node) }
    }
    var updates: Updates = [:]
    for slot in slots where Int.random(in: 0..<4, using: &generator) > 0 {
      let suitable = nodes.filter { $0.shape == slot.shape }
      updates[slot] = suitable.randomElement(using: &generator)!
    }
    let outputs = nodes.filter { _ in Int.random(in: 0..<4, using: &generator) == 0 }
      .filter { !updates.keys.contains($0) }
    check(tape, computing: outputs, updating: updates, runs: 3, tolerance: 1e-11, "seed \(seed)\n\(tape)")
  }

  /// A random operation on earlier nodes whose values do not grow; `nil` where none fits.
  private static func grown(_ nodes: [Variable<Double>], _ generator: inout PhiloxGenerator) -> Variable<Double>? {
    func pick(_ accepts: (Variable<Double>) -> Bool = { _ in true }) -> Variable<Double>? {
      nodes.filter(accepts).randomElement(using: &generator)
    }
    guard let x = pick() else { return nil }
    switch Int.random(in: 0..<10, using: &generator) {
    case 0: return x.rank >= 2 ? x.transposed() : nil
    case 1: return tanh(x)
    case 2:
      guard let y = pick({ (try? $0.shape.broadcast(with: x.shape)) != nil }) else { return nil }
      return 0.5 * (x + y)
    case 3:
      guard let y = pick({ (try? $0.shape.broadcast(with: x.shape)) != nil }) else { return nil }
      return tanh(x * y)
    case 4:
      guard x.rank == 2, let y = pick({ $0.rank == 2 && $0.shape[0] == x.shape[1] }) else { return nil }
      return tanh(matmul(x, y))
    case 5:
      guard x.rank > 0 else { return nil }
      return x.mean(alongAxes: [Int.random(in: 0..<x.rank, using: &generator)], keepingAxes: true)
    case 6: return x.rank > 0 ? softmax(x, alongAxis: Int.random(in: 0..<x.rank, using: &generator)) : nil
    case 7:
      guard let y = pick({ $0.rank >= x.rank && (try? $0.shape.broadcast(with: x.shape)) == $0.shape }) else {
        return nil
      }
      return x.broadcast(to: y.shape)
    case 8:
      guard x.rank > 0 else { return nil }
      let axis = Int.random(in: 0..<x.rank, using: &generator)
      return x.gathered(alongAxis: axis, (0..<x.shape[axis]).map { x.shape[axis] - 1 - $0 })
    default: return x.mean()
    }
  }
}
