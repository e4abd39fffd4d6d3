import Foundation
import Testing

/// What README.md says that `chain-rule check` prints, it prints.
@Suite struct ReadmeCheckTests {
  /// The fenced blocks of the README in a language.
  private func blocks(_ language: String) throws -> [[String]] {
    let package = (0..<3).reduce(URL(fileURLWithPath: #filePath)) { url, _ in url.deletingLastPathComponent() }
    let text = try String(contentsOf: package.appendingPathComponent("README.md"), encoding: .utf8)
    return text.components(separatedBy: "```\(language)\n").dropFirst().compactMap {
      $0.components(separatedBy: "\n```").first?.components(separatedBy: "\n")
    }
  }

  /// The lines that are not printed, or not in this order.
  private func missing(_ lines: [String], from output: String) -> [String] {
    var rest = output.components(separatedBy: "\n")[...]
    return lines.filter { line in
      guard line != "..." else { return false }
      guard let place = rest.firstIndex(of: line) else { return true }
      rest = rest[(place + 1)...]
      return false
    }
  }

  @Test("the document of the README gets the verdicts that the README shows")
  func ownDocument() throws {
    let document = try #require(blocks("markdown").first).joined(separator: "\n")
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.appendingPathComponent("notes.md").path
    try Data("\(document)\n".utf8).write(to: URL(fileURLWithPath: path))
    let run = try CommandRun("check", path)
    #expect(run.status == 1)
    let shown = try #require(blocks("console").first { $0.contains { $0.contains("notes.md") } })
    #expect(missing(shown, from: run.output.replacing("\(folder.path)/", with: "")) == [])
  }

  @Test("the lines that the README shows of the package's own documents are printed")
  func collection() throws {
    let shown = try #require(blocks("console").first { $0.contains { $0.contains("Gallery/") } })
    #expect(missing(shown, from: try CommandRun("check").output) == [])
  }
}
