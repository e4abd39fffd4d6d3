import Foundation
import Testing

@testable import ChainRuleBench

@Suite struct MeasurementTests {
  /// Does nothing but count.
  struct Counter: Workload {
    private var steps = 0
    mutating func step() { steps += 1 }

    func checks() -> [Check] {
      [
        Check(name: "steps", value: Double(steps), reference: Double(checkedSteps)),
        Check(name: "nothing", value: .nan, reference: 1),
      ]
    }

    func figures(stepTime: Double) -> [Figure] { [Figure(name: "twice", value: 2)] }
  }

  @Test("a measurement takes at least three steps after the checked ones, or the checked ones alone")
  func repetitions() {
    let quick = Measurement(of: Counter(), budget: 1e-3)
    #expect(quick.checks[0].agrees)
    #expect(quick.repetitions >= 3)
    #expect(quick.minimum <= quick.median)
    #expect(Measurement(of: Counter(), budget: 0).repetitions == checkedSteps)
  }

  @Test("the median of an even number of times is between the middle two")
  func median() {
    #expect([3.0].median == 3)
    #expect([5.0, 1, 2].median == 2)
    #expect([8.0, 1, 2, 4].median == 3)
  }

  @Test("the JSON line can be read as JSON")
  func json() throws {
    let entry = CatalogueEntry(name: "W0", description: "nothing") { Counter() }
    let line = Report(entry: entry, measurement: Measurement(of: entry.workload(), budget: 0)).json
    let object = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
    #expect(object["name"] as? String == "W0")
    #expect(object["unit"] as? String == "s")
    #expect(object["repetitions"] as? Int == checkedSteps)
    #expect(object["figures"] as? [String: Double] == ["twice": 2])
    let checks = try #require(object["checks"] as? [[String: Any]])
    #expect(checks.map { $0["agrees"] as? Bool } == [true, false])
    #expect(checks[1]["value"] is NSNull)
    #expect(!line.contains("\n"))
  }
}
