import ChainRuleStudy
import Foundation
import Testing

@Suite("Documents in other formats") struct OtherFormatsTests {
  // MARK: LaTeX

  @Test("a document in LaTeX: commands, environments, comments, sections, listings")
  func latex() {
    let text = """
      \\documentclass{article}
      \\newcommand{\\R}{\\mathbb{R}}
      \\newcommand{\\pd}[2][L]{\\frac{\\partial #1}{\\partial #2}}
      \\def\\W#1{\\mathbf{W}^{[#1]}}
      \\DeclareMathOperator{\\softmax}{softmax}
      \\begin{document}
      \\section{Forward \\emph{pass}}
      % $not = read$ and % again
      Let $x \\in \\R^n$. % $$ unbalanced
      \\begin{align}
        z &= \\W{1} x, \\label{a} \\\\ % $hidden = comment$
        a &= \\softmax(z). \\nonumber
      \\end{align}
      \\begin{eqnarray*}
      \\pd{z} &=& a - y \\\\
      \\pd[J]{\\W{1}} &=& \\pd{z} x^\\top
      \\end{eqnarray*}
      % chain-rule: loss L
      \\begin{verbatim}
      dW = dz @ x.T
      \\end{verbatim}
      \\end{document}
      $ignored = 1$
      """
    let document = ReadDocument(reading: text, name: "a.tex", format: .latex)
    #expect(
      document.statements.map(\.unicode) == [
        "x ∈ ℝⁿ", "z = W[1] x", "a = softmax(z)", "∂L/∂z = a − y", "∂J/∂W[1] = ∂L/∂z xᵀ", "dW = dz @ x.T",
      ])
    #expect(document.statements.map(\.range.line) == [9, 11, 12, 15, 16, 20])
    #expect(document.statements.last?.code?.kind == .assignment)
    #expect(document.statements.allSatisfy { $0.headings == ["Forward pass"] })
    #expect(document.bindings.map(\.text) == ["loss L"])
    #expect(document.problems.isEmpty)
  }

  @Test(
    "environments of LaTeX",
    arguments: [
      "\\begin{equation} a = b \\end{equation}", "\\begin{gather*} a = b \\end{gather*}",
      "\\begin{multline} a \\\\ = b \\end{multline}",
      "\\begin{equation}\\begin{split} a &= b \\end{split}\\end{equation}",
      "\\[ \\begin{aligned} a &= b \\end{aligned} \\]", "\\begin{alignat}{2} a &= b \\end{alignat}",
      "\\begin{displaymath} a = b \\end{displaymath}",
    ])
  func environments(text: String) {
    let document = ReadDocument(reading: text, name: "a.tex", format: .latex)
    #expect(document.statements.map(\.unicode) == ["a = b"])
    #expect(document.problems.isEmpty)
  }

  // MARK: Notebooks

  @Test("a notebook's Markdown cells; places are the cell and the line in it")
  func notebook() {
    let text = """
      {"nbformat": 4, "cells": [
       {"cell_type": "code", "source": "x = 1"},
       {"cell_type": "markdown", "source": ["# T\\n", "so $a = b$\\n"]},
       {"cell_type": "markdown", "metadata": {"a": [1, 2.5e3, null, true]}, "source": "then\\n\\n$\\\\hat y = \\u03c3(z)$ \\ud83d\\ude00"}]}
      """
    let document = ReadDocument(reading: text, name: "a.ipynb", format: .notebook)
    #expect(document.statements.map(\.unicode) == ["a = b", "ŷ = σ(z)"])
    #expect(document.statements.map(\.range.cell) == [2, 3])
    #expect(document.statements.map(\.range.line) == [2, 3])
    #expect(document.statements.map(\.headings) == [["T"], ["T"]])
    #expect(document.cells == [2: "# T\nso $a = b$\n", 3: "then\n\n$\\hat y = σ(z)$ 😀"])
  }

  @Test("a notebook that is no JSON is an error with its place")
  func brokenNotebook() throws {
    let bytes = Array("{\"cells\": [\n  {\"cell_type\": }]}".utf8)
    let error = #expect(throws: DocumentError.self) { try ReadDocument(reading: bytes, name: "a.ipynb") }
    #expect(error?.description == "a.ipynb:2:17: this is no valid notebook: expected a value")
    let document = ReadDocument(reading: "[", name: "a.ipynb", format: .notebook)
    #expect(document.problems.count == 1)
  }

  // MARK: Plain text

  @Test("plain text: formulas in lines, among words, with labels and numbers before them")
  func plainText() {
    let text = """
      Forward Propagation

      Z1 = W1 x + b1
      1. dZ2 = A2 - Y
      Output error: δ = A2 − Y
      The loss is L = -1/m Σ_i Y_i log A_i, and then dA1 = W2ᵀ dZ2.
      It is a = 1 matrix of weights.
      dW = a
         = b
      """
    let document = ReadDocument(reading: text, name: "a.txt", format: .plainText)
    #expect(
      document.statements.map(\.unicode) == [
        "Z1 = W1 x + b1", "dZ2 = A2 − Y", "δ = A2 − Y", "L = −1/m Σᵢ Yᵢ log Aᵢ", "dA1 = W2ᵀ dZ2", "a = 1", "dW = a = b",
      ])
    #expect(document.statements.allSatisfy { $0.headings == ["Forward Propagation"] })
    #expect(document.problems.isEmpty)
  }

  @Test("plain text: a loop without fences is code")
  func plainLoop() {
    let text = "Backward:\nfor l = L-1 to 1:\n    dW[l] = dZ[l] @ A[l-1].T\nThen stop."
    let document = ReadDocument(reading: text, name: "a.txt", format: .plainText)
    #expect(document.statements.map(\.latex) == ["for l = L-1 to 1:", "dW[l] = dZ[l] @ A[l-1].T"])
    #expect(document.statements.map { $0.code?.indentation } == [0, 4])
  }

  // MARK: Files

  @Test("what tells the format")
  func formats() throws {
    func format(_ name: String, _ content: String = "") throws -> ReadDocument.Format {
      try ReadDocument.Format(name: name, content: Array(content.utf8))
    }
    #expect(try format("a.md") == .markdown)
    #expect(try format("a.TEX") == .latex)
    #expect(try format("dir.x/a.ipynb") == .notebook)
    #expect(try format("a.txt") == .plainText)
    #expect(try format("-", "\\documentclass{article}") == .latex)
    #expect(try format("-", " {\"nbformat\": 4, \"cells\": []}") == .notebook)
    #expect(try format("-", "text") == .markdown)
  }

  @Test(
    "files that hold no text are refused, with how to convert them",
    arguments: [
      ("a.md", "%PDF-1.7", "marker"), ("a.docx", "PK\u{3}\u{4}", "pandoc"), ("a.md", " <!DOCTYPE html><p>", "pandoc"),
      ("a.html", "x", "pandoc"), ("a.rtf", "{\\rtf1", "pandoc"),
    ])
  func refused(name: String, content: String, advice: String) {
    let error = #expect(throws: DocumentError.self) { try ReadDocument(reading: Array(content.utf8), name: name) }
    #expect(error?.message.contains(advice) == true)
  }

  @Test("bytes that are no UTF-8 have a place; a byte order mark is passed over")
  func encoding() throws {
    let error = #expect(throws: DocumentError.self) {
      try ReadDocument(reading: Array("ab\nc".utf8) + [0xFF, 0x20], name: "a.md")
    }
    #expect(error?.description.hasPrefix("a.md:2:2: this is not UTF-8") == true)
    #expect(try ReadDocument(reading: [0xEF, 0xBB, 0xBF] + Array("$a = b$".utf8), name: "a.md").statements.count == 1)
  }

  @Test("a derivation from a file, and a file that is not there")
  func files() throws {
    let path = FileManager.default.temporaryDirectory.appending(path: "reading-\(UUID().uuidString).md").path()
    try "$a = b$".write(toFile: path, atomically: true, encoding: .utf8)
    defer { try? FileManager.default.removeItem(atPath: path) }
    #expect(try Derivation(contentsOf: path).document.statements.map(\.latex) == ["a = b"])
    let error = #expect(throws: DocumentError.self) { try Derivation(contentsOf: path + ".missing") }
    #expect(error?.name == path + ".missing")
    #expect(Derivation("dW = dZ Xᵀ", name: "notes.md", format: .markdown).document.statements.count == 1)
  }
}
