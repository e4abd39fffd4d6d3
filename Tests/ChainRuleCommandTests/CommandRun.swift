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

  /// Standard output goes to a file of its own, or to the one that is named.
  init(_ arguments: [String], environment: [String: String] = [:], outputPath: String? = nil) throws {
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
    process.standardOutput = try FileHandle(forWritingTo: outputPath.map { URL(fileURLWithPath: $0) } ?? files[0])
    process.standardError = try FileHandle(forWritingTo: files[1])
    try process.run()
    process.waitUntilExit()
    output = try String(contentsOf: files[0], encoding: .utf8)
    errors = try String(contentsOf: files[1], encoding: .utf8)
    status = process.terminationStatus
  }

  /// Runs the program on a terminal so many columns wide, and returns what it sends there.
  static func onTerminal(columns: UInt16, _ arguments: String...) throws -> String {
    var (terminal, screen) = (Int32(), Int32())
    var size = winsize(ws_row: 24, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0)
    try #require(openpty(&terminal, &screen, nil, nil, &size) == 0)
    defer { close(terminal) }
    let process = Process()
    process.executableURL = try program
    process.arguments = arguments
    process.environment = ProcessInfo.processInfo.environment.merging(["TERM": "xterm", "NO_COLOR": ""]) { $1 }
    process.standardOutput = FileHandle(fileDescriptor: screen)
    try process.run()
    close(screen)
    var bytes: [UInt8] = []
    var part = [UInt8](repeating: 0, count: 4096)
    while case let count = read(terminal, &part, part.count), count > 0 { bytes += part[..<count] }
    process.waitUntilExit()
    return String(decoding: bytes, as: UTF8.self)
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
