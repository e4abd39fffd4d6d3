/// Something that a document states: an equation, a chain of them, a declaration of a shape, a line of pseudo code.
public struct Statement: Hashable, Sendable {
  public enum Origin: Hashable, Sendable {
    case display, inline, plainText, code
    /// A row of an aligned environment, or one of several statements of a display.
    case row
  }

  public var range: SourceRange
  /// The exact source text of this statement, without delimiters.
  public var latex: String
  /// a = b = c has three members.
  public var members: [Formula]
  /// One fewer than there are members.
  public var relations: [Relation]
  /// "for l < 3", "i \ne j", "if f is the identity" as far as it is a condition: what was said beside the statement.
  public var conditions: [Condition]
  /// A statement in code that is no relation; `nil` for mathematics.
  public var code: CodeLine?
  public var origin: Origin
  /// Words between this statement and the one before it, and those that follow it up to the end of the sentence.
  public var proseBefore: String
  public var proseAfter: String
  /// The headings it stands under, outermost first.
  public var headings: [String]
  /// What is broken in the source text here, one sentence each, where it could be read in spite of it.
  public var damage: [String]

  public init(
    range: SourceRange, latex: String, members: [Formula], relations: [Relation], conditions: [Condition] = [],
    code: CodeLine? = nil, origin: Origin, proseBefore: String = "", proseAfter: String = "", headings: [String] = [],
    damage: [String] = []
  ) {
    self.range = range
    self.latex = latex
    self.members = members
    self.relations = relations
    self.conditions = conditions
    self.code = code
    self.origin = origin
    self.proseBefore = proseBefore
    self.proseAfter = proseAfter
    self.headings = headings
    self.damage = damage
  }
}

/// A line of pseudo code or Python and its place in the block. An assignment is in the statement's members.
public struct CodeLine: Hashable, Sendable {
  public enum Kind: Hashable, Sendable {
    case assignment
    /// `for l = L-1 to 1:`, `for l in range(L):`, with both ends included, and whether it counts down.
    case loop(variable: String, from: Formula, to: Formula, counts: Int)
    /// `dH[H <= 0] = 0`: the members are the array, the condition as an indicator, and the value.
    case maskedAssignment
    /// Anything else: `return`, `if`, `def`, a call alone.
    case other
  }

  public var kind: Kind
  /// The spaces it is indented by.
  public var indentation: Int
  /// Which block of the document, from 0.
  public var block: Int

  public init(kind: Kind, indentation: Int, block: Int) {
    self.kind = kind
    self.indentation = indentation
    self.block = block
  }
}
