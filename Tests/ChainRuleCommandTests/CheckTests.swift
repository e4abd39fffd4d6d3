import Foundation
import Testing

@Suite struct CheckTests {
  @Test("on a terminal that is too narrow for the table, an equation takes two lines")
  func narrowTerminal() throws {
    let narrow = try CommandRun.onTerminal(columns: 60, "check", "--networks", "1")
    #expect(
      narrow.contains(
        "\u{1B}[32m✓\u{1B}[0m   52  ∂L/∂A[3] = −Y / (m A[3])\r\n        holds; error 0; identical expression"))
    let wide = try CommandRun.onTerminal(columns: 300, "check", "--networks", "1")
    #expect(wide.contains("  line  equation "))
    #expect(!narrow.contains("  line  equation "))
  }

  @Test(
    "output that cannot be written ends the program with a message",
    .enabled(if: FileManager.default.fileExists(atPath: "/dev/full"), "a device that Linux has"))
  func fullDisk() throws {
    let run = try CommandRun(["check"], outputPath: "/dev/full")
    #expect(run.status == 2)
    #expect(run.errors == "chain-rule: cannot write the output: No space left on device\n")
  }
}
