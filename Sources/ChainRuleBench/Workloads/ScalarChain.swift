import ChainRule

/// W5: a long chain of x ← x·c, x ← x + d on single numbers, recorded and reversed on a new tape each time.
struct ScalarChain: Workload {
  static let length = 100_000
  private var derivative = 0.0
  private var recordTimes: [Double] = []
  private var reverseTimes: [Double] = []

  /// The time of a node of the chain, in which those that the reverse walk records are included.
  static let unit = TimeUnit(name: "s/node", partsInStep: 2 * Double(length))

  mutating func step() {
    let tape = Tape<Float>()
    let x = tape.parameter(Tensor(0.5))
    let c = tape.constant(Tensor(0.99999))
    let d = tape.constant(Tensor(0.00001))
    var y = x
    recordTimes.append(
      seconds {
        for _ in 0..<Self.length {
          y = y * c
          y = y + d
        }
      })
    reverseTimes.append(
      seconds { derivative = Double(y.backward(withRespectTo: [x]).require(x).value.scalar) })
  }

  func checks() -> [Check] { [Self.check(derivative: derivative)] }

  static func check(derivative: Double) -> Check {
    // c multiplied by itself in float32, whose rounding adds up: in double precision it would be 0.36788.
    Check(name: "derivative", value: derivative, reference: 0.3673803)
  }

  /// The two parts of the time of a node.
  func figures(stepTime: Double) -> [Figure] {
    [
      Figure(name: "ns recording", value: 1e9 * recordTimes.median / Self.unit.partsInStep),
      Figure(name: "ns reversing", value: 1e9 * reverseTimes.median / Self.unit.partsInStep),
    ]
  }
}
