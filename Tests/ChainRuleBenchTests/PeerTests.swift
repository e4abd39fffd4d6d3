import Foundation
import Testing

@testable import ChainRuleBench

@Suite struct PeerTests {
  private let units = ["W1": "s", "W5": "s/node"]

  private func read(_ text: String) throws -> [Peer] {
    let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).jsonl")
    defer { try? FileManager.default.removeItem(at: file) }
    try Data(text.utf8).write(to: file)
    return try Peer.read(file.path, units: units)
  }

  private func line(
    peer: String = "a", workload: String = "W1", threads: Int = 1, median: String = "2e-6", unit: String = "s",
    memory: String = "3.5"
  ) -> String {
    #"{"peer": "\#(peer)", "workload": "\#(workload)", "threads": \#(threads), "median_s": \#(median), "#
      + #""unit": "\#(unit)", "peak_rss_mb": \#(memory), "notes": "é"}"# + "\n"
  }

  @Test("lines about workloads are read, others left out")
  func reading() throws {
    let peers = try read(
      line() + #"{"peer": "limit", "workload": "copy", "threads": 1}"# + "\r\n\n"
        + line(peer: "b", workload: "W5", unit: "s/node", memory: "null"))
    #expect(peers.map(\.name) == ["a", "b"])
    #expect(peers.map(\.median) == [2e-6, 2e-6])
    #expect(peers.map(\.peakResidentBytes) == [3_670_016, nil])
  }

  @Test("of several lines for the same the least median counts, and a failure only where there is nothing else")
  func repeated() throws {
    let peers = try read(
      line(median: "3") + line(median: "1") + line(median: "2") + line(median: "null") + line(threads: 2, median: "9")
        + line(peer: "b", median: "null"))
    #expect(peers.map(\.median) == [1, 9, nil])
  }

  @Test(
    "what cannot be used is refused, with line and column",
    arguments: [
      ("", "1:1: found no line about a workload, expected one at least"),
      ("\n[1]\n", "2:1: found a JSON value of another kind, expected an object"),
      ("\n{\"peer\": \"a\",}\n", "2:14: found '}', expected \""),
      (#"{"workload": "W1"}"#, "1:1: found an object without 'peer', expected one that has it"),
      (#"{"peer": 7, "workload": "W1"}"#, "1:10: found 'peer' 7, expected a text"),
      (
        #"{"peer": "a", "workload": "W1", "threads": 1.5}"#,
        "1:44: found 'threads' 1.5, expected a whole number above 0"
      ),
      (
        #"{"peer": "a", "workload": "W1", "threads": 1, "median_s": 0}"#,
        "1:59: found 'median_s' 0, expected a number above 0, or null"
      ),
      (
        #"{"peer": "a", "workload": "W5", "threads": 1, "median_s": 1, "unit": "s"}"#,
        "1:70: found 'unit' \"s\", expected \"s/node\", the unit of W5"
      ),
    ])
  func refusals(text: String, message: String) {
    let error = #expect(throws: FileError.self) { try read(text) }
    #expect(error.map { "\($0)".hasSuffix(".jsonl:\(message)") } == true, "\(error.map { "\($0)" } ?? "")")
  }

  @Test("a file that is not there is refused by name, a folder too")
  func missing() {
    let error = #expect(throws: FileError.self) { try Peer.read("/none/such.jsonl", units: units) }
    #expect(error.map { "\($0)" } == "/none/such.jsonl: No such file or directory")
    #expect(throws: FileError.self) { try Peer.read(FileManager.default.temporaryDirectory.path, units: units) }
  }

  private func record(median: Double, bytes: Int) -> Record {
    let measurement = Measurement(
      median: median, minimum: median, unit: "s", repetitions: 1, instructions: nil, peakResidentBytes: bytes,
      checks: [], figures: [])
    return Record(CatalogueEntry(name: "W1", description: "d", workloads: [:]), .eager, threads: 2, measurement)
  }

  @Test("the table has our times and memory divided by theirs, the fastest system first")
  func table() throws {
    let peers = try read(
      line(peer: "slow", median: "4e-6", memory: "null") + line(peer: "failed", median: "null")
        + line(peer: "a-system-with-a-long-name", threads: 2, median: "1e-6", memory: "10")
        + line(workload: "W5", unit: "s/node"))
    let table = try #require(Comparison(records: [record(median: 2e-6, bytes: 5_242_880)], peers: peers).table)
    #expect(
      table == """
        W1  d
                                                              eager ÷ it
        system             threads       median   memory    time  memory
        ChainRule eager          2      2.00 µs  5.24 MB
        a-system-with-a-l…       2      1.00 µs  10.5 MB    2.00   0.500
        slow                     1      4.00 µs        –   0.500       –
        failed                   1       failed  3.67 MB       –    1.43
        """)
    #expect(table.split(separator: "\n").allSatisfy { $0.count <= 80 })
  }

  @Test("there is no table without a peer or without a record")
  func noTable() throws {
    let peers = try read(line(workload: "W5", unit: "s/node"))
    #expect(Comparison(records: [record(median: 1, bytes: 1)], peers: peers).table == nil)
    #expect(Comparison(records: [], peers: peers).table == nil)
  }
}
