import ChainRule

/// A computation and its backward pass, ready to be walked through by a learner.
public struct Lesson {
  var record: LessonRecord
  let picture: String

  /// The most nodes and the most numbers that a lesson has; beyond, nobody reads along.
  static let nodeLimit = 600
  static let numberLimit = 20_000

  /// A lesson on what was differentiated.
  ///
  /// - Parameters:
  ///   - gradients: The gradients of a single number, such as a loss. Name what a learner should see by its name.
  ///   - introduction: What the page says before the first step.
  ///   - marks: What the lesson is about, to be highlighted in formulas: names of values, or the signs Σ and ᵀ.
  ///   - figures: What a document prints for the elements of some values and gradients, by their names: `a[1]`,
  ///     `∂L/∂W[1]`. Shown beside the exact numbers.
  /// - Throws: ``LessonError`` where the computation is too large to be followed by a person.
  public init<Scalar>(
    _ gradients: Gradients<Scalar>, title: String, introduction: String = "", marks: [String] = [],
    figures: [String: [String]] = [:]
  ) throws(LessonError) {
    let tape = gradients.tape
    let forward = tape.variables(neededBy: [gradients.output])
    try LessonError.check(tape.variables(neededBy: forward.compactMap { gradients[$0] } + forward))
    record = LessonRecord(gradients, title: title, introduction: introduction)
    record.marks = marks
    record.figures = figures.sorted { $0.key < $1.key }.map { NamedFigures(name: $0.key, texts: $0.value) }
    let graph = TapeGraph(forward, limit: Lesson.nodeLimit)
    picture = TapePicture(graph, hasNumbers: true).svg(title: "The computation of \(title)", isInteractive: true)
  }
}

/// Why there is no lesson on a computation: it is too large.
public struct LessonError: Error, CustomStringConvertible {
  public let description: String

  private init(nodes: Int) {
    description = "\(nodes) operations and leaves are too many for a lesson, which has at most \(Lesson.nodeLimit)"
  }

  private init(numbers: Int) {
    description = "\(numbers) numbers are too many for a lesson, which has at most \(Lesson.numberLimit)"
  }

  static func check<Scalar>(_ variables: [Variable<Scalar>]) throws(LessonError) {
    guard variables.count <= Lesson.nodeLimit else { throw LessonError(nodes: variables.count) }
    let numbers = variables.reduce(0.0) { $0 + Double($1.shape.elementCount) }
    guard numbers <= Double(Lesson.numberLimit) else { throw LessonError(numbers: Int(numbers)) }
  }
}
