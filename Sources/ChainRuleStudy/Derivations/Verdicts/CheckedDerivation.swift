/// What was found out about a document.
public struct CheckedDerivation: Hashable, Sendable {
  /// The name of the document, as it was given.
  public var name: String
  /// The document's text and format, to print it again with the verdicts in place.
  public var document: ReadDocument
  /// "dZ stands for m ∂L/∂Z (lines 66, 80)".
  public var conventions: [String]
  public var symbols: [SymbolReading]
  /// How many layers there are and how samples and derivatives stand, as far as that matters.
  public var arrangement: [Binding] = []
  /// What was assumed where the document leaves something open.
  public var assumptions: [String]
  /// What concerns the document as a whole, such as a symbol that is used in two meanings.
  public var findings: [Finding]
  /// What became of the results that were asked for.
  public var expected: [ExpectedOutcome] = []
  public var equations: [CheckedEquation]

  /// How a symbol was read.
  public struct SymbolReading: Hashable, Sendable, Codable {
    public enum Role: String, Hashable, Sendable, Codable {
      case loss, input, parameter, label, constant, function, value, index, dimension, gradient
    }

    /// As the document writes it.
    public var symbol: String
    public var role: Role
    /// `n_x × m`, in the document's own dimensions; `nil` for a single number or a function.
    public var shape: String?
    /// What it means or equals, where that is known: `∂L/∂Z`, `sigmoid`.
    public var meaning: String?
    /// Where it comes from: "line 12", or "assumed".
    public var origin: String
    /// The flag that changes it: `--let sigma=tanh`.
    public var flag: String?

    public init(
      symbol: String, role: Role, shape: String? = nil, meaning: String? = nil, origin: String, flag: String? = nil
    ) {
      self.symbol = symbol
      self.role = role
      self.shape = shape
      self.meaning = meaning
      self.origin = origin
      self.flag = flag
    }
  }

  /// Something about the document as a whole.
  public struct Finding: Hashable, Sendable, Codable {
    /// Equal for findings of the same kind in different documents: "dZ in two meanings", "missing 1/m".
    public var cause: String
    public var message: String
    public var lines: [Int]
    /// The ways to mend it.
    public var repairs: [String]

    public init(cause: String, message: String, lines: [Int], repairs: [String] = []) {
      self.cause = cause
      self.message = message
      self.lines = lines
      self.repairs = repairs
    }
  }

  public init(
    name: String, document: ReadDocument, conventions: [String] = [], symbols: [SymbolReading] = [],
    assumptions: [String] = [], findings: [Finding] = [], equations: [CheckedEquation] = []
  ) {
    self.name = name
    self.document = document
    self.conventions = conventions
    self.symbols = symbols
    self.assumptions = assumptions
    self.findings = findings
    self.equations = equations
  }

  /// How many equations have each verdict; verdicts that no equation has are absent.
  public var counts: [Verdict: Int] { Dictionary(equations.map { ($0.verdict, 1) }, uniquingKeysWith: +) }

  /// Equations about which something was decided.
  public var judged: Int { equations.count { !$0.verdict.isUndecided } }

  /// Equations that claim something.
  public var claims: Int { equations.count { $0.verdict != .definition } }
}
