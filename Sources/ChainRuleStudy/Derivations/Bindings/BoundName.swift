/// A document's symbol, in a spelling that can be typed: `sigma`, `W[1]`, `n_x`, `y_hat`.
public struct BoundName: Hashable, Sendable {
  /// The letter or word, as in `Symbol.name`: `σ`, `W`, `dZ`.
  public var name: String
  /// As in `Symbol.accents`.
  public var accents: [String]
  public var subscripts: [String]
  /// The layer, in whatever way the document writes it: ^{[1]}, ^{(1)} and ^1 are all `[1]`.
  public var layer: String?

  public init(_ name: String, accents: [String] = [], subscripts: [String] = [], layer: String? = nil) {
    self.name = name
    self.accents = accents
    self.subscripts = subscripts
    self.layer = layer
  }

  /// Reads a name as it is typed or as a document writes it: `sigma`, `σ` and `\sigma` are the same.
  public init(parsing text: String) throws(BindingsError) {
    var parser = BindingsParser(text)
    self = try parser.name()
    try parser.scanner.expectEnd()
  }
}

extension BoundName: CustomStringConvertible {
  /// The name with letters of the keyboard, as far as there are such: Greek letters by their names.
  public var description: String {
    let scripts = (accents + subscripts).map { script in
      script.allSatisfy { $0.isLetter || $0.isNumber } ? "_\(script)" : "_{\(script)}"
    }
    return (GreekLetters.names[name] ?? name) + scripts.joined() + (layer.map { "[\($0)]" } ?? "")
  }
}

/// Greek letters and the names by which they are typed.
enum GreekLetters {
  static let letters: [String: String] = [
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "varepsilon": "ε", "zeta": "ζ", "eta": "η",
    "theta": "θ", "vartheta": "θ", "iota": "ι", "kappa": "κ", "lambda": "λ", "mu": "μ", "nu": "ν", "xi": "ξ", "pi": "π",
    "rho": "ρ", "varrho": "ρ", "sigma": "σ", "varsigma": "σ", "tau": "τ", "upsilon": "υ", "phi": "φ", "varphi": "φ",
    "chi": "χ", "psi": "ψ", "omega": "ω", "Gamma": "Γ", "Delta": "Δ", "Theta": "Θ", "Lambda": "Λ", "Xi": "Ξ", "Pi": "Π",
    "Sigma": "Σ", "Upsilon": "Υ", "Phi": "Φ", "Psi": "Ψ", "Omega": "Ω", "ell": "ℓ",
  ]

  static let names = Dictionary(
    letters.filter { !$0.key.hasPrefix("var") }.map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
}
