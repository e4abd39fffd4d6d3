import ChainRule
import ChainRuleStudy
import Foundation
import Testing

@Suite struct MendPatchTests {
  /// What `patch` makes of a file with such a text.
  private func patched(_ text: String, _ patch: MendPatch, by arguments: [String], name: String = "notes.md") throws
    -> String
  {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appendingPathComponent(name)
    try Data(text.utf8).write(to: file)
    try Data(patch.text.utf8).write(to: folder.appendingPathComponent("mend.patch"))
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = arguments + ["mend.patch"]
    process.currentDirectoryURL = folder
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0, "\(patch.text)")
    return String(decoding: try Data(contentsOf: file), as: UTF8.self)
  }

  static let hasPatch = ["/usr/bin/patch", "/bin/patch"].contains { FileManager.default.isExecutableFile(atPath: $0) }
  static let hasGit = ["/usr/bin/git", "/bin/git"].contains { FileManager.default.isExecutableFile(atPath: $0) }

  @Test("faulty lines with one correction are replaced, the rest stays as it is")
  func text() {
    let patch = MendPatch(SampleDocument.mixed.checked)
    #expect(patch.mended.map(\.id) == ["E3", "E5", "E7"])
    #expect(
      patch.text
        == """
        --- notes.md
        +++ notes.md
        @@ -5,13 +5,13 @@
        \u{20}
         $$Z = W X + b$$
        \u{20}
        -- dW is $dW = dZ X^T$, as everybody knows.
        +- dW is $dW = \\frac{1}{m} dZ X^T$, as everybody knows.
         - db too.
        \u{20}
         $$
         \\begin{aligned}
         dZ &= A - Y, \\\\
        -db &= dZ \\quad \\text{and so on}
        +db &= \\sum_{i=1}^m dZ_{:,i} \\quad \\text{and so on}
         \\end{aligned}
         $$
        \u{20}
        @@ -21,7 +21,7 @@
        \u{20}
         ```python
         for l in range(L):
        -  dW[l] = dZ[l] @ A[l-1]
        +  dW[l] = dZ[l] @ A[l-1].T
         ```
        \u{20}
         $$\\oint f = 1$$
        \\ No newline at end of file

        """)
  }

  @Test("what cannot be mended without asking is left, with the reason")
  func left() {
    var sample = SampleDocument("$a = b$ $c = d$ $e = f$ $g = h$ $i = j$")
    sample.add("a = b", .wrong)
    sample.add("c = d", .wrong) { $0.faults = [.init(correct: "c = 1"), .init(correct: "c = 2")] }
    sample.add("e = f", .wrong) {
      $0.faults = [.init(correct: "e = 1")]
      $0.latex = "e = x"
    }
    sample.add("g = h", .wrong) {
      $0.faults = [.init(correct: "g = 1")]
      $0.range.line = 77
    }
    sample.add("i = j", .exact) { $0.faults = [.init(correct: "i = 1")] }
    let patch = MendPatch(sample.checked)
    #expect(patch.text.isEmpty && patch.mended.isEmpty)
    #expect(
      Set(patch.left.map { "\($0.equation.id): \($0.reason)" }) == [
        "E1: no corrected line is known", "E2: there is more than one way to mend it",
        "E3: its text is not found at its place", "E4: its text is not found at its place",
      ])
  }

  @Test("two mistakes with the same corrected line are one mend; of two that overlap the first is mended")
  func same() {
    var sample = SampleDocument("a = b = c")
    sample.add("a = b = c", .wrong) { $0.faults = [.init(correct: "a = 1"), .init(correct: "a = 1")] }
    sample.add("b = c", .wrong) { $0.faults = [.init(correct: "b = 2")] }
    let patch = MendPatch(sample.checked)
    #expect(patch.mended.map(\.id) == ["E1"])
    #expect(patch.text.contains("\n-a = b = c\n\\ No newline at end of file\n+a = 1\n\\ No newline at end of file\n"))
  }

  @Test(
    "a path with signs of its own is named so that it is found", .enabled(if: hasGit),
    arguments: ["my notes.md", "a\"b\\c.md", "größe.md", "tab\there.md"])
  func paths(name: String) throws {
    var sample = SampleDocument(name: name, "a = b\n")
    sample.add("a = b", .wrong) { $0.faults = [.init(correct: "a = c")] }
    let result = try patched(
      "a = b\n", MendPatch(sample.checked), by: ["git", "apply", "-p0"], name: name)
    #expect(result == "a = c\n")
  }

  @Test("a file with a byte order mark is patched too", .enabled(if: hasGit))
  func byteOrderMark() throws {
    var sample = SampleDocument("a = b\nc = d\n")
    sample.add("a = b", .wrong) { $0.faults = [.init(correct: "a = c")] }
    let patch = MendPatch(sample.checked, hasByteOrderMark: true)
    let result = try patched("\u{FEFF}a = b\nc = d\n", patch, by: ["git", "apply", "-p0"])
    #expect(Array(result.utf8) == Array("\u{FEFF}a = c\nc = d\n".utf8))
  }

  /// A document of random lines with random faults, and what it must become.
  private func random(_ seed: UInt64) -> (sample: SampleDocument, mended: String) {
    var generator = PhiloxGenerator(seed: seed)
    let end = seed % 3 == 0 ? "\r\n" : "\n"
    var (text, mended) = ("", "")
    var equations: [(latex: String, correction: String)] = []
    for line in 0..<Int.random(in: 1...40, using: &generator) {
      if line > 0 {
        text += end
        mended += end
      }
      for _ in 0..<Int.random(in: 0...2, using: &generator) {
        let words = ["words ", "é𝔼 ", "", "-- ", "@@ ", "\\ No newline "][Int.random(in: 0..<6, using: &generator)]
        text += words
        mended += words
        guard Int.random(in: 0..<4, using: &generator) == 0 else { continue }
        let number = equations.count
        let isTall = Bool.random(using: &generator)
        equations.append(("x⟨\(number)⟩ = \(isTall ? end : "")y", "x⟨\(number)⟩ = z + \(number)"))
        text += equations[number].latex
        mended += equations[number].correction
      }
    }
    if Bool.random(using: &generator) {
      text += end
      mended += end
    }
    var sample = SampleDocument(text)
    for (latex, correction) in equations { sample.add(latex, .wrong) { $0.faults = [.init(correct: correction)] } }
    return (sample, mended)
  }

  @Test("patches of random documents apply, and give the mended document", .enabled(if: hasPatch), arguments: 1...40)
  func applied(seed: UInt64) throws {
    let (sample, mended) = random(seed)
    let text = sample.checked.document.text
    let patch = MendPatch(sample.checked)
    #expect(patch.mended.count == sample.checked.equations.count)
    guard !patch.text.isEmpty else { return }
    let byPatch = try patched(text, patch, by: ["patch", "-p0", "--binary", "-s", "-i"])
    #expect(Array(byPatch.utf8) == Array(mended.utf8))
    guard Self.hasGit else { return }
    let byGit = try patched(text, patch, by: ["git", "apply", "-p0"])
    #expect(Array(byGit.utf8) == Array(mended.utf8))
  }
}
