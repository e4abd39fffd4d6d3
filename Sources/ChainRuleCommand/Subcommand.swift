/// One of the things that the program does.
protocol Subcommand {
  static var name: String { get }
  /// One line for the list of subcommands.
  static var summary: String { get }
  /// What it does, in a few lines.
  static var discussion: String { get }
  static var options: [OptionDescription] { get }
  /// What the usage line calls the files that it takes; `nil` for none.
  static var operands: String? { get }

  /// Reads the command line's options; throws where one is wrong.
  init(_ arguments: Arguments) throws(CommandFailure)

  func run(_ output: Output) throws -> ExitStatus
}

extension Subcommand {
  static var operands: String? { nil }

  /// The text of `--help`.
  static var help: String {
    """
    \(summary)

    Usage: chain-rule \(name)\(usage)

    \(discussion)

    Options:
    \(OptionDescription.table(options + [.help]))
    """
  }

  private static var usage: String {
    let required = options.filter(\.isRequired).map { " \($0.name) \($0.value ?? "")" }.joined()
    return (operands.map { " \($0)" } ?? "") + required + (options.allSatisfy(\.isRequired) ? "" : " [options]")
  }
}
