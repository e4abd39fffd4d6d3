import Foundation
import Testing

@Suite struct CheckTests {
  /// A folder with files that is there while `body` runs.
  private func withFolder<Result>(_ files: [String: String], _ body: (String) throws -> Result) throws -> Result {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID())")
    defer { try? FileManager.default.removeItem(at: folder) }
    for (name, text) in files {
      let file = folder.appendingPathComponent(name)
      try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: file)
    }
    return try body(folder.path)
  }

  @Test("a document without an equation is undecided, which may be allowed")
  func noEquation() throws {
    try withFolder(["notes.md": "Only words.\n"]) { folder in
      let run = try CommandRun("check", "\(folder)/notes.md")
      #expect(run.status == 3)
      #expect(run.output == "\(folder)/notes.md\nno equation was found\n")
      #expect(try CommandRun("check", "\(folder)/notes.md", "--allow-undecided").status == 0)
    }
  }

  @Test("a document that cannot be read is said in a line, the others are checked, and the exit code is 2")
  func unreadable() throws {
    try withFolder(["notes.md": "Only words.\n"]) { folder in
      let run = try CommandRun("check", "--json", "\(folder)/missing.md", "\(folder)/notes.md")
      #expect(run.status == 2)
      #expect(run.errors == "chain-rule: \(folder)/missing.md: there is no such file\n")
      #expect(try run.objects.map { $0["document"] as? String } == ["\(folder)/notes.md"])
    }
  }

  @Test(
    "what is no text says how to make it one",
    arguments: [
      ("notes.pdf", "%PDF-1.7", "PDF is not read; "), ("renamed.md", "%PDF-1.7", "PDF is not read; "),
      ("notes.docx", "PK\u{3}\u{4}", "a word processor's file is not read; convert it: pandoc "),
      ("page.html", "<p>x</p>", "HTML is not read; convert it: pandoc "),
    ])
  func conversions(name: String, content: String, message: String) throws {
    try withFolder([name: content]) { folder in
      let run = try CommandRun("check", "\(folder)/\(name)")
      #expect(run.status == 2)
      #expect(run.errors.hasPrefix("chain-rule: \(folder)/\(name): \(message)"), "\(run.errors)")
      #expect(run.errors.split(separator: "\n").count == 1)
    }
  }

  @Test("bytes that are no text, folders without documents and devices are errors")
  func otherFiles() throws {
    try withFolder(["picture.png": "x"]) { folder in
      try Data([0x24, 0xFF, 0x24]).write(to: URL(fileURLWithPath: "\(folder)/latin.txt"))
      #expect(try CommandRun("check", "\(folder)/latin.txt").errors.contains("this is not UTF-8 text"))
      try FileManager.default.removeItem(atPath: "\(folder)/latin.txt")
      let run = try CommandRun("check", folder)
      #expect(run.status == 2)
      #expect(run.errors.hasPrefix("chain-rule: \(folder): there is no document here"))
      #expect(try CommandRun("check", "/dev/zero").status == 2)
    }
  }

  @Test("author's directions that cannot be read are an error at their place")
  func directions() throws {
    let run = try CommandRun("check", "-e", "x = y", "--let", "sigma=tahn")
    #expect(run.status == 2)
    #expect(run.errors.hasPrefix("chain-rule: '--let sigma=tahn', column 7: found 'tahn' where a number,"))
    let twice = try CommandRun("check", "-e", "x = y", "--let", "a=1", "--let", "a=2")
    #expect(twice.errors.hasPrefix("chain-rule: '--let a=2': 'a' is also said to be 1\n"))
  }

  private static let sheet = """
    With $x \\in \\mathbb{R}^n$, $W \\in \\mathbb{R}^{k \\times n}$ and $t \\in \\mathbb{R}^k$:

    $$z = W x$$

    $$L = \\frac12 \\| z - t \\|^2$$

    """

  @Test("a result that is missing is a fault, one that is there is found, and what is no name is refused")
  func expectedResults() throws {
    try withFolder(["sheet.md": Self.sheet, "answer.md": "$$dW = (z - t) x^\\top$$\n"]) { folder in
      let given = ["check", "\(folder)/answer.md", "--given", "\(folder)/sheet.md"]
      let found = try CommandRun(given + ["--expect", "∂L/∂W"])
      #expect(found.status == 0)
      #expect(found.output.contains("\n\nExpected results\n  ∂L/∂W  found, line 1\n\n"))
      let missing = try CommandRun(given + ["--expect", "dW,dx"])
      #expect(missing.status == 1)
      #expect(
        missing.output.contains(
          "dx is missing: no equation derives it\n    mend: add an equation that begins with dx ="))
      let record = try CommandRun(given + ["--expect", "dW,dx", "--json"])
      let states = try (record.objects.first?["expected"] as? [[String: Any]])?.map { $0["state"] as? String }
      #expect(states == ["found", "missing"])
      let unread = try CommandRun(given + ["--expect", "dW +"])
      #expect(unread.status == 2)
      #expect(
        unread.errors.hasPrefix(
          "chain-rule: '--expect dW +': expected the name of a result, such as dW1, dW[1], dW^{[1]} or ∂L/∂W1"))
    }
  }

  @Test("a document cannot excuse itself where another is given")
  func ownBindings() throws {
    let answer = "<!-- chain-rule: constant W -->\n$$dW = 2 (z - t) x^\\top$$\n"
    try withFolder(["sheet.md": Self.sheet, "answer.md": answer]) { folder in
      let run = try CommandRun("check", "\(folder)/answer.md", "--given", "\(folder)/sheet.md")
      #expect(run.status == 1)
      #expect(run.output.contains("the document binds W itself; with --given this is not used (line 1)"))
      #expect(
        try CommandRun("check", "\(folder)/answer.md", "--given", "\(folder)/sheet.md", "--let", "W=constant").status
          == 3)
    }
  }

  @Test("a name can have a role, a value and a shape; what is printed as a comment is what was read")
  func bindings() throws {
    try withFolder(["notes.md": Self.sheet]) { folder in
      let run = try CommandRun(
        "check", "\(folder)/notes.md", "--bindings", "--let", "W=constant", "--let", "W=k × n", "--let", "t=label")
      #expect(run.status == 0)
      #expect(
        run.output == """
          <!-- chain-rule:
            loss L;
            input x;
            label t;
            constant W;
            shape W = k × n;
            shape t = k × 1;
            shape x = n × 1;
            samples columns;
          -->

          """)
    }
  }

  @Test("of a folder all documents are checked, and only what was told is written")
  func folder() throws {
    try withFolder(["in/b.md": "Words", "in/sub/a.tex": "Words", "in/.hidden.md": "x", "in/x.png": "x"]) { folder in
      let run = try CommandRun("check", "\(folder)/in", "--html", "\(folder)/out")
      #expect(run.status == 3)
      #expect(run.output.hasPrefix("judged 0 of 0 equations in 2 documents: 2 with something left open\n"))
      #expect(run.output.hasSuffix("\n1 other file passed over\n"))
      #expect(run.errors == "page: \(folder)/out/index.html\n")
      let files = try FileManager.default.subpathsOfDirectory(atPath: folder).filter { $0.contains(".") }
      #expect(
        Set(files) == [
          "in/b.md", "in/sub/a.tex", "in/.hidden.md", "in/x.png", "out/index.html", "out/b.md.html",
          "out/sub/a.tex.html",
        ])
      let index = try String(contentsOfFile: "\(folder)/out/index.html", encoding: .utf8)
      #expect(index.contains("href=\"sub/a.tex.html\""))
      let page = try String(contentsOfFile: "\(folder)/out/sub/a.tex.html", encoding: .utf8)
      #expect(page.contains("href=\"../index.html\""))
    }
  }

  @Test("a document is never written over, by whatever name it is called")
  func overwriting() throws {
    try withFolder(["notes.md": "Words", "given.md": "Words"]) { folder in
      let link = "\(folder)/link.html"
      try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "\(folder)/notes.md")
      for (page, arguments) in [
        ("\(folder)/notes.md", []), ("\(folder)/../\(URL(fileURLWithPath: folder).lastPathComponent)/notes.md", []),
        (link, []), ("\(folder)/given.md", ["--given", "\(folder)/given.md"]),
      ] {
        let run = try CommandRun(["check", "\(folder)/notes.md", "--html", page] + arguments)
        #expect(run.status == 2)
        #expect(run.errors == "chain-rule: \(page): this is a document to check, which is never written over\n")
      }
      for name in ["notes.md", "given.md"] {
        #expect(try String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8) == "Words")
      }
    }
  }

  @Test("an equation of the command line is a document")
  func equation() throws {
    let run = try CommandRun("check", "-e", "x = y", "--json")
    #expect(try run.objects.first?["document"] as? String == "equation")
    #expect(try run.objects.first?["schema"] as? String == "chain-rule-check/1")
  }

  @Test("a table has its header once, however many documents there are")
  func table() throws {
    try withFolder(["a.md": "Words", "b.md": "Words"]) { folder in
      let run = try CommandRun("check", folder, "--csv")
      #expect(run.output.split(separator: "\r\n").count == 1)
      #expect(run.output.hasPrefix("document,cell,line,column,"))
    }
  }

  @Test("a line without an equation has no counterexample")
  func counterexample() throws {
    try withFolder(["a.md": "Words"]) { folder in
      let run = try CommandRun("check", "\(folder)/a.md", "--show", "3")
      #expect(run.status == 2)
      #expect(run.errors == "chain-rule: \(folder)/a.md:3: there is no equation here; nothing is faulty\n")
    }
  }

  @Test(
    "output that cannot be written ends the program with a message",
    .enabled(if: FileManager.default.fileExists(atPath: "/dev/full"), "a device that Linux has"))
  func fullDisk() throws {
    let run = try CommandRun(["check", "-e", "x = y", "--json"], outputPath: "/dev/full")
    #expect(run.status == 2)
    #expect(run.errors == "chain-rule: cannot write the output: No space left on device\n")
  }
}
