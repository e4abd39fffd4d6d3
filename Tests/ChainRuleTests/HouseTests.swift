import Foundation
import Testing

/// The rules of the house that the compiler does not enforce: they are read off the sources.
@Suite struct HouseTests {
  static let floors = ["Tensors", "Tape", "Primitives", "Transforms", "Programs", "Checks", "Networks"]
  static let package = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()
  static let module = package.appending(path: "Sources/ChainRule")

  struct Source {
    let path: String
    /// The file without comments.
    let code: String

    init(_ url: URL) throws {
      path = url.path
      let text = try String(contentsOf: url, encoding: .utf8)
      code = text.replacing(/\/\/[^\n]*/, with: "").replacing(/(?s)\/\*.*?\*\//, with: "")
    }

    /// The types declared at the top level, which is where a floor's own vocabulary stands.
    var declaredTypes: Set<String> {
      let declaration = /(?m)^(?:[a-z]+ )*(?:struct|class|enum|protocol|typealias|actor) ([A-Z]\w*)/
      return Set(code.matches(of: declaration).map { String($0.1) })
    }

    var words: Set<String> { Set(code.matches(of: /\b[A-Za-z_]\w*/).map { String($0.0) }) }
  }

  static func sources(in folder: URL) throws -> [Source] {
    let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)!
    return try files.compactMap { $0 as? URL }.filter { $0.pathExtension == "swift" }.map(Source.init)
  }

  @Test("a file names only types of its own floor and of those below it")
  func floorsHold() throws {
    var floors: [(name: String, sources: [Source])] = []
    for name in Self.floors {
      let folder = Self.module.appending(path: name)
      if FileManager.default.fileExists(atPath: folder.path) { floors.append((name, try Self.sources(in: folder))) }
    }
    #expect(floors.count >= 6)
    for (level, floor) in floors.enumerated() {
      let own = floors[...level].reduce(into: Set<String>()) { known, floor in
        for source in floor.sources { known.formUnion(source.declaredTypes) }
      }
      for above in floors[(level + 1)...] {
        let types = above.sources.reduce(into: Set<String>()) { $0.formUnion($1.declaredTypes) }.subtracting(own)
        for source in floor.sources {
          let named = source.words.intersection(types).sorted()
          #expect(named.isEmpty, "\(source.path) is on the floor \(floor.name) and names \(named) of \(above.name)")
        }
      }
    }
  }

  @Test("every file of the module stands on a floor")
  func everyFileHasAFloor() throws {
    for source in try Self.sources(in: Self.module) {
      #expect(Self.floors.contains { source.path.contains("/ChainRule/\($0)/") }, "\(source.path)")
    }
  }

  @Test(
    "nothing in the module ChainRule, nor in the bench, imports Foundation", arguments: ["ChainRule", "ChainRuleBench"])
  func noFoundation(module: String) throws {
    for source in try Self.sources(in: Self.package.appending(path: "Sources/\(module)")) {
      #expect(!source.code.contains(/import\s+(\w+\s+)?Foundation/), "\(source.path)")
    }
  }

  @Test("the package depends on no other and uses no unsafe flags")
  func noDependencies() throws {
    let manifest = try Source(Self.package.appending(path: "Package.swift")).code
    #expect(!manifest.contains(".package("))
    #expect(!manifest.contains("unsafeFlags"))
  }

  @Test("no two paths differ only by case")
  func caseInsensitivePaths() throws {
    var seen: [String: String] = [:]
    for folder in ["Sources", "Tests", "Docs"] {
      let files = FileManager.default.enumerator(atPath: Self.package.appending(path: folder).path)
      for case let path as String in files ?? .init() {
        let key = "\(folder)/\(path)".lowercased()
        #expect(seen[key] == nil, "\(path) and \(seen[key]!)")
        seen[key] = path
      }
    }
  }
}
