import ChainRule

/// What was measured of a workload in one mode.
struct Record {
  let workload: String
  let description: String
  let mode: Mode
  /// The most threads that an operation could use.
  let threads: Int
  let measurement: Measurement
}

extension Record {
  init(_ entry: CatalogueEntry, _ mode: Mode, threads: Int, _ measurement: Measurement) {
    self.init(
      workload: entry.name, description: entry.description, mode: mode, threads: threads, measurement: measurement)
  }

  var json: JSONValue {
    [
      "name": .text(workload), "mode": .text(mode.rawValue), "description": .text(description),
      "median": .number(measurement.median), "minimum": .number(measurement.minimum), "unit": .text(measurement.unit),
      "repetitions": .number(Double(measurement.repetitions)), "threads": .number(Double(threads)),
      "instructions": measurement.instructions.map(JSONValue.number) ?? .null,
      "peakResidentBytes": .number(Double(measurement.peakResidentBytes)),
      "figures": JSONValue(measurement.figures.map { ($0.name, .number($0.value)) }),
      "checks": .array(
        measurement.checks.map { check in
          [
            "name": .text(check.name), "value": .number(check.value), "reference": .number(check.reference),
            "agrees": .bool(check.agrees),
          ]
        }),
    ]
  }

  /// What `json` gave; `nil` where this is something else. Numbers that JSON does not know come back as NaN.
  init?(json: JSONValue) {
    guard let workload = json["name"]?.text, let description = json["description"]?.text,
      let mode = json["mode"]?.text.flatMap(Mode.init(rawValue:)), let threads = json["threads"]?.number,
      let measurement = Measurement(json: json)
    else { return nil }
    self.init(
      workload: workload, description: description, mode: mode, threads: Int(threads), measurement: measurement)
  }
}

extension Measurement {
  fileprivate init?(json: JSONValue) {
    guard let median = json["median"]?.number, let minimum = json["minimum"]?.number, let unit = json["unit"]?.text,
      let repetitions = json["repetitions"]?.number, let bytes = json["peakResidentBytes"]?.number,
      case .object(let figures)? = json["figures"], case .array(let checks)? = json["checks"]
    else { return nil }
    self.init(
      median: median, minimum: minimum, unit: unit, repetitions: Int(repetitions),
      instructions: json["instructions"]?.number, peakResidentBytes: Int(bytes),
      checks: checks.map { check in
        Check(
          name: check["name"]?.text ?? "", value: check["value"]?.number ?? .nan,
          reference: check["reference"]?.number ?? .nan)
      },
      figures: figures.map { Figure(name: $0.name, value: $0.value.number ?? .nan) })
  }
}

extension Record {
  static let header = columns("", "median", "minimum", "steps", "instructions", "memory", "", "checks")

  /// A row of the table.
  ///
  /// - Parameter peak: the multiply-add peak of as many threads, in operations a second, where it is known.
  func row(peak: Double?) -> String {
    Self.columns(
      "\(workload) \(mode)", Formatting.time(measurement.median, unit: measurement.unit),
      Formatting.time(measurement.minimum, unit: measurement.unit), "\(measurement.repetitions)",
      measurement.instructions.map(Formatting.count) ?? "–",
      Formatting.megabytes(Double(measurement.peakResidentBytes)),
      measurement.figures.map { figure in
        let share = figure.name == Figure.productRate ? peak.map { figure.value * 1e9 / $0 } : nil
        return "\(Formatting.significant(figure.value)) \(figure.name)"
          + (share.map { ", \(Int(($0 * 100).rounded())) % of the peak" } ?? "")
      }.joined(separator: "; "),
      measurement.checks.map { check in
        "\(check.name) \(Float(check.value))" + (check.agrees ? "" : ", BUT IT MUST BE \(check.reference)")
      }.joined(separator: "; "))
  }

  private static func columns(
    _ name: String, _ median: String, _ minimum: String, _ steps: String, _ instructions: String, _ memory: String,
    _ figures: String, _ checks: String
  ) -> String {
    name.padded(to: 10)
      + [(median, 13), (minimum, 13), (steps, 8), (instructions, 12), (memory, 8)].map { text, width in
        text.alignedRight(in: width)
      }.joined(separator: " ") + "  " + figures.padded(to: 33) + "  " + checks
  }
}
