/// How symbols are spelled in TeX.
enum LaTeXSpelling {
  /// The command that sets a letter in a typeface; none is needed for italic letters.
  static func command(for typeface: Symbol.Typeface) -> String? {
    switch typeface {
    case .italic: nil
    case .roman: "mathrm"
    case .bold: "mathbf"
    case .calligraphic: "mathcal"
    case .blackboard: "mathbb"
    case .sans: "mathsf"
    case .typewriter: "mathtt"
    }
  }
}
