/// Our measurements of a workload beside those of other systems.
struct Comparison {
  /// Of one workload, in different modes.
  let records: [Record]
  /// Those of the workload, the fastest first.
  private let peers: [Peer]

  private static let nameWidth = 18

  init(records: [Record], peers: [Peer]) {
    self.records = records
    self.peers = peers.filter { $0.workload == records.first?.workload }
      .sorted { ($0.median ?? .infinity, $0.name) < ($1.median ?? .infinity, $1.name) }
  }

  /// A table in at most 80 columns, with our times and memory divided by theirs; `nil` where there is nothing to compare.
  var table: String? {
    guard let first = records.first, !peers.isEmpty else { return nil }
    let unit = first.measurement.unit
    var lines = ["\(first.workload)  \(first.description)"]
    lines.append(String(repeating: " ", count: 48) + records.map { "\($0.mode) ÷ it".alignedRight(in: 16) }.joined())
    lines.append(
      Self.columns(
        "system", "threads", "median", "memory", records.map { _ in (time: "time", memory: "memory") }))
    for record in records {
      lines.append(
        Self.columns(
          "ChainRule \(record.mode)", "\(record.threads)", Formatting.time(record.measurement.median, unit: unit),
          Formatting.megabytes(Double(record.measurement.peakResidentBytes)), []))
    }
    for peer in peers {
      lines.append(
        Self.columns(
          peer.name.printable, "\(peer.threads)", peer.median.map { Formatting.time($0, unit: unit) } ?? "failed",
          peer.peakResidentBytes.map(Formatting.megabytes) ?? "–",
          records.map { record in
            (
              time: Self.ratio(record.measurement.median, peer.median),
              memory: Self.ratio(Double(record.measurement.peakResidentBytes), peer.peakResidentBytes)
            )
          }))
    }
    return lines.joined(separator: "\n")
  }

  private static func ratio(_ ours: Double, _ theirs: Double?) -> String {
    theirs.map { Formatting.significant(ours / $0) } ?? "–"
  }

  private static func columns(
    _ name: String, _ threads: String, _ median: String, _ memory: String, _ ratios: [(time: String, memory: String)]
  ) -> String {
    let shown = name.count > nameWidth ? name.prefix(nameWidth - 1) + "…" : name
    return shown.padded(to: nameWidth) + threads.alignedRight(in: 8) + median.alignedRight(in: 13)
      + memory.alignedRight(in: 9) + ratios.map { $0.time.alignedRight(in: 8) + $0.memory.alignedRight(in: 8) }.joined()
  }
}
