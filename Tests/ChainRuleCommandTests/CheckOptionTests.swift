import ChainRuleStudy
import Foundation
import Testing

@testable import ChainRuleCommand

/// What the command makes of its options and of what was found, without running it.
@Suite struct CheckOptionTests {
  private func command(_ arguments: String...) throws -> CheckCommand {
    try CheckCommand(Arguments(arguments, options: CheckCommand.options, takesOperands: true))
  }

  @Test("options become what the judge is told")
  func options() throws {
    let command = try command(
      "a.md", "--let", "\\sigma = Tanh", "--let", "L=3", "--let", "X = n x m", "--let", "J=loss", "--samples", "rows",
      "--layout", "denominator", "--expect", "dW1, db1", "--expect", "dX", "--seed", "7")
    #expect(command.options.bindings.description == "function sigma = tanh; value L = 3; shape X = n × m; loss J")
    #expect(command.options.samples == .rows && command.options.layout == .denominator)
    #expect(command.options.expected == ["dW1", "db1", "dX"])
    #expect(command.options.seed == 7)
    #expect(command.form == .text)
  }

  @Test(
    "what is printed is one thing",
    arguments: [
      (["--json"], CheckCommand.Form.json), (["--csv"], .csv), (["--diff"], .patch), (["--bindings"], .bindings),
      (["--format", "github"], .annotations), (["--format=text"], .text),
      (["--show", "12"], .counterexample(line: 12)),
      (["--snippet", "3"], .snippet(line: 3, .numpy)),
      (["--snippet", "3", "--as", "swift"], .snippet(line: 3, .swift)),
    ])
  func forms(arguments: [String], form: CheckCommand.Form) throws {
    let command = try CheckCommand(
      Arguments(arguments + ["a.md"], options: CheckCommand.options, takesOperands: true))
    #expect(command.form == form)
  }

  @Test(
    "a command line that contradicts itself is refused",
    arguments: [
      (["a.md", "--json", "--csv"], "'--json' and '--csv' cannot both be printed"),
      (["a.md", "--diff", "--format", "github"], "'--diff' and '--format' cannot both be printed"),
      (["a.md", "--as", "swift"], "'--as' belongs to '--snippet LINE'"),
      (["a.md", "--as", "cobol", "--snippet", "1"], "'--as cobol': expected numpy or swift"),
      (["a.md", "--show", "0"], "'--show 0': expected a whole number from 1 to 9223372036854775807"),
      (["a.md", "--samples", "diagonal"], "'--samples diagonal': expected columns or rows"),
      (["-", "-"], "'-' is given twice"),
      (["--given", "a.md"], "'--given' needs a document to check"),
      (["--diff"], "'--diff' needs a document to check"),
      ([""], "'' is no path"),
    ])
  func contradictions(arguments: [String], message: String) throws {
    let failure = #expect(throws: CommandFailure.self) {
      try CheckCommand(Arguments(arguments, options: CheckCommand.options, takesOperands: true))
    }
    #expect(failure?.message == message)
  }

  @Test("the page about the command has every option")
  func page() throws {
    let package = (0..<3).reduce(URL(filePath: #filePath)) { url, _ in url.deletingLastPathComponent() }
    let page = try String(contentsOf: package.appending(path: "Docs/DerivationFiles.md"), encoding: .utf8)
    for option in CheckCommand.options { #expect(page.contains(option.name), "\(option.name)") }
    for ending in DocumentFile.extensions where ending.count < 4 && !["mkd", "mdx", "qmd", "rmd"].contains(ending) {
      #expect(page.contains("`.\(ending)`"), "\(ending)")
    }
  }

  private func document(_ verdicts: Verdict...) -> CheckedDerivation {
    var checked = CheckedDerivation(
      name: "a.md", document: ReadDocument(name: "a.md", text: "", format: .markdown, statements: []))
    checked.equations = verdicts.enumerated().map { place, verdict in
      CheckedEquation(
        id: "E\(place)", range: SourceRange(line: 1, column: 1, endLine: 1, endColumn: 2), latex: "x", statement: nil,
        kind: .gradient, verdict: verdict)
    }
    return checked
  }

  @Test("the exit code says the worst that was found")
  func status() {
    #expect(ExitStatus(of: [document(.exact, .convention, .definition, .figureRightFromRounded)]) == .success)
    for verdict in [Verdict.factor, .shape, .wrong, .figureWrong] {
      #expect(ExitStatus(of: [document(.exact), document(.unread, verdict)], allowsUndecided: true) == .checkFailed)
    }
    for verdict in [Verdict.ambiguous, .garbled, .unread] {
      #expect(ExitStatus(of: [document(.exact), document(verdict)]) == .undecided)
      #expect(ExitStatus(of: [document(.exact), document(verdict)], allowsUndecided: true) == .success)
    }
    #expect(ExitStatus(of: [document(.exact), document()]) == .undecided)
    #expect(ExitStatus(of: []) == .undecided)
    #expect(ExitStatus(of: [document(.wrong)], hasUnreadable: true) == .badUsage)
    var contradictory = document(.exact)
    contradictory.findings = [.init(cause: "c", message: "m", lines: [1], repairs: ["a", "b"])]
    #expect(ExitStatus(of: [contradictory]) == .checkFailed)
    contradictory.findings = [.init(cause: "c", message: "only a note", lines: [1])]
    #expect(ExitStatus(of: [contradictory]) == .success)
  }

  @Test(
    "pages are called like their documents, from where the paths part, each by another name",
    arguments: [
      (["notes.md"], ["notes.md.html"]),
      (["/home/a/hw/x.md", "/home/a/hw/sub/y.md"], ["x.md.html", "sub/y.md.html"]),
      (["../a/x.md", "../b/x.md"], ["a/x.md.html", "b/x.md.html"]),
      (["a/x.md", "./a/x.md", "a/X.md"], ["x.md.html", "x.md-2.html", "X.md-3.html"]),
      (["<stdin>", "index"], ["_stdin_.html", "index-2.html"]),
      (["a?b#c%.md"], ["a_b_c_.md.html"]),
    ])
  func pageNames(documents: [String], names: [String]) {
    #expect(PageFiles.names(of: documents) == names)
  }

  @Test("a folder's documents are listed by name, and a path that is named twice once")
  func list() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID())")
    defer { try? FileManager.default.removeItem(at: folder) }
    for name in ["b.md", "a/c.ipynb", "a/d.TEX", "e.pdf", ".git/f.md"] {
      let file = folder.appendingPathComponent(name)
      try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data().write(to: file)
    }
    let path = folder.path
    let list = try DocumentList(["x.md", path, "\(path)/b.md", "x.md"])
    #expect(list.paths == ["x.md", "\(path)/a/c.ipynb", "\(path)/a/d.TEX", "\(path)/b.md"])
    #expect(list.hasFolder && list.otherCount == 1)
    #expect(try !DocumentList(["x.md", "-"]).hasFolder)
  }
}
