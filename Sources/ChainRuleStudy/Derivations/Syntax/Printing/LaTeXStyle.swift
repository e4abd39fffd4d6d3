/// What authors write in different ways although it means the same: how transposes, indices and indicators look.
public struct LaTeXStyle: Hashable, Sendable {
  /// `T`, `\top`, `\intercal`, …
  public var transpose = "\\top"
  /// `W^{[l]^T}` rather than `W^{[l]T}`.
  public var raisesTransposes = false
  /// `{W^{[l]}}^T` rather than `W^{[l]T}`.
  public var transposesOutside = false
  /// `Y_{j,i}` rather than `Y_{ji}`.
  public var separatesIndices = false
  /// What stands before and behind the condition of an indicator.
  public var indicator = Indicator(opening: "\\mathbb{1}[", closing: "]")

  public struct Indicator: Hashable, Sendable {
    public var opening: String
    public var closing: String

    public init(opening: String, closing: String) {
      self.opening = opening
      self.closing = closing
    }
  }

  public init() {}

  /// The style of an author, as far as a sample shows it.
  public init(of sample: String) {
    let plain = sample.filter { !$0.isWhitespace }
    if plain.contains("\\top") {
      transpose = "\\top"
    } else if plain.contains("\\intercal") {
      transpose = "\\intercal"
    } else if ["^T", "^{T", "]T}", ")T}"].contains(where: { plain.contains($0) }) {
      transpose = "T"
    }
    let marks = [transpose, "{\(transpose)}"]
    raisesTransposes = marks.contains { plain.contains("]^\($0)") || plain.contains(")^\($0)}") }
    transposesOutside = !raisesTransposes && marks.contains { plain.contains("}}^\($0)") }
    separatesIndices = Self.separatesIndices(plain)
    for one in ["\\mathbb{1}", "\\mathbf{1}", "\\mathbbm{1}", "\\mathds{1}", "\\mathbb{I}", "\\mathbf{I}", "I", "1"] {
      for (opening, closing) in [("_{", "}"), ("(", ")"), ("[", "]"), ("\\{", "\\}")] {
        guard let found = plain.firstRange(of: one + opening) else { continue }
        // A plain 1 or I is an indicator only if there is a relation behind it.
        let rest = plain[found.upperBound...].prefix { $0 != closing.last }
        if one.count == 1, !rest.contains(where: { "<>=≤≥≠".contains($0) }) { continue }
        indicator = Indicator(opening: one + opening, closing: closing)
        return
      }
    }
  }

  /// Whether a comma stands in a subscript.
  private static func separatesIndices(_ sample: String) -> Bool {
    var isSubscript = false
    var last: Character = " "
    for character in sample {
      if last == "_", character == "{" { isSubscript = true }
      if character == "}" { isSubscript = false }
      if isSubscript, character == "," { return true }
      last = character
    }
    return false
  }
}
