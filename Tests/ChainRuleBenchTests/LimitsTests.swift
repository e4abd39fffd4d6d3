import CChainRuleBench
import Testing

@testable import ChainRuleBench

@Suite struct LimitsTests {
  @Test("the rates are above 0 on every number of threads, and 0 for numbers that are none")
  func rates() {
    for threads in [1, 2, 5] as [Int32] {
      #expect(crb_multiply_add_rate(threads, 1000, 2) > 0)
      #expect(crb_copy_rate(threads, 10_000, 2) > 0)
    }
    for threads in [0, -1, 65] as [Int32] {
      #expect(crb_multiply_add_rate(threads, 1000, 2) == 0)
      #expect(crb_copy_rate(threads, 10_000, 2) == 0)
    }
  }

  @Test("the limits come back from their JSON line")
  func json() throws {
    let limits = Limits(threads: 2, multiplyAdds: (1e11, 2e11), copying: (4e10, 5e10))
    #expect(
      limits.row
        == "limits: multiply-adds 100 GFLOP/s on one thread, 200 on 2; copying memory 40.0 GB/s on one thread, "
        + "50.0 on 2")
    let other = try #require(Limits(json: try JSONReader.value(of: "\(limits.json)".utf8)))
    #expect(other.row == limits.row)
    #expect(Limits(json: ["name": .text("W1")]) == nil)
  }
}
