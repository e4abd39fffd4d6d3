import Foundation

/// Names for the quantities of a document in a programming language, each its own.
struct SnippetNames {
  private var names: [QuantityID: String] = [:]
  private var taken: Set<String>

  init(reserved: Set<String>) { taken = reserved }

  mutating func name(of id: QuantityID) -> String {
    if let known = names[id] { return known }
    var parts = [SnippetNames.spelled(id.name.base)] + id.name.labels.map { SnippetNames.spelled($0) }
    for number in id.instance {
      let digits = number < 0 ? "m\(number.magnitude)" : "\(number)"
      // W2, but x1_2.
      if parts.count == 1, parts[0].last?.isNumber == false { parts[0] += digits } else { parts.append(digits) }
    }
    let name = unused(parts.filter { !$0.isEmpty }.joined(separator: "_"))
    names[id] = name
    return name
  }

  /// A name like this one that nothing else has.
  mutating func unused(_ wish: String) -> String {
    var name = wish.isEmpty ? "v" : wish
    if name.first?.isNumber == true { name = "v" + name }
    var candidate = name
    var number = 2
    while !taken.insert(candidate).inserted {
      candidate = "\(name)_\(number)"
      number += 1
    }
    return candidate
  }

  /// A name in Latin letters, digits and low lines.
  static func spelled(_ name: String) -> String {
    var spelled = ""
    for scalar in name.unicodeScalars.prefix(40) {
      if let word = words[scalar] {
        spelled += word
      } else if scalar.isASCII, scalar.properties.isAlphabetic || (48...57).contains(scalar.value) {
        spelled.unicodeScalars.append(scalar)
      } else if let plain = decomposed(scalar) {
        spelled += SnippetNames.spelled(plain)
      } else if scalar == "_", !spelled.isEmpty {
        spelled += "_"
      }
    }
    return spelled
  }

  private static let words: [Unicode.Scalar: String] = [
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "epsilon", "ϵ": "epsilon", "ζ": "zeta", "η": "eta",
    "θ": "theta", "ϑ": "theta", "ι": "iota", "κ": "kappa", "λ": "lam", "μ": "mu", "ν": "nu", "ξ": "xi", "π": "pi",
    "ρ": "rho", "σ": "sigma", "ς": "sigma", "τ": "tau", "υ": "upsilon", "φ": "phi", "ϕ": "phi", "χ": "chi", "ψ": "psi",
    "ω": "omega", "Γ": "Gamma", "Δ": "Delta", "Θ": "Theta", "Λ": "Lambda", "Ξ": "Xi", "Π": "Pi", "Σ": "Sigma",
    "Φ": "Phi", "Ψ": "Psi", "Ω": "Omega", "ℓ": "ell", "∂": "d", "ℒ": "L", "\u{302}": "_hat", "\u{303}": "_tilde",
    "\u{304}": "_bar", "\u{305}": "_bar", "\u{307}": "_dot", "′": "_prime", "'": "_prime", "*": "_star", "∗": "_star",
    "+": "_plus", "-": "_minus", "−": "_minus",
  ]

  /// A letter and its accents, for letters that have some.
  private static func decomposed(_ scalar: Unicode.Scalar) -> String? {
    let parts = String(scalar).decomposedStringWithCanonicalMapping
    return parts.unicodeScalars.count > 1 ? parts : nil
  }
}
