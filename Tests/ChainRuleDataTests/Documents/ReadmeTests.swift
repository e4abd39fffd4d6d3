import ChainRule
import ChainRuleTestSupport
import Foundation
import Testing

/// The README says what is so: its code is the code that is compiled here, and prints what it says it prints.
@Suite struct ReadmeTests {
  static let page = "README.md"

  @Test("the code of the README is compiled, as it stands")
  func codeIsCompiled() throws {
    let page = try DocumentPage(Self.page)
    let source = try DocumentPage.text("Tests/ChainRuleDataTests/Documents/Readme.swift")
    #expect(page.blocks("swift").count == 4)
    #expect(page.blocksMissing(from: source) == [])
  }

  @Test("the README's examples print what it says")
  func output() async throws {
    // In processes of their own, which write to standard output and have a folder of their own.
    let first = await #expect(processExitsWith: .success, observing: [\.standardOutputContent]) {
      composeAndDifferentiate()
    }
    let second = await #expect(processExitsWith: .success, observing: [\.standardOutputContent]) {
      let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      defer { try? FileManager.default.removeItem(at: folder) }
      precondition(FileManager.default.changeCurrentDirectoryPath(folder.path))
      try Self.fruit().write(toFile: "fruit.csv", atomically: true, encoding: .utf8)
      try Self.newFruit.write(toFile: "new.csv", atomically: true, encoding: .utf8)
      try learnFromOwnFile()
      precondition(FileManager.default.fileExists(atPath: "fruit.safetensors"))
    }
    let page = try DocumentPage(Self.page)
    #expect(page.blocks("text").count == 4)
    let output = (first?.standardOutputContent ?? []) + (second?.standardOutputContent ?? [])
    #expect(page.blocksMissing(fromOutput: output) == [])
    #expect(page.blocks("csv").count == 1)
    for block in page.blocks("csv") { #expect(Self.fruit().hasPrefix(block)) }
  }

  static let newFruit = "0.62,0.15\n0.91,0.72\n0.17,0.19\n"

  /// How round and how red sixty made-up fruits of three kinds are.
  static func fruit() -> String {
    var generator = PhiloxGenerator(seed: 3)
    let kinds = [("lemon", 0.6, 0.2), ("apple", 0.9, 0.7), ("banana", 0.2, 0.2)]
    var text = "roundness,redness,kind\n"
    for index in 0..<60 {
      let (kind, roundness, redness) = kinds[index % 3]
      let noise = Tensor<Double>.normal(standardDeviation: 0.04, shape: [2], using: &generator).scalars
      text += String(format: "%.2f,%.2f,", roundness + noise[0], redness + noise[1]) + kind + "\n"
    }
    return text
  }
}
