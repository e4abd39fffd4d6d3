/// A piece of mathematics as it stands in the text: a letter, a number, a sign, a bracket, a command.
struct MathToken {
  enum Kind: Hashable {
    case letter(Symbol)
    case number(String)
    /// The words of `\text{…}`, with the spaces around them.
    case text(String)
    /// A command that the grammar knows, without its backslash.
    case command(String)
    case relation(Relation)
    case sign(ProductSign)
    case plus, minus
    case solidus, elementwiseSolidus
    case open(Fence), close(Fence)
    /// `\left.` and `\right.`
    case openNothing, closeNothing
    case bar(Side), doubleBar(Side)
    case beginGroup, endGroup
    case superscript, `subscript`, prime
    /// `&`
    case alignment
    /// `\\`
    case lineBreak
    /// `\quad`
    case wideSpace
    case comma, semicolon, colon, period
    /// ⇒, ⇔, ∴: what stands behind it is another statement.
    case implication
    case begin(String), end(String)
    case partial, nabla
    case big(BigOperator.Kind)
    case root
    case ellipsis
    /// ⊤: a transpose, where it stands above something.
    case transpose
    case forAll
    /// A brace that encloses nothing that belongs together.
    case nothing
    /// A sign that cannot be read, and what to say about it.
    case unreadable(ReadingProblem.Reason, String)
  }

  /// Which side of what it encloses a bar stands on, where the author says so.
  enum Side: Hashable {
    case left, right, unknown
  }

  var kind: Kind
  /// Its place in the document; that of the whole call where it comes from a macro.
  var range: Range<Int>
  /// Whether it follows the token before it without a space.
  var isGlued: Bool
}

/// What stops the reading of a statement.
struct SyntaxError: Error {
  var reason: ReadingProblem.Reason = .notation
  var message: String
  /// The place of the first thing that is not understood.
  var offset: Int
}
