import ChainRuleStudy
import Foundation
import Testing

/// Generated derivations, before anybody checks them.
@Suite struct GeneratedDerivationTests {
  static let derivations = (0..<80).map { GeneratedDerivation(seed: UInt64($0)) }

  @Test("there are enough of them, in all notations, with mistakes of every kind")
  func counts() {
    #expect(Self.derivations.map(\.claims.count).reduce(0, +) >= 300)
    let kinds = Set(Self.derivations.flatMap { $0.mutants() }.compactMap(\.mistake))
    #expect(kinds == Set(Mistake.allCases))
    #expect(Set(Self.derivations.map { $0.outline.notation.format }).count == 3)
    #expect(Set(Self.derivations.map { $0.outline.notation.layerStyle }).count == 4)
    #expect(Set(Self.derivations.map { $0.outline.notation.gradientStyle }).count == 5)
    #expect(Set(Self.derivations.map { $0.outline.plan.loss }).count == 4)
  }

  @Test("the same seed gives the same text")
  func sameSeed() { #expect(GeneratedDerivation(seed: 7).text == Self.derivations[7].text) }

  @Test("a claim stands on its line", arguments: derivations)
  func claimsStandOnTheirLines(derivation: GeneratedDerivation) {
    let lines = derivation.text.components(separatedBy: "\n")
    for claim in derivation.claims {
      let there = lines[claim.line - 1].replacing("&", with: "").replacing(" ", with: "")
      #expect(there.contains(claim.source.replacing(" ", with: "")), "\(derivation.name), line \(claim.line)")
    }
  }

  @Test(
    "a mutant differs from its original in one line, which is that of its mistake", arguments: derivations.prefix(20))
  func mutantsDifferInOneLine(derivation: GeneratedDerivation) {
    let lines = derivation.text.components(separatedBy: "\n")
    for mutant in derivation.mutants() {
      let changed = zip(lines, mutant.text.components(separatedBy: "\n")).enumerated()
        .filter { $0.element.0 != $0.element.1 }.map { $0.offset + 1 }
      #expect(changed == mutant.claims.filter { $0.mistake != nil }.map(\.line), "\(mutant.name)")
    }
  }
}
