/// A derivation document: what it states, and what its author and its reader say about how to read it.
///
/// ```swift
/// let derivation = Derivation("dW = dZ Xᵀ", name: "notes.md", format: .markdown)
/// for equation in derivation.check().equations { print(equation.verdict, equation.latex) }
/// ```
///
/// Reading and checking do no input or output.
public struct Derivation: Sendable {
  public let document: ReadDocument
  /// The document that holds the forward equations, the loss and the shapes, where this one does not.
  public var given: ReadDocument?
  public var options = Options()

  /// What a reader says about a document.
  public struct Options: Hashable, Sendable {
    /// What names stand for: `sigma=tanh`, `L=3`, `c=constant`. They go before what the document's comments say.
    public var bindings = DocumentBindings()
    public var samples: Samples?
    public var layout: Layout?
    /// Results that must be there: `dW1`.
    public var expected: [String] = []
    public var seed: UInt64 = 1

    public init() {}

    public enum Samples: String, Hashable, Sendable, CaseIterable {
      case columns, rows
    }

    /// Of a derivative of a vector by a vector: rows for the numerator's elements, or for the denominator's.
    public enum Layout: String, Hashable, Sendable, CaseIterable {
      case numerator, denominator
    }
  }

  public init(_ document: ReadDocument) { self.document = document }
}
