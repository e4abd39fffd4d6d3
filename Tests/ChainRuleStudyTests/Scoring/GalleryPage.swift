import ChainRuleStudy
import ChainRuleTestSupport
import Foundation
import Testing

/// A page of the gallery of mistakes, with what must be found on it.
struct GalleryPage: Sendable, CustomTestStringConvertible {
  struct Expectation: Sendable {
    let line: Int
    let verdict: Verdict
    let factor: String?
  }

  let name: String
  let text: String
  /// The faulty lines.
  let expectations: [Expectation]
  /// The lines that a finding about the document must name, where no single line is to blame.
  let findingLines: [Int]

  var testDescription: String { name }

  /// The pages of the gallery, by name.
  static let all: [GalleryPage] = {
    let folder = DocumentPage.package.appending(path: "Docs/Derivations/Gallery")
    let files = (try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)) ?? []
    return files.filter { $0.pathExtension == "md" }.sorted { $0.path < $1.path }.compactMap { file in
      try? GalleryPage(name: file.lastPathComponent, text: String(contentsOf: file, encoding: .utf8))
    }
  }()

  /// - Throws: where the page expects nothing, or something that cannot be read.
  init(name: String, text: String) throws {
    var expectations: [Expectation] = []
    var findingLines: [Int] = []
    for comment in text.matches(of: #/<!-- expect: (.*?) -->/#) {
      let expected = comment.output.1
      if let match = expected.wholeMatch(of: #/line (\d+) ([a-z-]+)(?: (.+))?/#),
        let line = Int(match.output.1), let verdict = Verdict(rawValue: String(match.output.2))
      {
        expectations.append(
          Expectation(line: line, verdict: verdict, factor: match.output.3.map(String.init)))
      } else if let match = expected.wholeMatch(of: #/finding lines ([\d, ]+)/#) {
        findingLines = match.output.1.split(separator: ", ").compactMap { Int($0) }
      } else {
        throw Unreadable(page: name, expectation: String(expected))
      }
    }
    guard !expectations.isEmpty || !findingLines.isEmpty else { throw Unreadable(page: name, expectation: "") }
    self.name = name
    self.text = text
    self.expectations = expectations
    self.findingLines = findingLines
  }

  struct Unreadable: Error {
    let page: String
    let expectation: String
  }
}
