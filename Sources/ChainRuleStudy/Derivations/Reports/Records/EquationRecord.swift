/// A statement with its verdict, as `--json` prints it: what does not apply is absent.
public struct EquationRecord: Hashable, Sendable, Codable {
  public var id: String
  public var line: Int
  public var column: Int
  public var endLine: Int
  public var cell: Int?
  public var latex: String
  public var kind: CheckedEquation.Kind
  public var verdict: Verdict
  /// Why it was not read: `notation`, `outside the subject` or `limit`.
  public var reason: String?
  public var reading: String?
  public var readingsTried: [String]?
  public var faults: [CheckedEquation.Fault]?
  public var convention: String?
  public var inheritedFrom: Int?
  public var message: String?
  public var maxError: Double?
  public var points: Int?
  public var mutants: CheckedEquation.Mutants?
  public var witness: Witness?
  public var links: [CheckedEquation.Link]?

  /// Numbers at which both sides differ; a number that is not finite is absent.
  public struct Witness: Hashable, Sendable, Codable {
    public var seed: UInt64
    public var dimensions: NamedCounts
    public var element: [Int]
    public var claimed: Double?
    public var truth: Double?
    public var finiteDifference: Double?

    init(_ witness: CheckedEquation.Witness) {
      seed = witness.seed
      dimensions = NamedCounts(witness.dimensions.sorted { $0.key < $1.key }.map { ($0.key, $0.value) })
      element = witness.element
      claimed = finite(witness.claimed)
      truth = finite(witness.truth)
      finiteDifference = finite(witness.finiteDifference)
    }
  }

  public init(_ equation: CheckedEquation, reason: ReadingProblem.Reason? = nil) {
    id = equation.id
    line = equation.range.line
    column = equation.range.column
    endLine = equation.range.endLine
    cell = equation.range.cell
    latex = equation.latex
    kind = equation.kind
    verdict = equation.verdict
    self.reason = reason?.rawValue
    reading = equation.reading
    readingsTried = equation.readingsTried.isEmpty ? nil : equation.readingsTried
    faults = equation.faults.isEmpty ? nil : equation.faults
    convention = equation.convention
    inheritedFrom = equation.inheritedFrom
    message = equation.message.isEmpty ? nil : equation.message
    maxError = finite(equation.maxError)
    points = equation.points == 0 ? nil : equation.points
    mutants = equation.mutants
    witness = equation.witness.map(Witness.init)
    links = equation.links.isEmpty ? nil : equation.links
  }
}

private func finite(_ number: Double?) -> Double? { number.flatMap { $0.isFinite ? $0 : nil } }
