/// What an author or a reader says about how a document's symbols are to be read.
///
/// In a document it stands in comments, `<!-- chain-rule: loss L; function sigma = tanh -->`; a single binding can be
/// given on the command line. Docs/DerivationFiles.md has the grammar.
public struct DocumentBindings: Hashable, Sendable {
  public var bindings: [Binding]

  public init(_ bindings: [Binding] = []) { self.bindings = bindings }

  /// One of these that says something else about what a binding is about; `nil` if there is none.
  public func contradiction(with binding: Binding) -> Binding? {
    bindings.first { other in
      !other.names.isEmpty && other.subject == binding.subject && other != binding
    }
  }
}
