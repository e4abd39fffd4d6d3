import ChainRule
import Testing

@testable import ChainRuleBench

@Suite struct WorkloadTests {
  @Test("small workloads compute the numbers of the references", arguments: ["W1", "W2", "W5", "W6"])
  func checks(name: String) throws {
    let entry = try #require(catalogue.first { $0.name == name })
    #expect(entry.workloads[.eager] != nil)
    for makeWorkload in entry.workloads.values {
      var workload = makeWorkload()
      for _ in 0..<checkedSteps { workload.step() }
      let checks = workload.checks()
      #expect(!checks.isEmpty)
      for check in checks { #expect(check.agrees, "\(check)") }
    }
  }

  @Test("a check refuses what rounding does not explain, NaN too", arguments: [2.00003, 1.99997, .nan, -2, .infinity])
  func disagreement(value: Double) {
    #expect(Check(name: "two", value: 2.00001, reference: 2).agrees)
    #expect(!Check(name: "two", value: value, reference: 2).agrees)
  }

  @Test("the step of the cold start ends where it should")
  func coldStart() { #expect(ColdStart.makeOneStep()) }
}
