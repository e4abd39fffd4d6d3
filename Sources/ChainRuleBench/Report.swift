import ChainRule

/// Writes measurements as JSON lines or as the rows of a table.
struct Report {
  let entry: CatalogueEntry
  let measurement: Measurement

  /// The most threads that an operation may use.
  private static var threads: Int { Parallelism.threads }

  /// One object in one line. Numbers that JSON does not know are null.
  var json: String {
    let checks = measurement.checks.map { check in
      object([
        ("name", text(check.name)), ("value", number(check.value)), ("reference", number(check.reference)),
        ("agrees", "\(check.agrees)"),
      ])
    }
    return object([
      ("name", text(entry.name)), ("description", text(entry.description)), ("median", number(measurement.median)),
      ("minimum", number(measurement.minimum)), ("unit", text(measurement.unit)),
      ("repetitions", "\(measurement.repetitions)"), ("threads", "\(Self.threads)"),
      ("peakResidentBytes", "\(measurement.peakResidentBytes)"),
      ("figures", object(measurement.figures.map { ($0.name, number($0.value)) })),
      ("checks", "[\(checks.joined(separator: ", "))]"),
    ])
  }

  // Names and descriptions are constants of this program, without characters that JSON escapes.
  private func text(_ text: String) -> String { "\"\(text)\"" }
  private func number(_ value: Double) -> String { value.isFinite ? "\(value)" : "null" }
  private func object(_ fields: [(String, String)]) -> String {
    "{\(fields.map { "\(text($0)): \($1)" }.joined(separator: ", "))}"
  }

  static let header = columns("", "median", "minimum", "steps", "memory", "", "checks")

  var row: String {
    Self.columns(
      entry.name, time(measurement.median), time(measurement.minimum), "\(measurement.repetitions)",
      significant(Double(measurement.peakResidentBytes) / 1e6) + " MB",
      measurement.figures.map { "\(significant($0.value)) \($0.name)" }.joined(separator: "; "),
      measurement.checks.map { check in
        "\(check.name) \(Float(check.value))" + (check.agrees ? "" : ", BUT IT MUST BE \(check.reference)")
      }.joined(separator: "; "))
  }

  private static func columns(
    _ name: String, _ median: String, _ minimum: String, _ steps: String, _ memory: String, _ figures: String,
    _ checks: String
  ) -> String {
    let cells = [(median, 13), (minimum, 13), (steps, 8), (memory, 8)].map { text, width in
      String(repeating: " ", count: max(0, width - text.count)) + text
    }
    let padding = String(repeating: " ", count: max(0, 30 - figures.count))
    return (name.isEmpty ? "  " : name) + cells.joined(separator: " ") + "  " + figures + padding + "  " + checks
  }

  /// A time in the unit that suits it, and in the workload's own where that is none of time alone.
  private func time(_ value: Double) -> String {
    guard measurement.unit == TimeUnit.second.name else { return "\(significant(value)) \(measurement.unit)" }
    let units = [(1, "s"), (1e3, "ms"), (1e6, "µs")]
    let (factor, name) = units.first { value * $0.0 >= 1 } ?? (1e9, "ns")
    return "\(significant(value * factor)) \(name)"
  }

  /// A number with three digits, or all of those before the point.
  private func significant(_ value: Double) -> String {
    let decimals = value < 10 ? 2 : value < 100 ? 1 : 0
    let scale = [1.0, 10, 100][decimals]
    let digits = "\(Int((value * scale).rounded()))"
    guard decimals > 0 else { return digits }
    let padded = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
    return "\(padded.dropLast(decimals)).\(padded.suffix(decimals))"
  }
}
