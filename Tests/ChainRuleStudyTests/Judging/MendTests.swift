import ChainRuleTestSupport
import Foundation
import Testing

@testable import ChainRuleStudy

/// A corrected line, put in the place of the faulty one, is checked like any other, and holds.
@Suite struct MendTests {
  @Test("a corrected line of the gallery holds in its place", arguments: GalleryPage.all)
  func gallery(page: GalleryPage) throws {
    let lines = Set(page.expectations.map(\.line))
    let checked = judgedDocument(page.text)
    expectMends(of: checked) { !lines.isDisjoint(with: $0.range.line...max($0.range.line, $0.range.endLine)) }
  }

  @Test("there is a corrected line for most pages of the gallery")
  func count() {
    let mended = GalleryPage.all.count { page in
      judgedDocument(page.text).faults.contains { !$0.corrections.isEmpty }
    }
    #expect(mended >= 10)
  }

  @Test(
    "a corrected line holds in its place",
    arguments: [
      (Opening.columns, #"⟨A⟩ = \frac1m (T - A)"#), (Opening.columns, "⟨A⟩ = A - T"),
      (Opening.columns, "⟨W⟩ = ⟨Z⟩ X"), (Opening.columns, "⟨W⟩ = X ⟨Z⟩^T"),
      (Opening.columns, "⟨b⟩ = ⟨Z⟩"), (Opening.columns, #"W \leftarrow W + \eta ⟨W⟩"#),
      (Opening.softmax, "⟨A^{[1]}⟩ = W^{[2]} ⟨Z^{[2]}⟩"),
      (Opening.softmax, #"⟨Z^{[1]}⟩ = ⟨A^{[1]}⟩ \circ 1[Z^{[2]} > 0]"#),
      (Opening.elements, "⟨z_i⟩ = (a_i - t_i)(1 + a_i^2)"),
      (Opening.scores, #"\frac{\partial p_i}{\partial z_j} = p_i (\delta_{ij} - p_i)"#),
      (
        Opening.columns,
        #"⟨Z⟩ = \frac1m (A - T) \circ (1 + A \circ A) = \frac1m (A - T) \circ (1 - A \circ A)"#
      ),
    ] as [(String, String)])
  func mends(opening: String, claim: String) throws {
    let checked = CheckedDerivation.of(opening, claim)
    #expect(try !checked.last.corrections.isEmpty)
    expectMends(of: checked) { _ in true }
  }

  /// Every corrected line that is offered for these equations must hold.
  private func expectMends(of checked: CheckedDerivation, where isMeant: (CheckedEquation) -> Bool) {
    for equation in checked.faults where isMeant(equation) {
      for correction in equation.corrections {
        guard let mended = checked.mended(equation, by: correction) else {
          Issue.record("\(checked.name), line \(equation.range.line): its text is not found at its place")
          continue
        }
        let said = mended.equations.first {
          $0.range.line == equation.range.line && $0.range.column == equation.range.column
        }
        let holds: Set<Verdict> =
          [.update, .pseudocode].contains(equation.kind) ? [.exact, .definition] : [.exact, .convention, .figureRight]
        #expect(
          said.map { holds.contains($0.verdict) } ?? false,
          "line \(equation.range.line): \(correction): \(said?.verdict.rawValue ?? "gone"): \(said?.message ?? "")")
        #expect(mended.faults.count < checked.faults.count, "\(correction): \(mended.complaints)")
      }
    }
  }
}

extension CheckedDerivation {
  /// The check of the document with a corrected line in place of an equation.
  func mended(_ equation: CheckedEquation, by correction: String) -> CheckedDerivation? {
    let source = SourceLines(document.text)
    guard let place = source.offsets(of: equation.range) else { return nil }
    var characters = source.characters
    characters.replaceSubrange(place, with: Array(MendedLine.text(replacing: equation.latex, with: correction)))
    return judgedDocument(String(characters), format: document.format)
  }
}
