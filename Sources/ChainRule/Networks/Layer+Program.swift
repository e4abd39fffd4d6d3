extension Layer {
  /// Takes over what a program has made of the layer's parameters.
  ///
  /// The tape is the one from which the program was made; a parameter that was not used on it, or that the program does
  /// not update, stays.
  public mutating func takeParameters(from state: Program<Scalar>.State, of tape: Tape<Scalar>) {
    updateParameters { parameter in
      if let variable = tape.identifiedParameter(parameter.identity.number),
        let value = state.updatedValue(of: variable)
      {
        parameter.value = value
      }
    }
  }
}
