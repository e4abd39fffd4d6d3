import ChainRule

/// How long the steps of a workload took, and what came out.
struct Measurement {
  /// Of the times of all steps, in seconds for what `unit` says. Steps of less than two milliseconds are timed in blocks,
  /// and each block counts with its average.
  let median: Double
  let minimum: Double
  /// "s", or "s/part".
  let unit: String
  /// The number of steps that were timed.
  let repetitions: Int
  /// The instructions that a step executes, those of threads that wait for work included; the median of the same blocks.
  /// `nil` where the system does not count them.
  let instructions: Double?
  let peakResidentBytes: Int
  let checks: [Check]
  let figures: [Figure]
}

extension Measurement {
  /// Checks the workload, warms it up for a third of the budget, and then times it for the budget, in seconds, and for
  /// at least three steps. Where the checked steps alone take the budget they are the measurement.
  init(of makeWorkload: () -> any Workload, unit: TimeUnit = .step, budget: Double) {
    // Made before the workload, for it does not count threads that were started earlier.
    let counter = InstructionCounter()
    self.init(of: makeWorkload(), unit: unit, budget: budget, counter: counter)
  }

  private init(of workload: some Workload, unit: TimeUnit, budget: Double, counter: borrowing InstructionCounter) {
    var workload = workload
    var samples = Samples()
    for _ in 0..<checkedSteps { samples.add(1, counter) { workload.step() } }
    checks = workload.checks()
    if samples.totalTime < budget {
      var (warmUp, last) = (0.0, 0.0)
      repeat {
        last = seconds { workload.step() }
        warmUp += last
      } while warmUp < budget / 3
      let block = max(1, Int(min(1000, 2e-3 / max(last, 1e-9))))
      samples = Samples()
      while samples.totalTime < budget || samples.times.count < 3 { samples.add(block, counter) { workload.step() } }
    }
    median = samples.times.median / unit.partsInStep
    minimum = samples.times.min()! / unit.partsInStep
    self.unit = unit.name
    repetitions = samples.steps
    instructions = samples.instructions.isEmpty ? nil : samples.instructions.median
    peakResidentBytes = workload.peakResidentElsewhere ?? TensorMemory.peakResident
    figures = workload.figures(stepTime: samples.times.median)
  }
}

/// Blocks of steps that were timed.
private struct Samples {
  /// For each block the time of a step, in seconds, and where they are counted the instructions of a step.
  private(set) var times: [Double] = []
  private(set) var instructions: [Double] = []
  private(set) var steps = 0
  private(set) var totalTime = 0.0

  mutating func add(_ count: Int, _ counter: borrowing InstructionCounter, step: () -> Void) {
    let before = counter.count
    let time = seconds { for _ in 0..<count { step() } }
    if let before, let after = counter.count { instructions.append(Double(after - before) / Double(count)) }
    times.append(time / Double(count))
    steps += count
    totalTime += time
  }
}

/// The time that `body` takes, in seconds.
func seconds(_ body: () -> Void) -> Double { ContinuousClock().measure(body) / .seconds(1) }

extension [Double] {
  /// The middle one in order, or the mean of the middle two. There must be one at least.
  var median: Double {
    let ordered = sorted()
    return (ordered[(count - 1) / 2] + ordered[count / 2]) / 2
  }
}
