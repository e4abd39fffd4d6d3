import Testing

@testable import ChainRuleBench

@Suite struct OptionsTests {
  @Test("the options are read in any order")
  func reading() throws {
    let all = try Options([])
    #expect(all.action == .run(["W1", "W2", "W3", "W4", "W5", "W6", "W7", "W8"]))
    #expect(all.budget == 3 && !all.writesJSON)
    let one = try Options(["--json", "--budget", "0.5", "--only", "W3"])
    #expect(one.action == .run(["W3"]))
    #expect(one.budget == 0.5 && one.writesJSON)
    #expect(try Options(["--json", "-h"]).action == .showHelp)
  }

  @Test(
    "what cannot be followed is refused by name",
    arguments: [
      (["--fast"], "unknown option '--fast'"),
      (["W3"], "unknown option 'W3'"),
      (["--only"], "'--only ': expected one of W1, W2, W3, W4, W5, W6, W7, W8"),
      (["--only", "W9"], "'--only W9': expected one of W1, W2, W3, W4, W5, W6, W7, W8"),
      (["--budget", "0"], "'--budget 0': expected a number of seconds above 0"),
      (["--budget", "nan"], "'--budget nan': expected a number of seconds above 0"),
      (["--budget"], "'--budget ': expected a number of seconds above 0"),
    ])
  func refusing(arguments: [String], message: String) {
    let error = #expect(throws: UsageError.self) { try Options(arguments) }
    #expect(error?.message == message)
  }
}
