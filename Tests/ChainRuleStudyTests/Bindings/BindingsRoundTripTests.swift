import Foundation
import Testing

@testable import ChainRuleStudy

/// How a document was read, put into it as a comment, makes it be read so again.
@Suite struct BindingsRoundTripTests {
  static let documents: [String] = {
    let package = (0..<4).reduce(URL(filePath: #filePath)) { url, _ in url.deletingLastPathComponent() }
    let folder = package.appending(path: "Docs/Derivations")
    return ["", "Gallery"].flatMap { name -> [String] in
      let place = name.isEmpty ? folder : folder.appending(path: name)
      let files = (try? FileManager.default.contentsOfDirectory(atPath: place.path)) ?? []
      return files.filter { $0.hasSuffix(".md") && $0 != "README.md" }.sorted().map { "\(place.path)/\($0)" }
    }
  }()

  @Test("the printed comment gives the same verdicts", arguments: documents)
  func verdicts(path: String) throws {
    let text = try String(contentsOfFile: path, encoding: .utf8)
    let checked = judgedDocument(text)
    let comment = checked.bindings.comment(for: .markdown)
    let again = judgedDocument(text + "\n\n" + comment + "\n")
    #expect(again.equations.map(\.verdict) == checked.equations.map(\.verdict))
    #expect(again.findings == checked.findings)
    #expect(again.bindings.description == checked.bindings.description)
  }

  @Test("there are documents")
  func some() { #expect(Self.documents.count > 30) }

  @Test("every symbol has an origin, and an option that changes it or none")
  func symbols() throws {
    let checked = judgedDocument(
      "<!-- chain-rule: label T; function f = tanh -->\n"
        + Opening.columns.replacing("\\tanh", with: "f") + "$$dZ = dA \\odot f'(Z)$$\n"
    ) { $0.bindings = DocumentBindings([.role(.constant, [BoundName("b")])]) }
    let rows = checked.symbols.map { [$0.symbol, $0.role.rawValue, $0.shape ?? "", $0.origin, $0.flag ?? ""] }
    #expect(
      rows == [
        ["T", "label", "k × m", "line 1", "--let T=parameter"],
        ["X", "input", "n × m", "line 2", "--let X=parameter"],
        ["W", "parameter", "k × n", "line 3", "--let W=constant"],
        ["b", "constant", "k × 1", "--let b=constant", "--let b=parameter"],
        ["Z", "value", "k × m", "line 5", "--let Z=constant"],
        ["A", "value", "k × m", "line 7", "--let A=constant"],
        ["L", "loss", "", "line 9", "--let NAME=loss"],
        ["f", "function", "", "line 1", "--let f=sigmoid"],
      ])
    let record = try DerivationRecord(checked).json
    #expect(record.contains(#""origin": "--let b=constant", "flag": "--let b=parameter""#))
  }
}
