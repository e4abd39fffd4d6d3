import ChainRuleStudy
import ChainRuleTestSupport
import Foundation
import Testing

/// The package's own documents: the worked ones hold, and in the gallery is found what must be.
@Suite struct PackageCollectionTests {
  static let pages: [String] = {
    let folder = DocumentPage.package.appending(path: "Docs/Derivations").path
    let files = (try? FileManager.default.subpathsOfDirectory(atPath: folder)) ?? []
    return files.filter { $0.hasSuffix(".md") && $0 != "README.md" }.sorted()
  }()

  @Test("a document of the collection is judged as it says", arguments: pages)
  func isAsExpected(page: String) throws {
    let text = try DocumentPage.text("Docs/Derivations/\(page)")
    let shortcomings = try DocumentExpectations(of: text).shortcomings(of: judgedDocument(text))
    #expect(shortcomings.isEmpty, "\(page): \(shortcomings.joined(separator: "\n"))")
  }
}
