import Foundation
import Testing

/// One run of the built program: what it wrote and how it ended.
struct CommandRun {
  let output: String
  let errors: String
  let status: Int32

  /// The program beside the tests, which the build has put there.
  private static var program: URL {
    get throws {
      let places = [Bundle.main.executableURL?.deletingLastPathComponent(), Bundle(for: Anchor.self).bundleURL]
        .compactMap { $0 }
        .flatMap { [$0, $0.deletingLastPathComponent()] }
      let found = places.map { $0.appendingPathComponent("chain-rule") }.first {
        FileManager.default.isExecutableFile(atPath: $0.path)
      }
      return try #require(found, "the program chain-rule is not beside the tests")
    }
  }

  private final class Anchor {}

  init(_ arguments: String..., environment: [String: String] = [:]) throws {
    try self.init(arguments, environment: environment)
  }

  init(_ arguments: [String], environment: [String: String] = [:]) throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    // Files, not pipes: the program never waits for somebody to read.
    let files = ["output", "errors"].map { folder.appendingPathComponent($0) }
    for file in files { try Data().write(to: file) }
    let process = Process()
    process.executableURL = try Self.program
    process.arguments = arguments
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    process.standardOutput = try FileHandle(forWritingTo: files[0])
    process.standardError = try FileHandle(forWritingTo: files[1])
    try process.run()
    process.waitUntilExit()
    output = try String(contentsOf: files[0], encoding: .utf8)
    errors = try String(contentsOf: files[1], encoding: .utf8)
    status = process.terminationStatus
  }

  var lines: [String] { output.split(separator: "\n").map(String.init) }

  /// The objects of an output of one JSON object a line.
  var objects: [[String: Any]] {
    get throws {
      try lines.map { try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any]) }
    }
  }
}

/// A file that is there while `body` runs.
func withFile<Result>(_ content: String = "", _ body: (String) throws -> Result) throws -> Result {
  let path = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID()).csv").path
  defer { try? FileManager.default.removeItem(atPath: path) }
  try Data(content.utf8).write(to: URL(fileURLWithPath: path))
  return try body(path)
}
