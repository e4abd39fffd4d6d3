/// An equation that was written from a tape: a = b, or a chain a = b = c.
public struct WrittenEquation: Hashable, Sendable {
  public var members: [Formula]
  public var relation: Relation

  public init(_ members: [Formula], relation: Relation = .equal) {
    self.members = members
    self.relation = relation
  }

  private var relations: [Relation] { Array(repeating: relation, count: max(0, members.count - 1)) }

  /// For a terminal.
  public var unicode: String { UnicodeNotation().chain(members, relations) }

  public var latex: String { LaTeXNotation().chain(members, relations) }

  /// As a `math` element.
  ///
  /// - Parameter isBlock: Whether it stands in a line of its own.
  public func mathML(isBlock: Bool = true) -> String {
    let content = members.map(\.mathML).joined(separator: MathML.sign(relation.rawValue))
    return MathML.document(content, source: latex, isBlock: isBlock)
  }
}
