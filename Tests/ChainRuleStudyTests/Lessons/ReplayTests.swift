import ChainRule
import Foundation
import Testing

@testable import ChainRuleStudy

/// 1/(1 + x²): an operation that no page knows.
private struct Bell: ElementwisePrimitive {
  static let name = "sigmoid"
  static let operandCount = 1

  func expression<X: ElementwiseOperand>(_ x: OperandList<X>) -> X { 1 / (1 + square(x[0])) }
}

@Suite(.serialized, .enabled(if: Browser.program != nil, "no Chromium is installed: lesson pages do not compute"))
struct ReplayTests {
  /// Every operation that the page says it can compute, and a sum of them all.
  private static func everything<Scalar>(as scalar: Scalar.Type) -> (x: Variable<Scalar>, gradients: Gradients<Scalar>)
  {
    let tape = Tape<Scalar>()
    let x = tape.parameter([[0.5, -1, 2, 0.25], [1, 0.3, -0.5, 3], [-2, 0.1, 0.7, 1.5]], named: "x")
    let w = tape.parameter([[0.4, 0.6, -0.1], [0.3, 0.5, 0.2]], named: "W")
    let b = tape.parameter([[0.1], [-0.2]], named: "b")
    let labels = tape.data([[1, 0, 0, 0.5], [0, 1, 0, 0.25], [0, 0, 1, 0.25]], named: "y")
    let z = addBias(matmul(w, x), b).named("z")
    let positive = 1 + square(x)
    let cube = concatenate([x, x + 1], alongAxis: 0).reshaped(to: [2, 3, 4])
    let terms: [Variable<Scalar>] = [
      sigmoid(z).sum(), ChainRule.tanh(z).mean(), relu(z).sum(), leakyReLU(z).sum(), elu(z).sum(), softplus(z).sum(),
      ChainRule.log(positive).sum(), ChainRule.exp(-x).mean(alongAxes: [0]).sum(), ChainRule.sqrt(positive).sum(),
      ChainRule.abs(x).sum(), sin(x).sum(), cos(x).sum(), power(positive, x / 2).sum(), power(positive, 1.5).sum(),
      maximum(x, labels).sum(), minimum(x, labels).sum(),
      select(where: x .> 0, x * labels, otherwise: x - labels).sum(),
      (softmax(x) * labels).sum(), (logSoftmax(x, alongAxis: 1) * labels).sum(),
      softmaxCrossEntropy(logits: x, labels: labels), binaryCrossEntropy(logits: x, labels: labels, reduction: .sum),
      halfSquaredError(prediction: x, target: labels), meanSquaredError(prediction: x, target: labels),
      x.logSumExp(alongAxes: [1]).sum(), x.max(alongAxes: [0], keepingAxes: true).sum(), dot(x, labels),
      (matmul(cube, x.transposed()) * matmul(cube, x.transposed())).sum(),
      square(cube.permuted([2, 0, 1]).sliced(alongAxis: 0, 1..., step: 2)).sum(), (stopGradient(x) * x).sum(),
    ]
    let loss = terms.dropFirst().reduce(terms[0], +).named("L")
    return (x, loss.backward())
  }

  private func replayed(_ browser: Browser) throws -> [[Double]] {
    let answer = try browser.evaluate("page.replayed()")
    return (answer as? [[Any]] ?? []).map { $0.map { ($0 as? NSNumber)?.doubleValue ?? .nan } }
  }

  private func expect<Scalar>(
    _ page: [[Double]], toBe tensors: [Tensor<Scalar>], of variables: [Variable<Scalar>], within tolerance: Double
  ) {
    #expect(page.count == tensors.count)
    for (index, (found, tensor)) in zip(page, tensors).enumerated() {
      #expect(found.count == tensor.elementCount)
      for (a, b) in zip(found, tensor.scalars) where !(abs(a - Double(b)) <= tolerance * max(1, abs(Double(b)))) {
        Issue.record("\(variables[index].operation.map { type(of: $0.primitive).name } ?? "leaf"): \(a) is not \(b)")
      }
    }
  }

  /// The variables of a lesson in its order.
  private func variables<Scalar>(_ gradients: Gradients<Scalar>, _ lesson: Lesson) -> [Variable<Scalar>] {
    lesson.record.nodes.map { gradients.tape.variables[$0.place] }
  }

