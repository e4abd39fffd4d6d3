/// How good the verdicts must be at least, in counts of equations. Whoever makes the checker better raises them.
enum Floors {
  enum Transcriptions {
    /// Equations with a verdict that their label accepts.
    static let right = 669
    /// Equations that are right and were called faulty, at most.
    static let falseAlarms = 7
    /// Equations with a mistake that were called faulty.
    static let detected = 31
  }

  /// Documents made from the first seeds, and their copies with one mistake each.
  enum Generated {
    static let seeds = 40
    static let mutantsPerSeed = 4
    /// Right claims that were called faulty, at most.
    static let falseAlarms = 0
    /// Right claims that were left open, at most.
    static let open = 0
    /// Mistakes that were called faulty.
    static let detected = 160
  }
}
