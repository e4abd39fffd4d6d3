import ChainRule

/// The program: follows the command line and says how it went by an exit code.
enum Bench {
  static func run(_ arguments: [String]) -> Int32 {
    let options: Options
    do { options = try Options(arguments) } catch {
      System.printError("chain-rule-bench: \(error.message)\n'chain-rule-bench --help' shows what there is.\n")
      return 2
    }
    if let threads = options.threads { Parallelism.threads = threads }
    do {
      switch options.action {
      case .showHelp: print(Options.help)
      case .run(let names): return try run(names, options)
      case .plotGrowth(let file): try plotGrowth(into: file, options)
      case .measure(let name): print(measure(name, options))
      case .makeOneStep: return ColdStart.makeOneStep() ? 0 : 1
      }
      return 0
    } catch {
      System.printError("chain-rule-bench: \(error)\n")
      return 2
    }
  }

  private static func run(_ names: [String], _ options: Options) throws(FileError) -> Int32 {
    let units = Dictionary(uniqueKeysWithValues: catalogue.map { ($0.name, $0.unit.name) })
    var peers: [Peer] = []
    if let file = options.peers { peers = try Peer.read(file, units: units) }
    var result: Int32 = 0
    var limits: Limits?
    var records: [Record] = []
    if names.contains(Limits.name) {
      limits = resultOfProcess(Limits.name, options).flatMap(Limits.init(json:))
      if let limits { show(options.writesJSON ? "\(limits.json)" : limits.row) } else { result = 1 }
    }
    let entries = catalogue.filter { names.contains($0.name) }
    if !options.writesJSON, !entries.isEmpty { show(Record.header) }
    for entry in entries {
      for mode in options.modes where entry.workloads[mode] != nil {
        guard let record = resultOfProcess(entry.name, in: mode, options).flatMap(Record.init(json:)) else {
          result = 1
          continue
        }
        show(options.writesJSON ? "\(record.json)" : record.row(peak: limits?.multiplyAdds.all))
        if !record.measurement.checks.allSatisfy(\.agrees) { result = 1 }
        records.append(record)
      }
    }
    for entry in entries {
      let table = Comparison(records: records.filter { $0.workload == entry.name }, peers: peers).table
      if let table { show("\n" + table) }
    }
    return result
  }

  /// What a process of its own measures, so that no workload finds the memory that another has left; `nil`, with a message,
  /// where it did not finish.
  private static func resultOfProcess(_ name: String, in mode: Mode? = nil, _ options: Options) -> JSONValue? {
    var arguments = [Options.measure, name, "--budget", "\(options.budget)", "--threads", "\(Parallelism.threads)"]
    if let mode { arguments += ["--mode", mode.rawValue] }
    let (end, output) = System.outputOfThisProgram(arguments)
    if end.status == 0, let value = try? JSONReader.value(of: output) { return value }
    System.printError("chain-rule-bench: \(name) did not finish: its process ended with \(end.status)\n")
    return nil
  }

  private static func measure(_ name: String, _ options: Options) -> JSONValue {
    guard let entry = catalogue.first(where: { $0.name == name }) else {
      return Limits(threads: Parallelism.threads).json
    }
    let mode = options.modes[0]
    let measurement = Measurement(of: entry.workloads[mode]!, unit: entry.unit, budget: options.budget)
    return Record(entry, mode, threads: Parallelism.threads, measurement).json
  }

  /// Measures in this process, for the times do not depend on the memory that others left.
  private static func plotGrowth(into file: String, _ options: Options) throws(FileError) {
    try System.replaceFile(file, with: [])
    let limits = Limits(threads: Parallelism.threads)
    show(options.writesJSON ? "\(limits.json)" : limits.row)
    var points: [GrowthPoint] = []
    for series in GrowthSeries.allCases {
      for mode in options.modes {
        for value in series.values {
          let point = GrowthPoint(series, value, mode, budget: options.budget)
          show(options.writesJSON ? "\(point.json)" : point.row)
          points.append(point)
        }
      }
    }
    let plot = GrowthPlot(points: points, peak: limits.multiplyAdds.all, threads: limits.threads)
    try System.replaceFile(file, with: Array(plot.svg.utf8))
  }

  /// Prints a line that is seen at once, where the output is not a terminal too.
  private static func show(_ line: String) {
    print(line)
    System.flushOutput()
  }
}
