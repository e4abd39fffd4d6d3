/// An option that a subcommand knows.
struct OptionDescription {
  /// With its dashes.
  let name: String
  /// What its value is called in the help; `nil` for an option without a value.
  var value: String?
  let help: String
  var isRequired = false
  /// Whether it may be given several times.
  var isRepeatable = false

  static let help = OptionDescription(name: "--help", help: "Show this help (also -h).")

  /// The options and what they do, in two columns.
  static func table(_ options: [OptionDescription]) -> String {
    twoColumns(options.map { option in (option.name + (option.value.map { " \($0)" } ?? ""), option.help) })
  }
}

/// Pairs as lines, the second ones aligned.
func twoColumns(_ rows: [(String, String)]) -> String {
  let width = rows.map(\.0.count).max() ?? 0
  return rows.map { "  \($0)\(String(repeating: " ", count: width - $0.count))  \($1)" }.joined(separator: "\n")
}
