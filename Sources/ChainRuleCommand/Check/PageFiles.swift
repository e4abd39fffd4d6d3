import ChainRuleData
import ChainRuleStudy
import Foundation

/// Writes the pages of checked documents: one to a file, or many to a folder with an index.
struct PageFiles {
  let path: String
  /// What must not be written over.
  let inputs: [String]

  /// Writes the page of a document and returns the path to open; in an existing folder it gets a name of its own.
  func write(_ document: CheckedDerivation) throws -> String {
    var isFolder: ObjCBool = false
    let exists = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
    let target = exists && isFolder.boolValue ? "\(folder)/\(PageFiles.names(of: [document.name])[0])" : path
    try write(DerivationWebPage(document).html, to: target)
    return target
  }

  /// Writes a page for each document and one that leads to them, and returns the path to open.
  func write(_ collection: DocumentCollection) throws -> String {
    let names = PageFiles.names(of: collection.documents.map(\.name))
    for (document, name) in zip(collection.documents, names) {
      let index = String(repeating: "../", count: name.count { $0 == "/" }) + "index.html"
      try write(DerivationWebPage(document, index: index).html, to: "\(folder)/\(name)")
    }
    let addresses = Dictionary(
      zip(collection.documents.map(\.name), names.map(PageFiles.address)), uniquingKeysWith: { first, _ in first })
    try write(CollectionWebPage(collection, addresses: addresses).html, to: "\(folder)/index.html")
    return "\(folder)/index.html"
  }

  private var folder: String { path.hasSuffix("/") ? String(path.dropLast()) : path }

  /// The pages' paths inside the folder: those of the documents from where they part, each with a name of its own.
  static func names(of documents: [String]) -> [String] {
    let paths = documents.map { name in
      name.split(separator: "/").filter { $0 != "." && $0 != ".." }.map { component in
        String(component.map { $0.isLetter || $0.isNumber || "-_.+ ".contains($0) ? $0 : "_" })
      }
    }
    // Folders that all documents have in common say nothing.
    var common = paths.map { $0.count - 1 }.min() ?? 0
    if let first = paths.first {
      while common > 0, !paths.allSatisfy({ $0.prefix(common).elementsEqual(first.prefix(common)) }) { common -= 1 }
    }
    var taken: Set<String> = ["index.html"]
    return paths.map { path in
      let stem = path.dropFirst(max(0, common)).joined(separator: "/")
      var name = "\(stem).html"
      var number = 2
      while !taken.insert(name.lowercased()).inserted {
        name = "\(stem)-\(number).html"
        number += 1
      }
      return name
    }
  }

  /// A path as a relative address.
  private static func address(_ name: String) -> String {
    let allowed = CharacterSet.urlPathAllowed.subtracting(CharacterSet(charactersIn: ":"))
    return name.addingPercentEncoding(withAllowedCharacters: allowed) ?? name
  }

  private func write(_ page: String, to path: String) throws {
    var target = stat()
    if stat(path, &target) == 0 {
      for input in inputs {
        var status = stat()
        if stat(input, &status) == 0, status.st_dev == target.st_dev, status.st_ino == target.st_ino {
          throw CommandFailure("\(path): this is a document to check, which is never written over")
        }
      }
    }
    let parent = URL(fileURLWithPath: path).deletingLastPathComponent()
    do {
      try FileManager.default.createDirectory(at: parent, withIntermediateDirectories: true)
    } catch {
      throw CommandFailure("\(path): cannot write there: the folder cannot be made")
    }
    try ChainRuleData.write(Array(page.utf8), to: path)
  }
}
