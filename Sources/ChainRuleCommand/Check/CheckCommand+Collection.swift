import ChainRuleStudy
import Foundation

/// The derivations that come with the package: worked documents, which must hold, and a gallery of mistakes, which must
/// be found.
struct PackageCollection {
  let folder: URL

  /// Beside the sources that the program was built from, or in the working directory.
  init() throws(CommandFailure) {
    let sources = URL(filePath: #filePath)
    let package = (0..<4).reduce(sources) { url, _ in url.deletingLastPathComponent() }
    let places = [package, URL(filePath: FileManager.default.currentDirectoryPath, directoryHint: .isDirectory)].map {
      $0.appending(path: "Docs/Derivations", directoryHint: .isDirectory)
    }
    guard let folder = places.first(where: { FileManager.default.fileExists(atPath: $0.path) }) else {
      throw CommandFailure(
        "the package's own derivations are not here: there is neither \(places.map(\.path).joined(separator: " nor ")); "
          + "name the documents to check: chain-rule check FILE")
    }
    self.folder = folder
  }

  /// The documents, the worked ones first; the pages that only lead to them are none.
  func paths() throws(CommandFailure) -> [String] {
    let list = try DocumentList([folder.path]).paths.filter { !$0.hasSuffix("/README.md") }
    guard !list.isEmpty else { throw CommandFailure("\(folder.path): there are no derivations here") }
    return list.filter { !isInGallery($0) } + list.filter(isInGallery)
  }

  private func isInGallery(_ path: String) -> Bool { path.contains("/Gallery/") }

  /// The path of a document inside the collection.
  func name(of path: String) -> String {
    path.hasPrefix(folder.path) ? String(path.dropFirst(folder.path.count).drop { $0 == "/" }) : path
  }
}

extension CheckCommand {
  /// Checks that worked derivations hold and that mistakes are found for what they are.
  func runCollection(_ output: Output) throws -> ExitStatus {
    let collection = try PackageCollection()
    let paths = try collection.paths()
    var documents = try CheckedDocuments(given: nil, options: options, output)
    documents.append(paths)
    var shortcomings = documents.unreadable.count
    if form != .text { try printRecords(documents.checked, output) }
    for checked in documents.checked {
      let expectations: DocumentExpectations
      do {
        expectations = try DocumentExpectations(of: checked.document.text)
      } catch {
        throw CommandFailure("\(checked.name):\(error.line): \(error.message)")
      }
      let problems = expectations.shortcomings(of: checked)
      shortcomings += problems.count
      if form == .text {
        let name = collection.name(of: checked.name)
        let found =
          expectations.expectations.isEmpty
          ? checked.coverage
          : problems.isEmpty ? "\(expectations.words), as it must be found" : "expected: \(expectations.words)"
        output.print("\(problems.isEmpty ? output.green("✓") : output.red("✗")) \(name): \(found)")
        for problem in problems { output.print("    \(problem)") }
      }
    }
    try writePages(documents, inputs: paths, areMany: true, output)
    if form == .text { output.print("\n\(summary(documents, shortcomings, output))") }
    return documents.unreadable.isEmpty ? shortcomings == 0 ? .success : .checkFailed : .badUsage
  }

  private func summary(_ documents: CheckedDocuments, _ shortcomings: Int, _ output: Output) -> String {
    let equations = documents.checked.reduce(0) { $0 + $1.equations.count }
    let result =
      shortcomings == 0 ? output.green("all as they must be") : output.red("\(shortcomings) not as they must be")
    return "\(documents.checked.count) documents, \(equations) equations: \(result)"
  }
}
