import ChainRule
import ChainRuleTestSupport
import Testing

/// The pages of Docs say what is so: their code is the code that is compiled here, and prints what they say it prints.
@Suite struct DocumentTests {
  @Test(
    "the code of a page is compiled, as it stands",
    arguments: [
      ("Docs/AddingAnOperation.md", "Tests/ChainRuleTests/Documents/AddingAnOperation.swift"),
      ("Docs/Architecture.md", "Sources/ChainRule/Tape/Backward.swift"),
    ])
  func codeIsCompiled(page: String, source: String) throws {
    let page = try DocumentPage(page)
    #expect(!page.blocks("swift").isEmpty)
    #expect(page.blocksMissing(from: try DocumentPage.text(source)) == [])
  }

  @Test("the page on adding an operation prints what it says")
  func addingAnOperation() async throws {
    let result = await #expect(processExitsWith: .success, observing: [\.standardOutputContent]) {
      checkOwnOperations()
    }
    let page = try DocumentPage("Docs/AddingAnOperation.md")
    #expect(!page.blocks("text").isEmpty)
    #expect(page.blocksMissing(fromOutput: result?.standardOutputContent) == [])
  }

  @Test("a rule of the page that is made for speed agrees with its definition")
  func fusedRules() {
    #expect(fusedProblems(Softsign(), [uneven([3, 5], seed: 1)]) == [])
    #expect(fusedProblems(SquaredDistance(), [uneven([3, 5], seed: 1), uneven([3, 5], seed: 2)]) == [])
  }

  static let cases: [OperationCase] = [
    .unary("swish", { swish($0) }, { $0 * (1 - 1 / (1 + power(of: $0))) }),
    .unary("softsign", { softsign($0) }, { $0 / (1 + Swift.abs($0)) }),
    OperationCase("outer", [uneven([3], seed: 1), uneven([5], seed: 2)]) {
      outer($0[0], $0[1])
    } reference: { x in
      Tensor(shape: [3, 5], scalars: (0..<15).map { x[0].scalars[$0 / 5] * x[1].scalars[$0 % 5] })
    },
    OperationCase("squared distance", [uneven([3, 5], seed: 1), uneven([3, 5], seed: 2)]) {
      squaredDistance($0[0], $0[1])
    } reference: { x in
      Tensor(zip(x[0].scalars, x[1].scalars).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) })
    },
  ]

  // e^x by its series: independent of the package.
  private static func power(of x: Double) -> Double {
    var term = 1.0
    return (1...60).reduce(1.0) { sum, n in
      term *= x / Double(n)
      return sum + term
    }
  }

  @Test("the operations of the page are right, to second order", arguments: cases)
  func operations(operation: OperationCase) {
    #expect(operation.problems() == [])
  }

  @Test("what the page says of closures and stopped gradients")
  func closures() {
    #expect(gradient(at: [0.5, -2]) { (straightThrough($0) * $0.tape.constant([3, 4])).sum() }.scalars == [3, 4])
    #expect(gradient(at: Tensor([0.5, -2])) { distanceToTarget($0, 3 * $0) }.scalars == [-2, 8])
  }
}
