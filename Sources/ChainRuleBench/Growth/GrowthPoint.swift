/// The time of one training step among others of a series.
struct GrowthPoint {
  let series: GrowthSeries
  let value: Int
  let mode: Mode
  /// Seconds.
  let median: Double
  /// Multiplications and additions of the matrix products.
  let operations: Double
}

extension GrowthPoint {
  /// Measures it.
  ///
  /// - Parameter budget: the seconds for which it is timed.
  init(_ series: GrowthSeries, _ value: Int, _ mode: Mode, budget: Double) {
    let (sizes, batch) = series.problem(value)
    let task = TrainingTask(kind: .classification, sizes: sizes, batch: batch, learningRate: 0.01)
    self.init(
      series: series, value: value, mode: mode,
      median: Measurement(of: task.workloads[mode]!, budget: budget).median, operations: task.operations)
  }

  var json: JSONValue {
    [
      "name": .text("growth"), "mode": .text(mode.rawValue), series.rawValue: .number(Double(value)),
      "median": .number(median), "unit": .text(TimeUnit.step.name), "operations": .number(operations),
    ]
  }

  var row: String {
    "\(series) \("\(value)".alignedRight(in: 4)) \(mode)" + Formatting.time(median, unit: "s").alignedRight(in: 10)
      + Formatting.significant(operations / median / 1e9).alignedRight(in: 7) + " GFLOP/s"
  }
}
