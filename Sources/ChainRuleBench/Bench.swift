/// The program: follows the command line and says how it went by an exit code.
enum Bench {
  static func run(_ arguments: [String]) -> Int32 {
    let options: Options
    do {
      options = try Options(arguments)
    } catch {
      System.printError("chain-rule-bench: \(error.message)\n'chain-rule-bench --help' shows what there is.\n")
      return 2
    }
    switch options.action {
    case .showHelp:
      print(Options.help)
      return 0
    case .run(let names): return run(names, options)
    case .measure(let name): return measure(name, options)
    case .makeOneStep: return ColdStart.makeOneStep() ? 0 : 1
    }
  }

  /// A process for each workload, so that none finds the memory that another has left.
  private static func run(_ names: [String], _ options: Options) -> Int32 {
    if !options.writesJSON { print(Report.header) }
    var result: Int32 = 0
    for name in names {
      let arguments = [Options.measure, name, "--budget", "\(options.budget)"] + (options.writesJSON ? ["--json"] : [])
      let status = System.runThisProgram(arguments).status
      guard status != 0 else { continue }
      result = 1
      if status != 1 {
        System.printError("chain-rule-bench: \(name) did not finish: its process ended with \(status)\n")
      }
    }
    return result
  }

  private static func measure(_ name: String, _ options: Options) -> Int32 {
    let entry = catalogue.first { $0.name == name }!
    let measurement = Measurement(of: entry.workload(), budget: options.budget)
    let report = Report(entry: entry, measurement: measurement)
    print(options.writesJSON ? report.json : report.row)
    return measurement.checks.allSatisfy(\.agrees) ? 0 : 1
  }
}
