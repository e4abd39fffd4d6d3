import ChainRule

/// How long the steps of a workload took, and what came out.
struct Measurement {
  /// Of the times of all steps, in the workload's unit. Steps of less than two milliseconds are timed in blocks, and each
  /// block counts with its average.
  let median: Double
  let minimum: Double
  let unit: String
  /// The number of steps that were timed.
  let repetitions: Int
  let peakResidentBytes: Int
  let checks: [Check]
  let figures: [Figure]

  /// Checks the workload, warms it up for a third of the budget, and then times it for the budget, in seconds, and for
  /// at least three steps. Where the checked steps alone take the budget they are the measurement.
  init(of workload: some Workload, budget: Double) {
    var workload = workload
    var samples: [Double] = []
    for _ in 0..<checkedSteps { samples.append(seconds { workload.step() }) }
    checks = workload.checks()
    var block = 1
    if samples.reduce(0, +) < budget {
      var (warmUp, count, last) = (0.0, 0, 0.0)
      while warmUp < budget / 3 || count == 0 {
        last = seconds { workload.step() }
        warmUp += last
        count += 1
      }
      block = max(1, Int(min(1000, 2e-3 / max(last, 1e-9))))
      samples = []
      var total = 0.0
      while total < budget || samples.count < 3 {
        let time = seconds { for _ in 0..<block { workload.step() } }
        total += time
        samples.append(time / Double(block))
      }
    }
    let scale = 1 / workload.unit.seconds
    let stepTime = samples.median
    median = stepTime * scale
    minimum = samples.min()! * scale
    unit = workload.unit.name
    repetitions = samples.count * block
    peakResidentBytes = workload.peakResidentElsewhere ?? TensorMemory.peakResident
    figures = workload.figures(stepTime: stepTime)
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
