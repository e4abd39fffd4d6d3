import ChainRule
import Foundation
import Testing

@testable import ChainRuleStudy

#if canImport(FoundationXML)
  import FoundationXML
#endif

@Suite struct PictureTests {
  /// A chain of layers of one width, with its backward pass.
  static func chain(layers: Int, width: Int = 3) -> (tape: Tape<Double>, gradients: Gradients<Double>) {
    let tape = Tape<Double>()
    var a = tape.data(Tensor.ones(width, 2), named: "x <\"&\">")
    for layer in 1...layers {
      let w = tape.parameter(Tensor(repeating: 0.1, shape: [width, width]), named: "W[\(layer)]")
      let b = tape.parameter(Tensor.zeros(width, 1), named: "b[\(layer)]")
      let z = addBias(matmul(w, a), b).named("Z[\(layer)]")
      a = ChainRule.tanh(z).named("A[\(layer)]")
    }
    let loss = square(a).mean().named("L")
    return (tape, loss.backward())
  }

  @Test("a picture shows every node and every edge exactly once", arguments: [1, 3])
  func completeness(layers: Int) throws {
    let (tape, gradients) = Self.chain(layers: layers)
    let drawing = try Drawing(tape.svg(gradients: gradients, limit: 1000))
    #expect(drawing.ids.count == tape.nodeCount)
    #expect(Set(drawing.ids) == Set(tape.variables.map { "n\($0.number)" }))
    var edges: Set<[String]> = []
    for variable in tape.variables {
      for operand in variable.operands { edges.insert(["n\(operand.number)", "n\(variable.number)"]) }
    }
    #expect(drawing.edges.count == edges.count)
    #expect(Set(drawing.edges) == edges)
    #expect(drawing.texts.contains("∂L/∂W[1]"))
    #expect(drawing.texts.contains("x <\"&\">"))
  }

  @Test("no two boxes overlap, and all are inside of the view", arguments: 0..<20)
  func boxes(seed: UInt64) throws {
    var random = PhiloxGenerator(seed: seed)
    let tape = Tape<Double>()
    var known = (0..<4).map { tape.parameter(Tensor([1, Double($0)]), named: "p\($0)") }
    for _ in 0..<40 {
      guard let a = known.randomElement(using: &random), let b = known.randomElement(using: &random) else { continue }
      known.append(Bool.random(using: &random) ? a + b : sigmoid(a))
    }
    let drawing = try Drawing(tape.svg(limit: 1000))
    #expect(drawing.boxes.count == tape.nodeCount)
    for (index, box) in drawing.boxes.enumerated() {
      #expect(box.minX >= 0 && box.minY >= 0 && box.maxX <= drawing.width && box.maxY <= drawing.height)
      for other in drawing.boxes[..<index] { #expect(!box.intersects(other)) }
    }
    for path in drawing.paths {
      // Every edge leads to the right.
      #expect(path.first ?? 0 < path.last ?? 0)
    }
  }

  @Test("a long tape is folded by layer, says so, and still leads from its data to its output")
  func folding() throws {
    let (tape, _) = Self.chain(layers: 40)
    let picture = tape.svg(limit: 60)
    let drawing = try Drawing(picture)
    #expect(drawing.ids.count <= 60)
    #expect(picture.contains("more nodes"))
    let shown = drawing.texts
    #expect(shown.contains("Z[1]") && shown.contains("Z[40]") && shown.contains("L"))
    #expect(!shown.contains("Z[20]"))
    // What is shown and what the folded boxes say that they stand for is the whole tape.
    let folded = shown.compactMap { $0.wholeMatch(of: #/… (\d+) more nodes/#).flatMap { Int($0.1) } }
    #expect(drawing.ids.count - folded.count + folded.reduce(0, +) == tape.nodeCount)
    let reached = drawing.reached(from: "n0")
    let ends = Set(drawing.ids).subtracting(drawing.edges.map { $0[0] })
    #expect(!ends.isEmpty && !reached.isDisjoint(with: ends))
  }

  @Test("a tape without layers is folded too, and one with many leaves")
  func foldingWithoutLayers() throws {
    let tape = Tape<Double>()
    let parts = (0..<300).map { tape.parameter(Tensor([Double($0)]), named: "p\($0)") }
    var x = concatenate(parts, alongAxis: 0)
    for step in 1...200 { x = step % 7 < step % 3 ? sin(x) : step % 5 == 1 ? x + 1 : sigmoid(x) }
    let drawing = try Drawing(tape.svg(limit: 30))
    #expect(drawing.ids.count <= 31)
  }

  @Test("the same tape is drawn the same twice, and an empty one is an empty picture")
  func determinism() throws {
    let (first, second) = (Self.chain(layers: 12).tape, Self.chain(layers: 12).tape)
    #expect(first.svg() == second.svg())
    #expect(first.dot() == second.dot())
    #expect(try Drawing(Tape<Float>().svg()).ids.isEmpty)
  }

  @Test("a value that is used twice in one operation has one arrow to it")
  func doubledUse() throws {
    let tape = Tape<Float>()
    let x = tape.parameter(Tensor(3), named: "x")
    let y = (x * x).named("y")
    let drawing = try Drawing(tape.svg(of: [y]))
    #expect(drawing.edges == [["n\(x.number)", "n\(y.number)"]])
  }

  static let graphviz = ["/usr/bin/dot", "/usr/local/bin/dot", "/opt/homebrew/bin/dot"]
    .first { FileManager.default.isExecutableFile(atPath: $0) }

  @Test(
    "Graphviz reads what is written for it, and draws as many nodes and edges",
    .enabled(if: graphviz != nil, "Graphviz is not installed: its reading is not tested"))
  func graphvizReads() throws {
    let (tape, gradients) = Self.chain(layers: 2)
    let drawn = try #require(Self.graphviz).run("-Tsvg", input: tape.dot(gradients: gradients, limit: 1000))
    let edges = Set(tape.variables.flatMap { v in v.operands.map { [$0.number, v.number] } })
    #expect(drawn.ranges(of: "class=\"node\"").count == tape.nodeCount)
    #expect(drawn.ranges(of: "class=\"edge\"").count == edges.count)
  }
}

extension String {
  /// What the program of this path prints when it reads the input.
  fileprivate func run(_ arguments: String..., input: String) throws -> String {
    let process = Process()
    process.executableURL = URL(filePath: self)
    process.arguments = arguments
    let (source, sink) = (Pipe(), Pipe())
    process.standardInput = source
    process.standardOutput = sink
    try process.run()
    try source.fileHandleForWriting.write(contentsOf: Data(input.utf8))
    try source.fileHandleForWriting.close()
    let data = try sink.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return String(decoding: data, as: UTF8.self)
  }
}
