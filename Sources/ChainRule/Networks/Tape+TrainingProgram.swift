extension Tape {
  /// Freezes a step of training into a program: what computes some variables, and an optimiser's update in the parameters'
  /// own memory.
  ///
  /// The learning rate, `update.rate`, is an input behind the others; it keeps its value until it is set.
  public func program(
    computing outputs: [Variable<Scalar>] = [], from inputs: [Variable<Scalar>] = [],
    applying update: RecordedUpdate<Scalar>
  ) -> Program<Scalar> {
    program(
      computing: outputs, from: inputs + [update.rate],
      updating: Dictionary(update.next.map { ($0.old, $0.new) }, uniquingKeysWith: { $1 }))
  }
}
