import ChainRule
import Foundation
import Testing

@testable import ChainRuleStudy

@Suite struct ExplanationTests {
  /// The numbers behind the last equals sign of a line.
  static func numbers(in line: Substring) -> [Double] {
    guard let end = line.range(of: " = ", options: .backwards)?.upperBound else { return [] }
    return line[end...].replacing("−", with: "-").split { !"-0123456789.e".contains($0) }.compactMap { Double($0) }
  }

  static func areClose(_ printed: [Double], _ values: [Double]) -> Bool {
    printed.count == values.count
      && zip(printed, values).allSatisfy { abs($0 - $1) <= 5.1e-5 * max(abs($1), 1e-12) }
  }

  @Test(
    "each gradient is the sum of its contributions, and the printed numbers are the tape's",
    arguments: ["2-2-1", "4-5-3-2", "3-2", "2-3-1"])
  func numbers(widths: String) throws {
    let network = try #require(TeachingNetwork(widths))
    let tape = Tape<Double>()
    let gradients = network.record(on: tape).backward()
    let count = tape.nodeCount
    var printed = 0
    for variable in tape.variables where variable.name != nil && variable.name != "L" {
      let explanation = gradients.explained(variable)
      guard let gradient = gradients[variable] else {
        #expect(explanation.value == nil && explanation.description.contains(" = –"))
        continue
      }
      let truth = gradient.value.scalars
      var sum = Array(repeating: 0.0, count: truth.count)
      for contribution in explanation.contributions {
        for (place, scalar) in contribution.value.scalars.enumerated() { sum[place] += scalar }
      }
      #expect(zip(sum, truth).allSatisfy { abs($0 - $1) < 1e-12 }, "\(explanation)")
      #expect(explanation.contributions.count > 0 && explanation.pathCount == 1)
      guard truth.count <= 24,
        let last = explanation.description.split(separator: "\n").last(where: { $0.contains(" = [") })
      else { continue }
      #expect(Self.areClose(Self.numbers(in: last), truth), "\(explanation)")
      printed += 1
    }
    #expect(printed >= 3)
    #expect(tape.nodeCount == count)
  }

  enum Cell: CaseIterable { case residual, attention, recurrent }

  /// A residual block, a head of attention, or a recurrent cell that is run twice.
  static func record(_ cell: Cell, on tape: Tape<Double>) -> Variable<Double> {
    var numbers = PhiloxGenerator(seed: 11)
    func parameter(_ rows: Int, _ columns: Int, _ name: String) -> Variable<Double> {
      tape.parameter(.normal(shape: [rows, columns], using: &numbers), named: name)
    }
    let x = tape.data(.normal(shape: [3, 4], using: &numbers), named: "X")
    switch cell {
    case .residual:
      let a = tanh(matmul(parameter(3, 3, "W[1]"), x)).named("A")
      return square(a + relu(matmul(parameter(3, 3, "W[2]"), a))).mean().named("L")
    case .attention:
      let q = matmul(x, parameter(4, 2, "W_Q")).named("Q")
      let k = matmul(x, parameter(4, 2, "W_K")).named("K")
      let v = matmul(x, parameter(4, 5, "W_V")).named("V")
      let p = softmax(matmul(q, k.transposed()) / 2, alongAxis: 1).named("P")
      return square(matmul(p, v).named("O")).sum().named("L")
    case .recurrent:
      let (w, u) = (parameter(2, 2, "W"), parameter(2, 3, "U"))
      let first = tanh(matmul(u, x)).named("h_1")
      let second = tanh(matmul(w, first) + matmul(u, x * 0.5)).named("h_2")
      return (square(first).sum() + square(second).sum()).named("L")
    }
  }

  @Test(
    "cells of all kinds are explained and read back; their numbers agree with finite differences",
    arguments: Cell.allCases)
  func cells(cell: Cell) throws {
    let tape = Tape<Double>()
    let loss = Self.record(cell, on: tape)
    let gradients = loss.backward()
    let pass = gradients.written()
    #expect(pass.backward.count > 3)
    #expect(WrittenPassTests.problems(pass) == [], "\(pass.text)")
    for parameter in tape.variables where parameter.leafKind == .parameter {
      let explanation = gradients.explained(parameter)
      let first = explanation.contributions.reduce(0) { $0 + ($1.value.scalars.first ?? .nan) }
      func value(_ step: Double) -> Double {
        var scalars = parameter.value.scalars
        scalars[0] += step
        let moved = Tensor(shape: parameter.shape, scalars: scalars)
        return tape.evaluate([loss], substituting: [parameter: moved])[0].scalar
      }
      let difference = (value(1e-5) - value(-1e-5)) / 2e-5
      #expect(abs(first - difference) < 1e-7 * max(1, abs(difference)), "\(explanation)")
    }
  }

  @Test("a transpose is explained by the shapes, and where they do not decide, that is said")
  func transposes() throws {
    let tape = Tape<Double>()
    let w = tape.parameter(Tensor([[1, 2, 3], [4, 5, 6]]), named: "W")
    let x = tape.parameter(Tensor([[1, 0, 2, 1], [0, 1, 1, 3], [2, 2, 0, 1]]), named: "X")
    let loss = square(matmul(w, x).named("Z")).sum()
    let gradients = loss.backward()
    let reason = try #require(gradients.explained(w).contributions.first?.transposes)
    #expect(reason.alternatives.isEmpty)
    #expect(reason.text.contains("∂L/∂Z Xᵀ is (2 × 4)(4 × 3) → (2 × 3)"))
    let square = Tape<Double>()
    let v = square.parameter(Tensor([[1, 2], [3, 4]]), named: "V")
    let y = square.data(Tensor([[1, 2], [3, 5]]), named: "Y")
    let ambiguous = matmul(v, y).named("Z").sum().backward()
    #expect(try #require(ambiguous.explained(v).contributions.first?.transposes).alternatives.count == 7)
    withExtendedLifetime((tape, square)) {}
  }

