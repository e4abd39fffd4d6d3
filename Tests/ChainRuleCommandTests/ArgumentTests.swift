import Testing

@testable import ChainRuleCommand

@Suite struct ArgumentTests {
  private static let options = [
    OptionDescription(name: "-e", value: "TEXT", help: "", isRepeatable: true),
    OptionDescription(name: "--one", value: "X", help: ""), OptionDescription(name: "--flag", help: ""),
  ]

  private func read(_ arguments: String...) throws -> Arguments {
    try Arguments(arguments, options: Self.options, takesOperands: true)
  }

  @Test("operands stand anywhere, and an equation with a sign = is a value")
  func operands() throws {
    let arguments = try read("a.md", "-e", "x = -y", "--flag", "-", "-e=z=1", "b=c.md", "--", "--one", "-x")
    #expect(arguments.operands == ["a.md", "-", "b=c.md", "--one", "-x"])
    #expect(arguments.texts("-e") == ["x = -y", "z=1"])
    #expect(arguments.contains("--flag") && !arguments.contains("--one"))
  }

  @Test("only what is repeatable may be repeated")
  func repetition() throws {
    #expect(throws: CommandFailure.self) { try read("--one", "1", "--one", "2") }
    #expect(throws: CommandFailure.self) { try read("--flag", "--flag") }
    #expect(throws: CommandFailure.self) { try read("-e") }
  }

  @Test("a subcommand without operands takes none")
  func noOperands() {
    for argument in ["file", "-", "--"] {
      #expect(throws: CommandFailure.self) { try Arguments([argument], options: Self.options) }
    }
  }
}
