import Foundation
import Testing

@testable import ChainRuleStudy

/// Scripts of counterexamples, run by the languages themselves.
@Suite struct SnippetTests {
  /// The largest difference that a script must print.
  static func difference(_ example: Counterexample) -> Double {
    zip(example.trueValue.numbers, example.claimedValue.numbers).reduce(0) { max($0, abs($1.0 - $1.1)) }
  }

  static func snippets(_ language: SnippetLanguage) throws -> [(title: String, script: String, difference: Double)] {
    try FalseClaim.all.map { claim in
      let example = try #require(claim.smallest, "\(claim.title)")
      let script = try #require(example.snippet(in: language), "\(claim.title)")
      return (claim.title, script, difference(example))
    }
  }

  @Test("scripts are short")
  func length() throws {
    for language in SnippetLanguage.allCases {
      for snippet in try Self.snippets(language) {
        let lines = snippet.script.split(separator: "\n")
        #expect(lines.count <= (language == .numpy ? 31 : 50), "\(snippet.title)")
        #expect(lines.allSatisfy { $0.count < 450 }, "\(snippet.title)")
      }
    }
  }

  @Test("names are those of the languages, each its own")
  func names() {
    var names = SnippetNames(reserved: ["lambda", "in"])
    func name(_ base: String, _ labels: [String] = [], _ instance: [Int] = []) -> String {
      names.name(of: QuantityID(name: QuantityName(base: base, labels: labels), instance: instance))
    }
    #expect(name("W", [], [2]) == "W2")
    #expect(name("W2") == "W2_2")
    #expect(name("h1", [], [3]) == "h1_3")
    #expect(name("ŷ") == "y_hat")
    #expect(name("W", ["h", "x"]) == "W_h_x")
    #expect(name("in") == "in_2")
    #expect(name("δ′") == "delta_prime")
    #expect(name("🙂") == "v")
    #expect(name("W", [], [2]) == "W2")
  }

  #if os(Linux) || os(macOS)
    /// What a program prints; `nil` where it cannot be run or fails.
    static func output(_ program: String, _ arguments: [String]) -> String? {
      let process = Process()
      process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
      process.arguments = [program] + arguments
      let pipe = Pipe()
      process.standardOutput = pipe
      process.standardError = FileHandle.nullDevice
      do { try process.run() } catch { return nil }
      let data = pipe.fileHandleForReading.readDataToEndOfFile()
      process.waitUntilExit()
      return process.terminationStatus == 0 ? String(decoding: data, as: UTF8.self) : nil
    }

    static let hasNumPy = output("python3", ["-c", "import numpy"]) != nil
    static let hasSwiftCompiler = output("swiftc", ["--version"]) != nil

    /// Runs a body with a new folder that is gone afterwards.
    static func withFolder(_ body: (URL) throws -> Void) throws {
      let folder = FileManager.default.temporaryDirectory.appending(path: "snippets-\(UUID().uuidString)")
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      defer { try? FileManager.default.removeItem(at: folder) }
      try body(folder)
    }

    static func expect(_ printed: String?, _ title: String, shows difference: Double) throws {
      let text = try #require(printed, "\(title) does not run")
      let last = try #require(text.split(separator: "\n").last { $0.hasPrefix("largest difference:") }, "\(title)")
      let number = try #require(last.split(separator: " ").last.flatMap { Double($0) }, "\(title): \(last)")
      #expect(abs(number - difference) < 1e-5 * max(1, difference), "\(title): \(number), not \(difference)")
    }

    @Test("NumPy finds the same difference", .enabled(if: hasNumPy, "python3 with NumPy is not installed"))
    func numPy() throws {
      try Self.withFolder { folder in
        let snippets = try Self.snippets(.numpy)
        for (place, snippet) in snippets.enumerated() {
          try snippet.script.write(to: folder.appending(path: "\(place).py"), atomically: true, encoding: .utf8)
        }
        // One process, since NumPy takes its time to load.
        let all = """
          import runpy, sys
          for place in range(\(snippets.count)):
              print("script", place)
              runpy.run_path(sys.argv[1] + "/" + str(place) + ".py")
          """
        let printed = try #require(Self.output("python3", ["-W", "error", "-c", all, folder.path]), "a script fails")
        let parts = printed.components(separatedBy: "script ").dropFirst()
        #expect(parts.count == snippets.count)
        for (part, snippet) in zip(parts, snippets) { try Self.expect(part, snippet.title, shows: snippet.difference) }
      }
    }

    @Test("Swift finds the same difference", .enabled(if: hasSwiftCompiler, "there is no swiftc on the path"))
    func swift() throws {
      let snippets = try Self.snippets(.swift)
      // Compiled as one program, each script in a block of its own, since every compilation takes its time.
      var program = "import Foundation\n\ntypealias Matrix = [[Double]]\n"
      for (place, snippet) in snippets.enumerated() {
        let lines = snippet.script.split(separator: "\n")
        let body = lines.filter { !$0.hasPrefix("import") && !$0.hasPrefix("typealias") }
        program += "do {\nprint(\"script \(place)\")\n" + body.joined(separator: "\n") + "\n}\n"
      }
      let printed = try #require(try Self.run(program))
      let parts = printed.components(separatedBy: "script ").dropFirst()
      #expect(parts.count == snippets.count)
      for (part, snippet) in zip(parts, snippets) { try Self.expect(part, snippet.title, shows: snippet.difference) }
      // One as it is.
      let first = try #require(snippets.first)
      try Self.expect(try Self.run(first.script), first.title, shows: first.difference)
    }

    /// What a Swift script prints.
    static func run(_ script: String) throws -> String? {
      var printed: String?
      try withFolder { folder in
        let source = folder.appending(path: "main.swift")
        try script.write(to: source, atomically: true, encoding: .utf8)
        let binary = folder.appending(path: "script").path
        try #require(output("swiftc", ["-Onone", "-o", binary, source.path]) != nil, "a script does not compile")
        printed = output(binary, [])
      }
      return printed
    }
  #endif
}