  @Test("the page computes every operation, forward and backward, as the tape does, also after a change")
  func doubles() throws {
    let (x, gradients) = Self.everything(as: Double.self)
    let lesson = try Lesson(gradients, title: "Everything")
    #expect(lesson.record.nodes.allSatisfy { $0.kind != "operation" || $0.replay != nil })
    let page = LessonPage([lesson], title: "Everything")
    #expect(page.html.utf8.count < 1_000_000)
    let browser = try Browser()
    defer { browser.close() }
    try browser.open(page.html, width: 1280)
    let variables = variables(gradients, lesson)
    expect(try replayed(browser), toBe: variables.map(\.value), of: variables, within: 1e-9)
    try browser.evaluate("document.getElementById('last').click()")
    try browser.evaluate(
      """
      (() => {
        const field = document.querySelector('input[aria-label="x, element 2, 4"]');
        field.value = -1.75;
        field.dispatchEvent(new Event('input', { bubbles: true }));
      })()
      """)
    var changed = x.value
    changed[1, 3] = -1.75
    let values = gradients.tape.evaluate(variables, substituting: [x: changed])
    expect(try replayed(browser), toBe: values, of: variables, within: 1e-9)
    #expect(browser.complaints.isEmpty, "\(browser.complaints)")
  }

  @Test("a tape of Float is computed in its own precision")
  func floats() throws {
    let (_, gradients) = Self.everything(as: Float.self)
    let lesson = try Lesson(gradients, title: "Everything")
    let browser = try Browser()
    defer { browser.close() }
    try browser.open(LessonPage([lesson], title: "Everything").html, width: 1280)
    let variables = variables(gradients, lesson)
    expect(try replayed(browser), toBe: variables.map(\.value), of: variables, within: 1e-4)
  }

  @Test("what an unknown operation depends on is fixed, which the page says, even if it has a known one's name")
  func unknownOperation() throws {
    let tape = Tape<Double>()
    let x = tape.parameter([1, 2], named: "x")
    let w = tape.parameter([3, 4], named: "</script><b>w")
    let loss = (Tape.record(Bell(), x) * w).sum().named("L")
    let browser = try Browser()
    defer { browser.close() }
    let lesson = try Lesson(loss.backward(), title: "<i>Fixed")
    try browser.open(LessonPage([lesson], title: "<i>Fixed").html, width: 1280)
    let fixed = try browser.evaluate("document.getElementById('fixed').textContent") as? String ?? ""
    #expect(fixed.contains("cannot be computed in this page: x."))
    #expect(try browser.evaluate("document.querySelectorAll('#fields input').length") as? Int == 2)
    try browser.evaluate("document.getElementById('last').click()")
    #expect(try browser.evaluate("document.querySelectorAll('b, i').length") as? Int == 0)
    #expect(browser.complaints.isEmpty, "\(browser.complaints)")
  }

  @Test("a value that is used twice shows what each use contributes, and their sum")
  func contributions() throws {
    let tape = Tape<Double>()
    let x = tape.parameter(Tensor(3), named: "x")
    let loss = ((sin(x)).named("s") * square(x).named("q")).named("L")
    let browser = try Browser()
    defer { browser.close() }
    let lesson = try Lesson(loss.backward(), title: "Twice")
    try browser.open(LessonPage([lesson], title: "Twice").html, width: 1280)
    try browser.evaluate("document.getElementById('last').click()")
    let told = try browser.evaluate("document.getElementById('step').textContent") as? String ?? ""
    #expect(told.contains("Through q") && told.contains("Through s"))
    #expect(told.contains("The value is used 2 times, by q and s"))
  }

  @Test("a mean over the samples is said to be where the divisor comes from")
  func means() throws {
    let tape = Tape<Double>()
    let z = tape.parameter([[1, 2, 3], [0.5, -1, 4]], named: "Z")
    let y = tape.data([[1, 0, 0], [0, 1, 1]], named: "Y")
    let loss = softmaxCrossEntropy(logits: z, labels: y).named("L")
    let browser = try Browser()
    defer { browser.close() }
    let lesson = try Lesson(loss.backward(), title: "Mean")
    try browser.open(LessonPage([lesson], title: "Mean").html, width: 390)
    try browser.evaluate("document.getElementById('last').click()")
    let told = try browser.evaluate("document.getElementById('step').textContent") as? String ?? ""
    #expect(told.contains("The 1/3: a mean is taken over 3 numbers"))
    #expect(try browser.evaluate("document.getElementById('choice').offsetHeight") as? Int == 0)
  }

  @Test("a computation that nobody could follow is refused with a reason")
  func tooLarge() {
    let tape = Tape<Float>()
    var x = tape.parameter(Tensor(1), named: "x")
    for _ in 0..<700 { x = sin(x) }
    #expect(throws: LessonError.self) { try Lesson(x.backward(), title: "Long") }
    let wide = tape.parameter(Tensor.zeros(200, 200))
    #expect(throws: LessonError.self) { try Lesson(wide.sum().backward(), title: "Wide") }
  }
}
