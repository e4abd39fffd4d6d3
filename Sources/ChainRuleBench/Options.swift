/// What the command line asks for.
struct Options: Equatable {
  enum Action: Equatable {
    case showHelp
    /// Measures what has these names, each in a process of its own.
    case run([String])
    /// Measures the growth of a step's time and draws it into a file.
    case plotGrowth(String)
    /// Measures one of the names in this process.
    case measure(String)
    /// The work of a process that the workload W8 starts.
    case makeOneStep
  }

  var action: Action
  var modes = Mode.allCases
  /// The most threads that an operation may use; `nil` for the package's own choice.
  var threads: Int?
  /// Seconds for each workload.
  var budget = 3.0
  var writesJSON = false
  /// The file with the measurements of other systems.
  var peers: String?

  /// The option with which the program starts itself for one workload.
  static let measure = "--measure"

  /// What can be measured.
  static let names = [Limits.name] + catalogue.map(\.name)

  static let help = """
    chain-rule-bench: how long the package takes for known work, and whether the numbers are right.

    Usage: chain-rule-bench [OPTIONS]

    Options:
      --only NAME       Run one workload; without it all of them, one after the other.
      --mode NAME       In this mode only: \(Mode.allCases.map(\.rawValue).joined(separator: ", ")).
      --threads N       Use at most so many threads, from 1 to 64; by default as the package chooses.
      --budget SECONDS  How long to time each workload, after a third of that to warm up; by default 3.
                        A slow workload may take longer.
      --json            Print a JSON object per line instead of a table.
      --against FILE    Compare with other systems, whose measurements stand in the file, a JSON object per line.
      --growth FILE     Instead of the workloads, measure training steps over batch and width, and draw the times
                        into this SVG file.
      --help            Show this help (also -h).

    Workloads:
      \(Limits.name)  how fast the machine multiplies and adds, and copies memory
    \(catalogue.map { "  \($0.name)      \($0.description)" }.joined(separator: "\n"))

    Exit codes: 0 all numbers agree with the references, 1 one does not, 2 wrong usage or a file that cannot be used.
    """

  /// Reads what follows the program's name.
  init(_ arguments: [String]) throws(UsageError) {
    action = .run(Self.names)
    var rest = arguments[...]
    while let option = rest.popFirst() {
      switch option {
      case "--help", "-h":
        action = .showHelp
        return
      case "--json": writesJSON = true
      case "--only": action = .run([try Self.argument(of: option, &rest, oneOf: Self.names)])
      case Self.measure: action = .measure(try Self.argument(of: option, &rest, oneOf: Self.names))
      case ColdStart.option: action = .makeOneStep
      case "--growth": action = .plotGrowth(try Self.file(option, &rest))
      case "--against": peers = try Self.file(option, &rest)
      case "--mode":
        modes = [Mode(rawValue: try Self.argument(of: option, &rest, oneOf: Mode.allCases.map(\.rawValue)))!]
      case "--threads":
        let count = try Self.argument(of: option, &rest, "a whole number from 1 to 64") { text -> Int? in
          Int(text).flatMap { 1...64 ~= $0 ? $0 : nil }
        }
        threads = count
      case "--budget":
        budget = try Self.argument(of: option, &rest, "a number of seconds above 0") {
          Double($0).flatMap { $0 > 0 && $0.isFinite ? $0 : nil }
        }
      default: throw UsageError(message: "unknown option '\(option)'")
      }
    }
    guard peers == nil || !writesJSON else {
      throw UsageError(message: "'--against' prints a table: expected it without '--json'")
    }
  }

  /// The argument that stands behind an option, as `read` understands it.
  private static func argument<Value>(
    of option: String, _ rest: inout ArraySlice<String>, _ expected: @autoclosure () -> String,
    read: (String) -> Value?
  ) throws(UsageError) -> Value {
    let text = rest.popFirst() ?? ""
    guard let value = read(text) else { throw UsageError(message: "'\(option) \(text)': expected \(expected())") }
    return value
  }

  private static func argument(
    of option: String, _ rest: inout ArraySlice<String>, oneOf names: [String]
  ) throws(UsageError) -> String {
    try argument(of: option, &rest, "one of \(names.joined(separator: ", "))") { names.contains($0) ? $0 : nil }
  }

  private static func file(_ option: String, _ rest: inout ArraySlice<String>) throws(UsageError) -> String {
    try argument(of: option, &rest, "a file") { $0.isEmpty ? nil : $0 }
  }
}

/// A command line that cannot be followed.
struct UsageError: Error {
  let message: String
}
