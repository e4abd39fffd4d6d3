/// A statement of a document with its verdict and the evidence for it.
public struct CheckedEquation: Hashable, Sendable {
  public enum Kind: String, Hashable, Sendable, Codable {
    case declaration, forward, loss, gradient, jacobian, update, numeric, pseudocode
  }

  /// `E1`, `E2`, … in the order of the document.
  public var id: String
  public var range: SourceRange
  /// The exact source text.
  public var latex: String
  /// The statement as it was read; `nil` where it was not.
  public var statement: Statement?
  public var kind: Kind
  public var verdict: Verdict
  /// How it was read, where there was a choice: "⋅ is elementwise", "samples are columns".
  public var reading: String?
  /// The other readings that were tried, and what became of them.
  public var readingsTried: [String]
  public var faults: [Fault]
  /// The convention under which it holds.
  public var convention: String?
  /// The line whose mistake this statement only repeats.
  public var inheritedFrom: Int?
  /// The finding in a sentence that a student understands.
  public var message: String
  /// The largest difference of both sides, relative to the largest element of the true one.
  public var maxError: Double?
  /// At how many random points both sides were compared.
  public var points: Int
  public var mutants: Mutants?
  /// The smallest counterexample found.
  public var witness: Witness?
  /// The verdict of each step of a chain a = b = c.
  public var links: [Link]

  /// Wrong copies of a claim that was found to hold, and how many of them the same test rejects.
  public struct Mutants: Hashable, Sendable, Codable {
    public var tried: Int
    public var rejected: Int

    public init(tried: Int, rejected: Int) {
      self.tried = tried
      self.rejected = rejected
    }
  }

  /// A mistake and its repair.
  public struct Fault: Hashable, Sendable, Codable {
    /// By what the claim is off: `-1`, `m`, `1/m`, `2`.
    public var factor: String?
    /// What to do, in words: "transpose W^{[2]}".
    public var repair: String?
    /// What is wrong, in words.
    public var mistake: String?
    /// The corrected line, in the author's notation.
    public var correct: String?

    public init(factor: String? = nil, repair: String? = nil, mistake: String? = nil, correct: String? = nil) {
      self.factor = factor
      self.repair = repair
      self.mistake = mistake
      self.correct = correct
    }
  }

  /// A step of a chain.
  public struct Link: Hashable, Sendable, Codable {
    public var text: String
    public var verdict: Verdict
    public var convention: String?

    public init(text: String, verdict: Verdict, convention: String? = nil) {
      self.text = text
      self.verdict = verdict
      self.convention = convention
    }
  }

  /// Numbers at which both sides differ.
  public struct Witness: Hashable, Sendable, Codable {
    public var seed: UInt64
    /// `n_x = 2`.
    public var dimensions: [String: Int]
    /// The place of the worst element, from 1; empty for a single number.
    public var element: [Int]
    public var claimed: Double
    public var truth: Double
    /// The same element by finite differences, without the tape.
    public var finiteDifference: Double?

    public init(
      seed: UInt64, dimensions: [String: Int], element: [Int], claimed: Double, truth: Double,
      finiteDifference: Double? = nil
    ) {
      self.seed = seed
      self.dimensions = dimensions
      self.element = element
      self.claimed = claimed
      self.truth = truth
      self.finiteDifference = finiteDifference
    }
  }

  public init(
    id: String, range: SourceRange, latex: String, statement: Statement?, kind: Kind, verdict: Verdict,
    message: String = ""
  ) {
    self.id = id
    self.range = range
    self.latex = latex
    self.statement = statement
    self.kind = kind
    self.verdict = verdict
    self.message = message
    readingsTried = []
    faults = []
    points = 0
    links = []
  }
}
