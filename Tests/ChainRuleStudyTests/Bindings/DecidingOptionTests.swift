import Foundation
import Testing

@testable import ChainRuleStudy

/// An open equation names the option that decides it, and that option does.
@Suite struct DecidingOptionTests {
  private static let opening = #"""
    One sample $x \in \mathbb{R}^n$, its target $t \in \mathbb{R}^k$, and $W \in \mathbb{R}^{k \times n}$.

    $$z = W x$$

    $$L = \frac12 \| z - t \|^2$$


    """#

  static let documents: [(text: String, flag: String, verdict: Verdict)] = [
    (opening + "$$dW = \\lambda W + (z - t) x^\\top$$\n", "--let lambda=constant", .wrong),
    (opening + "$$dW = c (z - t) x^\\top$$\n", "--let c=constant", .wrong),
    (opening + "$$dW = B (z - t) x^\\top$$\n", "--let B=constant", .wrong),
    (
      "<!-- chain-rule: constant W -->\n" + opening + "$$dW = (z - t) x^\\top$$\n", "--let W=parameter", .exact
    ),
  ]

  @Test("the option that is named decides the equation", arguments: documents)
  func decides(text: String, flag: String, verdict: Verdict) throws {
    let open = try judgedDocument(text).last
    #expect(open.verdict == .ambiguous)
    #expect(open.message.hasSuffix("; \(flag) would decide it"), "\(open.message)")
    let told = try option(in: open.message)
    let judged = judgedDocument(text) { $0.bindings = DocumentBindings([told]) }
    #expect(try judged.last.verdict == verdict)
  }

  /// The option as a shell would hand it over.
  private func option(in message: String) throws -> Binding {
    let flag = try #require(message.components(separatedBy: "--let ").last).dropLast(" would decide it".count)
    return try Binding(parsing: String(flag).replacing("'", with: ""))
  }

  @Test("where nothing that can be said decides, no option is named")
  func none() throws {
    let open = try judgedDocument(Self.opening + "$$dW = (z - t) x^\\top + \\cdots$$\n").last
    #expect(open.verdict.isUndecided)
    #expect(!open.message.contains("--"))
  }
}
