import Foundation

/// A page of the package's documentation, whose code is compiled and run by the tests.
///
/// The code stands twice: on the page, and in a source file of a test target, which the compiler reads and a test runs.
/// The tests hold the two together.
public struct DocumentPage: Sendable {
  /// The package's folder.
  public static let package = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  private let lines: [String]

  /// Reads a page, by its path in the package.
  public init(_ path: String) throws {
    lines = try Self.text(path).components(separatedBy: "\n")
  }

  /// The contents of a file, by its path in the package.
  public static func text(_ path: String) throws -> String {
    try String(contentsOf: package.appending(path: path), encoding: .utf8)
  }

  /// The fenced blocks of a language, such as `swift`, or `text` for what a program prints.
  public func blocks(_ language: String) -> [String] {
    var blocks: [String] = []
    var rest = lines[...]
    while let start = rest.firstIndex(of: "```" + language) {
      let end = rest[start...].firstIndex(of: "```") ?? rest.endIndex
      blocks.append(rest[(start + 1)..<end].joined(separator: "\n"))
      rest = rest[end...]
    }
    return blocks
  }

  /// The `text` blocks that a program did not print.
  ///
  /// Rounding errors, which are written with a negative exponent, may have other digits on other machines.
  public func blocksMissing(fromOutput output: [UInt8]?) -> [String] {
    func comparable(_ text: String) -> String {
      text.replacing(/\d(\.\d+)?e-\d+/, with: "ε").replacing(/\ +/, with: " ")
    }
    let output = comparable(String(decoding: output ?? [], as: UTF8.self))
    return blocks("text").filter { !output.contains(comparable($0)) }
  }

  /// The Swift blocks that a source file does not hold as they stand, at whatever indentation.
  ///
  /// An `import` at the start of a block only has to be somewhere in the file.
  public func blocksMissing(from source: String) -> [String] {
    let source = source.components(separatedBy: "\n")
    return blocks("swift").filter { block in
      let lines = block.components(separatedBy: "\n")
      let imports = lines.prefix { $0.hasPrefix("import ") || $0.isEmpty }.filter { !$0.isEmpty }
      let code = lines.drop { $0.hasPrefix("import ") || $0.isEmpty }
      let isThere = stride(from: 0, through: 6, by: 2).contains { indentation in
        let margin = String(repeating: " ", count: indentation)
        return source.contains(code.map { $0.isEmpty ? "" : margin + $0 })
      }
      return !(isThere && imports.allSatisfy(source.contains))
    }
  }
}
