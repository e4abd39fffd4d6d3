/// What another system took for a workload.
struct Peer: Equatable {
  let name: String
  let workload: String
  let threads: Int
  /// In seconds, or in seconds for one of the parts that the workload counts; `nil` where the system failed.
  let median: Double?
  let peakResidentBytes: Double?

  /// The peers that a file describes, a JSON object in each line. Lines about other things than workloads are left out. Of
  /// several lines for the same system, workload and number of threads the one with the least median counts.
  ///
  /// - Parameter units: the unit of each workload's times.
  static func read(_ file: String, units: [String: String]) throws(FileError) -> [Peer] {
    var peers: [Peer] = []
    for (index, line) in try System.contents(of: file).split(
      separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false
    ).enumerated() {
      guard line.contains(where: { ![0x20, 0x09, 0x0D].contains($0) }) else { continue }
      let peer: Peer?
      do throws(JSONReader.Failure) { peer = try Peer(try JSONReader.value(of: line), units: units) } catch {
        throw FileError(file: file, place: (index + 1, error.column), message: error.message)
      }
      guard let peer else { continue }
      if let place = peers.firstIndex(where: { peer.isSameMeasurement(as: $0) }) {
        if peer.median ?? .infinity < peers[place].median ?? .infinity { peers[place] = peer }
      } else {
        peers.append(peer)
      }
    }
    guard !peers.isEmpty else {
      throw FileError(file: file, place: (1, 1), message: "found no line about a workload, expected one at least")
    }
    return peers
  }

  private func isSameMeasurement(as other: Peer) -> Bool {
    name == other.name && workload == other.workload && threads == other.threads
  }

  /// `nil` for an object that is about no workload.
  private init?(_ json: JSONValue, units: [String: String]) throws(JSONReader.Failure) {
    guard case .object = json else {
      throw JSONReader.Failure(column: 1, found: "a JSON value of another kind", expected: "an object")
    }
    func member(_ name: String) throws(JSONReader.Failure) -> JSONValue.Member {
      guard let member = json.member(name) else {
        throw JSONReader.Failure(column: 1, found: "an object without '\(name)'", expected: "one that has it")
      }
      return member
    }
    func text(_ name: String) throws(JSONReader.Failure) -> String {
      let member = try member(name)
      guard let text = member.value.text, !text.isEmpty else { throw Self.failure(member, "a text") }
      return text
    }
    /// A number above 0, or null.
    func quantity(_ name: String) throws(JSONReader.Failure) -> Double? {
      let member = try member(name)
      if member.value == .null { return nil }
      guard let number = member.value.number, number > 0 else {
        throw Self.failure(member, "a number above 0, or null")
      }
      return number
    }
    name = try text("peer")
    workload = try text("workload")
    guard let unit = units[workload] else { return nil }
    let count = try member("threads")
    guard let number = count.value.number, let threads = Int(exactly: number), threads > 0 else {
      throw Self.failure(count, "a whole number above 0")
    }
    self.threads = threads
    median = try quantity("median_s")
    if median != nil {
      guard try text("unit") == unit else {
        throw Self.failure(try member("unit"), "\"\(unit)\", the unit of \(workload)")
      }
    }
    peakResidentBytes = try quantity("peak_rss_mb").map { $0 * 1_048_576 }
  }

  private static func failure(_ member: JSONValue.Member, _ expected: String) -> JSONReader.Failure {
    var found = "\(member.value)".printable
    if found.count > 40 { found = found.prefix(40) + "…" }
    return JSONReader.Failure(column: member.column, found: "'\(member.name)' \(found)", expected: expected)
  }
}
