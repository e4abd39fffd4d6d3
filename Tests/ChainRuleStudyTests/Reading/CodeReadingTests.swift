import ChainRuleStudy
import Testing

@Suite("Code in documents") struct CodeReadingTests {
  private func read(_ code: String) -> [Statement] {
    ReadDocument(reading: "```python\n\(code)\n```\n", name: "a.md", format: .markdown).statements
  }

  @Test(
    "an assignment is read, and printed as it stands",
    arguments: [
      "dW = np.dot(X.T, dscores)", "db = np.sum(dscores, axis=0, keepdims=True)", "dW += reg * W",
      "scores = X @ W + b", "dscores[range(n), y] -= 1", "W[l] -= learning_rate * dW[l]",
      "delta[l] = (W[l+1].T * delta[l+1]) * activation_derivative(z[l])", "dhidden[hidden <= 0] = 0",
      "A = 1 / (1 + np.exp(-Z))", "dZ = dA * (1 - A**2)", "dA = W[l].T @ dZ[:, i]", "x = z.sum(axis=1)",
      "grads[\"dW1\"] = dZ @ X.T", "a, b = f(x)", "y = x[1:n]", "delta[L] = dL / da[L] * g'(z[L])",
    ])
  func assignment(line: String) {
    let statements = read(line)
    #expect(statements.map(\.unicode) == [line])
    #expect(statements.first?.members.isEmpty == false)
  }

  @Test("modules are left out of names; a method is a function of its object")
  func names() throws {
    let statement = try #require(read("dW = np.dot(X.T, d.sum(axis=0))").first)
    guard case .application(let dot, let arguments) = statement.members[1],
      case .application(let sum, let inner) = arguments[1], case .application(let axis, let value) = inner[1]
    else {
      Issue.record("\(statement.members)")
      return
    }
    func name(_ formula: Formula) -> String? {
      if case .symbol(let symbol) = formula { symbol.name } else { nil }
    }
    #expect(name(dot) == "dot")
    #expect(
      arguments[0]
        == .scripted(.symbol(Symbol(name: "X", typeface: .typewriter)), subscripts: [], superscripts: [.transpose]))
    #expect(name(sum) == "sum")
    #expect(name(inner[0]) == "d")
    #expect(name(axis) == "axis=")
    #expect(value == [.number("0")])
  }

  @Test("a mask is the condition of an assignment")
  func mask() throws {
    let statement = try #require(read("dH[H <= 0] = 0").first)
    #expect(statement.code?.kind == .maskedAssignment)
    #expect(statement.members.count == 3)
    guard case .indicator(let condition) = statement.members[1] else {
      Issue.record("\(statement.members)")
      return
    }
    #expect(condition.relations == [.lessOrEqual])
    #expect(statement.members[2] == .number("0"))
  }

  struct Loop: CustomTestStringConvertible, Sendable {
    let head: String
    let from: String
    let to: String
    let counts: Int
    var testDescription: String { head }
  }

  @Test(
    "the heads of loops, with both ends included",
    arguments: [
      Loop(head: "for l in range(L):", from: "0", to: "L − 1", counts: 1),
      Loop(head: "for l in range(1, L+1):", from: "1", to: "L", counts: 1),
      Loop(head: "for l in range(L-1, 0, -1):", from: "L − 1", to: "1", counts: -1),
      Loop(head: "for l in reversed(range(1, L)):", from: "L − 1", to: "1", counts: -1),
      Loop(head: "for l = L-1 to 1:", from: "L − 1", to: "1", counts: 1),
      Loop(head: "for l = L-1 downto 1 do", from: "L − 1", to: "1", counts: -1),
      Loop(head: "for l = L, L-1, ..., 2:", from: "L", to: "2", counts: -1),
      Loop(head: "for l = 1:L", from: "1", to: "L", counts: 1),
      Loop(head: "for l = L:-1:1", from: "L", to: "1", counts: -1),
    ])
  func loops(loop: Loop) {
    guard case .loop(let variable, let from, let to, let counts)? = read(loop.head).first?.code?.kind else {
      Issue.record("no loop")
      return
    }
    #expect(variable == "l")
    #expect(from.unicode == loop.from)
    #expect(to.unicode == loop.to)
    #expect(counts == loop.counts)
  }

  @Test("lines, indentation, comments, calls over several lines")
  func lines() {
    let document = ReadDocument(
      reading:
        "Code:\n\n```\n# Backward Pass\nfor l = 1 to L:\n    dW = np.dot(X,\n        Y)  # weights\nreturn dW\n```\n",
      name: "a.md", format: .markdown)
    #expect(document.statements.map(\.range.line) == [5, 6, 8])
    #expect(document.statements.map(\.range.endLine) == [5, 7, 8])
    #expect(document.statements.map { $0.code?.indentation } == [0, 4, 0])
    #expect(document.statements.map { $0.code?.kind == .other } == [false, false, true])
    #expect(document.statements[0].proseBefore == "Code: Backward Pass")
    #expect(document.statements[1].latex == "dW = np.dot(X,\n        Y)")
    #expect(document.problems.isEmpty)
  }

  @Test(
    "a line that is no assignment is kept as it is",
    arguments: ["return x", "if a > b:", "print(x)", "x = [i for i in y]"])
  func others(line: String) {
    let statement = read(line).first
    #expect(statement?.code?.kind == .other)
    #expect(statement?.latex == line)
  }
}
