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
    let quick = Measurement(of: { Counter() }, budget: 1e-3)
    #expect(quick.checks[0].agrees)
    #expect(quick.repetitions >= 3)
    #expect(quick.minimum <= quick.median)
    #expect(Measurement(of: { Counter() }, budget: 0).repetitions == checkedSteps)
  }

  @Test("the median of an even number of times is between the middle two")
  func median() {
    #expect([3.0].median == 3)
    #expect([5.0, 1, 2].median == 2)
    #expect([8.0, 1, 2, 4].median == 3)
  }

  /// Adds up a number of random bits, each of which takes one instruction at least and surely fewer than 10,000.
  struct Sum: Workload {
    let length: Int
    private var random = LegacyRandomState(seed: 0)
    private var sum: UInt32 = 0

    init(length: Int) { self.length = length }

    mutating func step() { for _ in 0..<length { sum &+= random.nextBits() } }

    func checks() -> [Check] { [] }
  }

  @Test("the instructions of a step grow as its work does, where the system counts them")
  func instructions() {
    // Whole states of the generator, which makes 624 at once.
    let (short, long) = (Sum(length: 624), Sum(length: 4 * 624))
    guard let few = Measurement(of: { short }, budget: 1e-2).instructions,
      let many = Measurement(of: { long }, budget: 1e-2).instructions
    else { return }
    #expect(few > 624 && few < 10_000_000)
    #expect(many > 3.5 * few && many < 4.5 * few)
  }

  @Test("a time is given for one of the parts of a step")
  func parts() {
    let unit = TimeUnit(name: "s/part", partsInStep: 1e6)
    let (long, part) = (Sum(length: 100_000), Measurement(of: { Sum(length: 100_000) }, unit: unit, budget: 1e-2))
    #expect(part.unit == "s/part")
    let ratio = Measurement(of: { long }, budget: 1e-2).minimum / part.minimum
    #expect(ratio > 1e5 && ratio < 1e7)
  }

  private let record = Record(
    CatalogueEntry(name: "W0", description: "nothing", workloads: [:]), .eager, threads: 3,
    Measurement(of: { Counter() }, budget: 0))

  @Test("the JSON line can be read as JSON")
  func json() throws {
    let line = "\(record.json)"
    let object = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
    #expect(object["name"] as? String == "W0")
    #expect(object["mode"] as? String == "eager")
    #expect(object["unit"] as? String == "s")
    #expect(object["threads"] as? Int == 3)
    #expect(object["repetitions"] as? Int == checkedSteps)
    #expect(object["figures"] as? [String: Double] == ["twice": 2])
    let checks = try #require(object["checks"] as? [[String: Any]])
    #expect(checks.map { $0["agrees"] as? Bool } == [true, false])
    #expect(checks[1]["value"] is NSNull)
    #expect(!line.contains("\n"))
  }

  @Test("a record comes back from its JSON line")
  func back() throws {
    let line = "\(record.json)"
    let other = try #require(Record(json: try JSONReader.value(of: line.utf8)))
    #expect("\(other.json)" == line)
    #expect(other.row(peak: nil) == record.row(peak: nil))
    #expect(Record(json: ["name": .text("W0")]) == nil)
  }

  @Test("a rate of matrix products is given as a share of the peak too")
  func share() {
    let measurement = Measurement(
      median: 1, minimum: 1, unit: "s", repetitions: 1, instructions: nil, peakResidentBytes: 1, checks: [],
      figures: [Figure(name: Figure.productRate, value: 50), Figure(name: "GB/s", value: 50)])
    let record = Record(
      CatalogueEntry(name: "W0", description: "nothing", workloads: [:]), .eager, threads: 1, measurement)
    #expect(record.row(peak: 200e9).contains("50.0 GFLOP/s, 25 % of the peak; 50.0 GB/s "))
  }
}
