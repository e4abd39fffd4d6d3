/// What the command line asks for.
struct Options: Equatable {
  enum Action: Equatable {
    case showHelp
    /// Measures the workloads of these names, each in a process of its own.
    case run([String])
    /// Measures one workload in this process.
    case measure(String)
    /// The work of a process that the workload W8 starts.
    case makeOneStep
  }

  var action: Action
  var writesJSON = false
  /// Seconds for each workload.
  var budget = 3.0

  /// The option with which the program starts itself for one workload.
  static let measure = "--measure"

  static let help = """
    chain-rule-bench: how long the package takes for known work, and whether the numbers are right.

    Usage: chain-rule-bench [--only NAME] [--budget SECONDS] [--json]

    Options:
      --only NAME       Run one workload; without it all of them, one after the other.
      --budget SECONDS  How long to time each workload, after a third of that to warm up; by default 3.
                        A slow workload may take longer.
      --json            Print a JSON object per line instead of a table.
      --help            Show this help (also -h).

    Workloads:
    \(catalogue.map { "  \($0.name)  \($0.description)" }.joined(separator: "\n"))

    Exit codes: 0 all numbers agree with the references, 1 one does not, 2 wrong usage.
    """

  /// Reads what follows the program's name.
  init(_ arguments: [String]) throws(UsageError) {
    action = .run(catalogue.map(\.name))
    var rest = arguments[...]
    while let option = rest.popFirst() {
      switch option {
      case "--help", "-h":
        action = .showHelp
        return
      case "--json": writesJSON = true
      case "--only": action = .run([try Self.workload(option, rest.popFirst())])
      case Self.measure: action = .measure(try Self.workload(option, rest.popFirst()))
      case ColdStart.option: action = .makeOneStep
      case "--budget":
        let text = rest.popFirst() ?? ""
        guard let seconds = Double(text), seconds > 0, seconds.isFinite else {
          throw UsageError(message: "'\(option) \(text)': expected a number of seconds above 0")
        }
        budget = seconds
      default: throw UsageError(message: "unknown option '\(option)'")
      }
    }
  }

  private static func workload(_ option: String, _ name: String?) throws(UsageError) -> String {
    let names = catalogue.map(\.name)
    guard let name, names.contains(name) else {
      throw UsageError(message: "'\(option) \(name ?? "")': expected one of \(names.joined(separator: ", "))")
    }
    return name
  }
}

/// A command line that cannot be followed.
struct UsageError: Error {
  let message: String
}
