/// A value in code, with the number of its layer: `W[2]`, `W2` and `W_2` are the same.
struct CodeName: Hashable, Sendable, CustomStringConvertible {
  var base: String
  var index: Int?

  var description: String { index.map { "\(base)[\($0)]" } ?? base }
}

/// A name as a line of code writes it, before the index has a value.
struct CodeReference: Hashable, Sendable {
  var base: String
  var index: CodeExpression?
  /// A name without brackets: its last digits are an index.
  init(word: String) {
    let digits = String(word.reversed().prefix { ("0"..."9").contains($0) }.reversed())
    let stem = String(word.dropLast(digits.count))
    let isNumbered = !digits.isEmpty && !stem.isEmpty && digits.count < 4
    base = isNumbered ? (stem.hasSuffix("_") ? String(stem.dropLast()) : stem) : word
    index = isNumbered ? .number(digits) : nil
  }
}

/// Why a piece of code has no value.
struct CodeFailure: Error, Hashable, Sendable {
  enum Kind: Hashable, Sendable {
    /// The shapes do not fit.
    case misfit
    /// Something is not known or not understood.
    case unknown
    /// A layer is asked for that there is not.
    case missing
  }

  var kind: Kind
  var message: String

  static func unknown(_ message: String) -> CodeFailure { CodeFailure(kind: .unknown, message: message) }
  static func misfit(_ message: String) -> CodeFailure { CodeFailure(kind: .misfit, message: message) }
}
