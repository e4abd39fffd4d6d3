import ChainRule
import ChainRuleStudy
import Testing

/// A derivation that is made from a seed, in a random notation. All of it is true, or all but one mistake that is known.
///
/// It is written by code of its own, which shares nothing with what reads or prints formulas elsewhere.
struct GeneratedDerivation: Sendable, CustomTestStringConvertible {
  /// An equation that claims something.
  struct Claim: Sendable {
    let line: Int
    /// As the document writes it, without alignment marks.
    let source: String
    /// The verdicts it may get.
    let accepted: Set<Verdict>
    let mistake: Mistake?
    /// By what the mistake puts it off, where it is only a factor.
    let factor: String?
    /// The equation without the mistake.
    let corrected: String?
  }

  let name: String
  let outline: Outline
  let format: ReadDocument.Format
  let text: String
  let claims: [Claim]
  let mistake: Mistake?

  var testDescription: String { name }

  /// A derivation in which everything is true.
  init(seed: UInt64) { self.init(Outline(seed: seed), name: "generated \(seed)", mutation: nil) }

  private init(_ outline: Outline, name: String, mutation: DerivationPage.Mutation?) {
    var page = DerivationPage(outline: outline, mutation: mutation)
    page.write()
    self.name = name
    self.outline = outline
    text = page.text
    claims = page.claims
    mistake = mutation?.mutant.mistake
    format =
      switch outline.notation.format {
      case .markdown: .markdown
      case .latex: .latex
      case .plainText: .plainText
      }
  }

  /// Copies with one mistake each: all there are, or some of them, chosen so that each kind occurs.
  func mutants(atMost limit: Int = .max, seed: UInt64 = 0) -> [GeneratedDerivation] {
    var generator = PhiloxGenerator(seed: seed)
    var all = mutations.shuffled(using: &generator)
    if all.count > limit {
      var seen: [Mistake: Int] = [:]
      let ranked = all.map { mutation -> (Int, DerivationPage.Mutation) in
        seen[mutation.mutant.mistake, default: 0] += 1
        return (seen[mutation.mutant.mistake] ?? 0, mutation)
      }
      all = ranked.sorted { $0.0 < $1.0 }.prefix(limit).map(\.1)
    }
    return all.enumerated().map { place, mutation in
      GeneratedDerivation(
        outline, name: "\(name), mutant \(place + 1): \(mutation.mutant.mistake.rawValue)", mutation: mutation)
    }
  }

  private var mutations: [DerivationPage.Mutation] {
    var mutations: [DerivationPage.Mutation] = []
    for (section, content) in outline.sections.enumerated() {
      for (place, equation) in content.equations.enumerated() where equation.role != .given {
        for (member, term) in equation.right.enumerated() {
          for mutant in outline.mutants(of: term, in: equation) {
            mutations.append(
              DerivationPage.Mutation(section: section, equation: place, member: member, mutant: mutant))
          }
        }
      }
    }
    return mutations
  }
}

extension Outline {
  /// What can be done wrong on a right side. A factor 1/m too many or too few may be a convention of shorthand symbols, and
  /// is left out there.
  func mutants(of term: Term, in equation: Equation) -> [Mutant] {
    guard equation.role == .claim else {
      guard case .sum(let terms) = term, case .negative(let step)? = terms.last else { return [] }
      return [Mutant(mistake: .uphill, term: .sum([terms[0], step]))]
    }
    return term.mutants(in: plan).filter { mutant in
      ![.meanForgotten, .meanTwice].contains(mutant.mistake) || !notation.usesShorthand
    }
  }
}
