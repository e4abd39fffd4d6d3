/// A piece of work that is done again and again while the clock runs.
protocol Workload {
  /// Does the work once.
  mutating func step()

  /// What the numbers are that came out, asked for once, after `checkedSteps` steps.
  func checks() -> [Check]

  /// What else there is to say, given the median time of a step in seconds.
  func figures(stepTime: Double) -> [Figure]

  /// The memory that the work takes, in bytes, where this process is not the one that does it.
  var peakResidentElsewhere: Int? { get }
}

/// The number of steps before a workload's numbers are checked.
let checkedSteps = 5

extension Workload {
  func figures(stepTime: Double) -> [Figure] { [] }
  var peakResidentElsewhere: Int? { nil }
}

/// What times are given for, in seconds.
struct TimeUnit: Equatable {
  /// "s", or "s/part" for one of the parts of a step.
  let name: String
  let partsInStep: Double

  static let step = TimeUnit(name: "s", partsInStep: 1)
}

/// A further result of a measurement.
struct Figure {
  let name: String
  let value: Double

  /// The name of the rate of a step's matrix products, in 10⁹ floating-point operations a second.
  static let productRate = "GFLOP/s"
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
