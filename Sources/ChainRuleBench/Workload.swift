/// A piece of work that is done again and again while the clock runs.
protocol Workload {
  /// Does the work once.
  mutating func step()

  /// What the numbers are that came out, asked for once, after `checkedSteps` steps.
  func checks() -> [Check]

  /// What the times of the steps are given in.
  var unit: TimeUnit { get }

  /// What else there is to say, given the median time of a step in seconds.
  func figures(stepTime: Double) -> [Figure]

  /// The memory that the work takes, in bytes, where this process is not the one that does it.
  var peakResidentElsewhere: Int? { get }
}

/// The number of steps before a workload's numbers are checked.
let checkedSteps = 5

extension Workload {
  var unit: TimeUnit { .second }
  func figures(stepTime: Double) -> [Figure] { [] }
  var peakResidentElsewhere: Int? { nil }
}

/// A unit of time for a step, or for each of its parts.
struct TimeUnit {
  let name: String
  let seconds: Double

  static let second = TimeUnit(name: "s", seconds: 1)
}

/// A further result of a measurement.
struct Figure {
  let name: String
  let value: Double
}

/// A number that a workload computed beside the one that it must compute.
struct Check {
  let name: String
  let value: Double
  /// Computed with NumPy in double precision, from the same numbers.
  let reference: Double

  /// Equality up to what the rounding of float32 adds up to.
  var agrees: Bool { (value - reference).magnitude <= 1e-5 * reference.magnitude }
}
