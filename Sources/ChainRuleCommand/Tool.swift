import ChainRuleData

/// The program: finds the subcommand, and turns what goes wrong into a message and an exit code.
struct Tool {
  static let version = "0.1.0"
  static var subcommands: [any Subcommand.Type] {
    [CheckCommand.self, ExplainCommand.self, TrainCommand.self, PredictCommand.self]
  }

  let output: Output

  static var help: String {
    """
    chain-rule: networks and their derivatives, from the command line.

    Usage: chain-rule SUBCOMMAND [options]

    Subcommands:
    \(twoColumns(subcommands.map { ($0.name, $0.summary) }))

    Options:
    \(OptionDescription.table([OptionDescription(name: "--version", help: "Show the version."), .help]))

    chain-rule SUBCOMMAND --help tells more about each.
    Exit codes: 0 success, 1 a check failed, 2 wrong usage or unreadable input, 3 something was left undecided.
    """
  }

  /// Runs the program with the arguments after its name.
  func run(_ arguments: [String]) -> ExitStatus {
    guard let first = arguments.first else {
      output.printError(Tool.help)
      return .badUsage
    }
    switch first {
    case "--help", "-h", "help":
      output.print(Tool.help)
      return .success
    case "--version":
      output.print("chain-rule \(Tool.version)")
      return .success
    default: break
    }
    guard let subcommand = Tool.subcommands.first(where: { $0.name == first }) else {
      let kind = first.hasPrefix("-") ? "option" : "subcommand"
      let known = Tool.subcommands.map { $0.name } + ["--help", "--version"]
      let suggestion = nearest(to: first, among: known).map { "; did you mean '\($0)'?" } ?? ""
      return fail("unknown \(kind) '\(first)'\(suggestion)", help: "chain-rule --help")
    }
    return run(subcommand, Array(arguments.dropFirst()))
  }

  private func run(_ subcommand: any Subcommand.Type, _ arguments: [String]) -> ExitStatus {
    if arguments.contains("--help") || arguments.contains("-h") {
      output.print(subcommand.help)
      return .success
    }
    let command: any Subcommand
    do {
      command = try subcommand.init(
        Arguments(arguments, options: subcommand.options, takesOperands: subcommand.operands != nil))
    } catch {
      return fail(error.message, help: "chain-rule \(subcommand.name) --help")
    }
    do {
      return try command.run(output)
    } catch let failure as CommandFailure {
      output.printError("chain-rule: \(failure.message)")
      return failure.status
    } catch {
      // What is left are errors about files, which say where they are.
      output.printError("chain-rule: \(error)")
      return .badUsage
    }
  }

  private func fail(_ message: String, help: String) -> ExitStatus {
    output.printError("chain-rule: \(message)\n'\(help)' shows what there is.")
    return .badUsage
  }
}
