import Testing

@testable import ChainRuleBench

@Suite struct OptionsTests {
  @Test("the options are read in any order")
  func reading() throws {
    let all = try Options([])
    #expect(all.action == .run(["limits", "W1", "W2", "W3", "W4", "W5", "W6", "W7", "W8"]))
    #expect(all.budget == 3 && !all.writesJSON && all.threads == nil && all.peers == nil)
    #expect(all.modes == Mode.allCases)
    let one = try Options(["--json", "--budget", "0.5", "--only", "W3", "--threads", "2", "--mode", "eager"])
    #expect(one.action == .run(["W3"]))
    #expect(one.budget == 0.5 && one.writesJSON && one.threads == 2 && one.modes == [.eager])
    #expect(try Options(["--json", "-h"]).action == .showHelp)
    #expect(try Options(["--against", "a.jsonl"]).peers == "a.jsonl")
    #expect(try Options(["--growth", "a.svg"]).action == .plotGrowth("a.svg"))
  }

  @Test(
    "what cannot be followed is refused by name",
    arguments: [
      (["--fast"], "unknown option '--fast'"),
      (["W3"], "unknown option 'W3'"),
      (["--only"], "'--only ': expected one of limits, W1, W2, W3, W4, W5, W6, W7, W8"),
      (["--only", "W9"], "'--only W9': expected one of limits, W1, W2, W3, W4, W5, W6, W7, W8"),
      (["--budget", "0"], "'--budget 0': expected a number of seconds above 0"),
      (["--budget", "nan"], "'--budget nan': expected a number of seconds above 0"),
      (["--threads", "0"], "'--threads 0': expected a whole number from 1 to 64"),
      (["--threads", "65"], "'--threads 65': expected a whole number from 1 to 64"),
      (["--mode", "fast"], "'--mode fast': expected one of eager, program"),
      (["--against"], "'--against ': expected a file"),
      (["--growth"], "'--growth ': expected a file"),
      (["--against", "a", "--json"], "'--against' prints a table: expected it without '--json'"),
      (["--budget"], "'--budget ': expected a number of seconds above 0"),
    ])
  func refusing(arguments: [String], message: String) {
    let error = #expect(throws: UsageError.self) { try Options(arguments) }
    #expect(error?.message == message)
  }
}
