import ChainRuleStudy
import Foundation

/// The documents that a command line names.
struct DocumentList {
  /// Paths, and `-` for standard input, in the order of the command line and of the folders.
  private(set) var paths: [String] = []
  /// Whether a folder was named: then what is said is about all documents together.
  private(set) var hasFolder = false
  /// Files of folders that are no documents.
  private(set) var otherCount = 0

  init(_ operands: [String]) throws(CommandFailure) {
    for operand in operands {
      var isFolder: ObjCBool = false
      guard operand != "-", FileManager.default.fileExists(atPath: operand, isDirectory: &isFolder), isFolder.boolValue
      else {
        paths.append(operand)
        continue
      }
      hasFolder = true
      try append(folder: operand)
    }
    var seen: Set<String> = []
    paths = paths.filter { seen.insert($0).inserted }
  }

  /// All documents of a folder and those in it, but no hidden ones, by name. Links to folders are not followed.
  private mutating func append(folder: String) throws(CommandFailure) {
    guard
      let files = FileManager.default.enumerator(
        at: URL(fileURLWithPath: folder, isDirectory: true), includingPropertiesForKeys: [.isRegularFileKey],
        options: [.skipsHiddenFiles])
    else { throw CommandFailure("\(folder): cannot read the folder") }
    let root = URL(fileURLWithPath: folder, isDirectory: true).standardizedFileURL.path
    var found: [String] = []
    for case let file as URL in files {
      guard (try? file.resourceValues(forKeys: [.isRegularFileKey]))?.isRegularFile == true else { continue }
      guard DocumentFile.extensions.contains(file.pathExtension.lowercased()) else {
        otherCount += 1
        continue
      }
      let path = file.standardizedFileURL.path
      let rest = path.hasPrefix(root) ? path.dropFirst(root.count).drop { $0 == "/" } : path[...]
      found.append(folder.hasSuffix("/") ? "\(folder)\(rest)" : "\(folder)/\(rest)")
    }
    paths += found.sorted()
  }
}
