/// What the values of a program are made of: shapes, or numbers on a tape.
protocol CodeArithmetic {
  associatedtype Value

  mutating func number(_ value: Double) -> Value
  /// A name that no line before has given a value.
  mutating func leaf(_ name: CodeName) throws(CodeFailure) -> Value
  mutating func negated(_ a: Value) throws(CodeFailure) -> Value
  mutating func transposed(_ a: Value) throws(CodeFailure) -> Value
  mutating func elementwise(
    _ sign: CodeExpression.Operator, _ a: Value, _ b: Value
  ) throws(CodeFailure) -> Value
  /// `a * b` in pseudo code, where it is a matrix product or elementwise.
  mutating func product(_ a: Value, _ b: Value) throws(CodeFailure) -> Value
  mutating func matrixProduct(_ a: Value, _ b: Value) throws(CodeFailure) -> Value
  mutating func comparison(_ relation: Relation, _ a: Value, _ b: Value) throws(CodeFailure) -> Value
  mutating func apply(_ function: TermFunction, _ a: Value) throws(CodeFailure) -> Value
  mutating func softmax(_ a: Value, axis: Int?) throws(CodeFailure) -> Value
  mutating func extremum(isMaximum: Bool, _ a: Value, _ b: Value) throws(CodeFailure) -> Value
  /// Of all elements, or along an axis.
  mutating func reduce(_ reduction: Reduction, _ a: Value, axis: Int?) throws(CodeFailure) -> Value
  /// Of each sample the element of its class.
  mutating func picked(_ a: Value, labels: CodeName, samplesFirst: Bool) throws(CodeFailure) -> Value
  /// The length of an axis.
  mutating func length(_ a: Value, axis: Int) throws(CodeFailure) -> Value
  /// Any smooth function of several arrays.
  mutating func generic(_ name: String, _ values: [Value]) throws(CodeFailure) -> Value
}
