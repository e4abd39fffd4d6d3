/// A dimension of a shape: `m`, `4h`, `n[l-1] + 1`.
public struct BoundDimension: Hashable, Sendable, CustomStringConvertible {
  /// Added up. At least one.
  public var terms: [Term]

  /// `4h`, or a number alone.
  public struct Term: Hashable, Sendable {
    public var factor: Int
    public var name: BoundName?

    public init(_ factor: Int, _ name: BoundName? = nil) {
      self.factor = factor
      self.name = name
    }
  }

  public init(_ terms: [Term]) { self.terms = terms }

  /// Reads a shape: `n_x × m`.
  public static func shape(parsing text: String) throws(BindingsError) -> [BoundDimension] {
    var parser = BindingsParser(text)
    let dimensions = try parser.dimensions()
    try parser.scanner.expectEnd()
    return dimensions
  }

  public var description: String {
    terms.enumerated().map { place, term in
      let sign = term.factor < 0 ? (place == 0 ? "-" : " - ") : (place == 0 ? "" : " + ")
      guard let name = term.name else { return "\(sign)\(term.factor.magnitude)" }
      return "\(sign)\(term.factor.magnitude == 1 ? "" : "\(term.factor.magnitude)")\(name)"
    }.joined()
  }
}
