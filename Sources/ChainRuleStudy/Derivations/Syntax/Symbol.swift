/// A name in a formula, without what hangs on it.
public struct Symbol: Hashable, Sendable {
  /// The letter or word in a canonical spelling that all typefaces share: `W`, `δ`, `ℓ`, `ReLU`, `softmax`, `dZ`.
  ///
  /// Greek letters are spelled as themselves, variants as the plain letter (`\varepsilon` is ε); \mathcal{L} is L.
  public var name: String
  /// Accents from the inside out: `hat`, `bar`, `tilde`, `dot`, `vec`.
  public var accents: [String]
  public var typeface: Typeface
  /// The letter or word as the author wrote it, accents included, to print it in the author's notation.
  public var latex: String

  public enum Typeface: String, Hashable, Sendable {
    case italic, roman, bold, calligraphic, blackboard, sans, typewriter
  }

  public init(name: String, accents: [String] = [], typeface: Typeface = .italic, latex: String? = nil) {
    self.name = name
    self.accents = accents
    self.typeface = typeface
    self.latex = latex ?? name
  }
}

/// What hangs below a symbol.
public enum Subscript: Hashable, Sendable {
  /// An index: `i`, `t-1`, `3`, `y_i`. `_{j,i}` and `_{ji}` are two of them, the latter only where both are single letters.
  case index(Formula)
  /// A whole axis: `:`.
  case slice
  /// A label rather than an index, `\text{new}` or `h1`.
  case label(String)
}

/// What hangs above a symbol. `W^{[l]^T}`, `W^{[l]T}` and `{W^{[l]}}^T` are all a bracketed index and a transpose.
public enum Superscript: Hashable, Sendable {
  /// `[l]`.
  case bracketed(Formula)
  /// `(l)`.
  case parenthesised(Formula)
  /// T, \top, \intercal, ᵀ, and `.T` of pseudo code.
  case transpose
  /// ′ or \prime: one each.
  case prime
  /// `2`, `l`, `L-1`, `-1`, `\frac12`, `*`: a power, a layer, an inverse, whatever it may be.
  case plain(Formula)
  /// \text{new}.
  case label(String)
}