  @Test("a value that is used twice shows both contributions and both ways")
  func usedTwice() {
    let tape = Tape<Double>()
    let w = tape.parameter(Tensor([[0.5, -1], [2, 0.25]]), named: "W")
    let x = tape.data(Tensor([[1, 2, 3], [3, 5, -1]]), named: "x")
    let a = tanh(matmul(w, x)).named("A")
    let loss = matmul(w, a).named("B").sum().named("L")
    let explanation = loss.backward().explained(w)
    #expect(explanation.contributions.count == 2)
    #expect(explanation.paths.map { $0.joined(separator: " ") }.sorted() == ["W A B L", "W B L"])
    #expect(explanation.description.contains("W is used 2 times"))
    #expect(explanation.contributions.map(\.user) == ["B", "A"])
    withExtendedLifetime(tape) {}
  }

  @Test("what was not asked for is –, and why is said; what has no way to the output too")
  func absent() {
    let tape = Tape<Double>()
    let w = tape.parameter(Tensor(2), named: "w")
    let u = tape.parameter(Tensor(3), named: "u")
    let unused = tape.parameter(Tensor(4), named: "q")
    let loss = (w * u).named("L")
    let gradients = loss.backward(withRespectTo: [w])
    #expect(gradients.explained(u).value == nil)
    #expect(gradients.explained(u).description.hasPrefix("∂L/∂u = –\n"))
    #expect(gradients.explained(unused).absence == "no way leads from it to the output")
    #expect(gradients.explained(w).value?.scalars == [3])
    withExtendedLifetime(tape) {}
  }

  @Test("a tape of Float is explained as one of Double")
  func float() throws {
    let network = try #require(TeachingNetwork("4-5-3-2"))
    #expect(network.written(style: .delta, Float.self) == network.written(style: .delta))
  }

  @Test("a user's operation stands by its name, and its derivative is that of its expression")
  func userDefined() {
    struct Swish: ElementwisePrimitive {
      static let name = "swish"
      static let operandCount = 1
      func expression<X: ElementwiseOperand>(_ x: OperandList<X>) -> X { x[0] * sigmoid(x[0]) }
    }
    let tape = Tape<Double>()
    let w = tape.parameter(Tensor([1, 2]), named: "w")
    let loss = Tape.record(Swish(), w).sum().named("L")
    let gradients = loss.backward()
    let pass = gradients.written()
    #expect(pass.forward.map(\.equation.unicode) == ["L = Σ swish(w)"])
    #expect(pass.backward.first?.equation.unicode.contains("σ(w)") == true, "\(pass.text)")
    let explanation = gradients.explained(w)
    #expect(explanation.value?.scalars == gradients.require(w).value.scalars)
    withExtendedLifetime(tape) {}
  }

  @Test("a second derivative is written and explained")
  func secondDerivative() throws {
    let tape = Tape<Double>()
    let w = tape.parameter(Tensor(2), named: "w")
    let loss = power(w, 3).named("L")
    let slope = loss.backward().require(w).named("g")
    let gradients = slope.backward()
    let pass = gradients.written()
    let explanation = gradients.explained(w)
    #expect(explanation.value?.scalars == [12])
    #expect(explanation.contributions.reduce(0) { $0 + ($1.value.scalars.first ?? 0) } == 12)
    #expect(pass.backward.first.map { $0.equation.unicode.hasPrefix("∂g/∂w = ") } == true, "\(pass.text)")
    withExtendedLifetime(tape) {}
  }

  @Test("a long chain without names is written in pieces")
  func longChain() {
    let tape = Tape<Double>()
    let w = tape.parameter(Tensor(0.5), named: "w")
    var x = w
    for _ in 0..<2_000 { x = tanh(x) }
    let pass = x.named("L").backward().written()
    #expect(pass.forward.count > 200)
    #expect(pass.backward.allSatisfy { $0.equation.unicode.count < 2_000 })
    withExtendedLifetime(tape) {}
  }

  @Test("every notation is printed in TeX, in Unicode and in MathML")
  func notations() {
    let z = ChainRule.Notation.symbol("Z[2]")
    let cases: [(ChainRule.Notation, String, String)] = [
      (
        .product(.elementwise, z, .indicator(z, ">", .number(0))), "Z[2] ⊙ 1[Z[2] > 0]",
        "Z^{[2]} \\odot \\mathbb{1}[Z^{[2]} > 0]"
      ),
      (.transposed(.product(.matrix, z, .symbol("b_1"))), "(Z[2] b₁)ᵀ", "(Z^{[2]} b_1)^\\top"),
      (.quotient(.number(1), .root(.symbol("x"))), "1/√x", "\\frac{1}{\\sqrt{x}}"),
      (.call("softmax", [z]), "softmax(Z[2])", "\\operatorname{softmax}(Z^{[2]})"),
    ]
    for (notation, unicode, latex) in cases {
      let formula = Formula(notation)
      #expect(formula.unicode == unicode)
      #expect(formula.latex == latex)
      #expect(formula.mathML.contains("<m"))
    }
  }
}
