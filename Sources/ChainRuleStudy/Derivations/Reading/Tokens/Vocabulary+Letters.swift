extension Vocabulary {
  /// Greek letters by their commands.
  static let greek: [String: String] = [
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "varepsilon": "ε", "zeta": "ζ", "eta": "η",
    "theta": "θ", "vartheta": "θ", "iota": "ι", "kappa": "κ", "varkappa": "κ", "lambda": "λ", "mu": "μ", "nu": "ν",
    "xi": "ξ", "omicron": "ο", "pi": "π", "varpi": "π", "rho": "ρ", "varrho": "ρ", "sigma": "σ", "varsigma": "σ",
    "tau": "τ", "upsilon": "υ", "phi": "φ", "varphi": "φ", "chi": "χ", "psi": "ψ", "omega": "ω", "Gamma": "Γ",
    "Delta": "Δ", "Theta": "Θ", "Lambda": "Λ", "Xi": "Ξ", "Pi": "Π", "Sigma": "Σ", "Upsilon": "Υ", "Phi": "Φ",
    "Psi": "Ψ", "Omega": "Ω", "varGamma": "Γ", "varDelta": "Δ", "varTheta": "Θ", "varLambda": "Λ", "varPhi": "Φ",
    "varPsi": "Ψ", "varOmega": "Ω", "varSigma": "Σ", "ell": "ℓ", "hbar": "ℏ", "imath": "i", "jmath": "j",
    "infty": "∞", "emptyset": "∅", "dagger": "†", "perp": "⊥", "aleph": "ℵ", "Re": "Re", "Im": "Im",
  ]

  /// Letters of Unicode that are another way to write a letter of `greek`.
  static let variants: [Unicode.Scalar: String] = [
    "ϕ": "φ", "ϵ": "ε", "ϑ": "θ", "ϱ": "ρ", "ς": "σ", "ϖ": "π", "ϰ": "κ", "µ": "μ", "∆": "Δ", "Ω": "Ω", "ı": "i",
    "ȷ": "j",
  ]

  static let relations: [Relation: [String]] = [
    .defined: ["coloneqq", "coloneq", "triangleq", "equiv", "doteq", "defeq", "eqdef"],
    .assigned: ["leftarrow", "gets", "Leftarrow", "longleftarrow", "mapsfrom"],
    .approximately: ["approx", "simeq", "cong", "approxeq", "thickapprox"],
    .proportional: ["propto", "varpropto"],
    .less: ["ll", "lt"], .greater: ["gg", "gt"],
    .lessOrEqual: ["le", "leq", "leqslant", "leqq"],
    .greaterOrEqual: ["ge", "geq", "geqslant", "geqq"],
    .unequal: ["ne", "neq"],
    .element: ["in", "isin"],
    .maps: ["to", "rightarrow", "mapsto", "longrightarrow", "longmapsto"],
    .distributed: ["sim", "thicksim"],
  ]

  static let signs: [ProductSign: [String]] = [
    .dot: ["cdot", "cdotp", "bullet", "centerdot"], .times: ["times"], .asterisk: ["ast", "star", "asterisk"],
    .circle: ["circ", "bigcirc"], .elementwise: ["odot", "bigodot"], .outer: ["otimes"],
  ]

  static let bigOperators: [BigOperator.Kind: [String]] = [.sum: ["sum", "Sum"], .product: ["prod"]]

  static let fences: [(Fence, left: [String], right: [String])] = [
    (.curly, ["{", "lbrace"], ["}", "rbrace"]),
    (.square, ["lbrack"], ["rbrack"]),
    (.round, ["lparen"], ["rparen"]),
    (.angles, ["langle"], ["rangle"]),
  ]

  /// Superscripts of Unicode and what they are, in the same order.
  static let superscripts = Dictionary(
    uniqueKeysWithValues: zip(
      "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᴬᴮᴰᴱᴳᴴᴵᴶᴷᴸᴹᴺᴼᴾᴿᵀᵁⱽᵂᵝᵞᵟᶿᵠᵡ".unicodeScalars,
      "0123456789+-=()abcdefghijklmnoprstuvwxyzABDEGHIJKLMNOPRTUVWβγδθφχ".unicodeScalars))

  static let subscripts = Dictionary(
    uniqueKeysWithValues: zip(
      "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓᵦᵧᵨᵩᵪ".unicodeScalars,
      "0123456789+-=()aehijklmnoprstuvxβγρφχ".unicodeScalars))
}
