import ChainRule
import Foundation
import Testing

@Suite struct LongTapeTests {
  /// Long tests run where this environment variable is set: `.ci/run` sets it for a release build.
  static let areLongTestsOn = ProcessInfo.processInfo.environment["CHAINRULE_LONG_TESTS"] != nil

  /// Records x ← 0.999999·x + 0.000001 over and over, and returns the derivative of the last x by the first.
  static func chain(nodes: Int) -> Double {
    let tape = Tape<Double>()
    let x = tape.parameter(Tensor(0.5))
    let c = tape.constant(Tensor(0.999999))
    let d = tape.constant(Tensor(0.000001))
    var y = x
    for _ in 0..<(nodes / 2) { y = y * c + d }
    return y.backward()[x]!.value.scalar
  }

  @Test("a hundred thousand nodes in a row, recorded, reversed and freed")
  func long() {
    #expect(abs(Self.chain(nodes: 100_000) - pow(0.999999, 50_000)) < 1e-10)
  }

  @Test("ten million nodes within 1.5 GB", .enabled(if: areLongTestsOn))
  func tenMillion() async {
    await #expect(processExitsWith: .success) {
      let slope = Self.chain(nodes: 10_000_000)
      precondition(abs(slope - pow(0.999999, 5_000_000)) < 1e-8, "slope \(slope)")
      let peak = TensorMemory.peakResident
      precondition(peak < 1_500_000_000, "\(peak) bytes")
      print("ten million nodes: \(peak / 1_000_000) MB")
    }
  }

  @Test("a tape lives as long as its last owner, gradients among them")
  func lifetime() {
    weak var tape: Tape<Float>?
    var kept: [Gradients<Float>] = []
    do {
      let owner = Tape<Float>()
      tape = owner
      let x = owner.parameter([[1, 2], [3, 4]])
      kept.append(matmul(x, x).sum().backward())
    }
    #expect(tape != nil)
    kept.removeAll()
    #expect(tape == nil)
  }

  @Test("no tensor memory is left when the tapes are gone")
  func nothingLeaks() async {
    // In a process of its own: the count is of all tensors of the process.
    await #expect(processExitsWith: .success) {
      for _ in 0..<50 {
        let tape = Tape<Float>()
        let x = tape.parameter([[1, 2], [3, 4]])
        let gradients = matmul(x, relu(x) * x).sum().backward()
        _ = (gradients[x]! * x).sum().backward()
      }
      precondition(TensorMemory.live == 0, "\(TensorMemory.live) bytes are left")
    }
  }
}
