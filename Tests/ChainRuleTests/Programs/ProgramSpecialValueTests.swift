import ChainRule
import ChainRuleTestSupport
import Foundation
import Testing

/// Programs and the tape at the ends of the number range: NaN, infinities, −0 and denormals.
@Suite struct ProgramSpecialValueTests {
  /// Each with a reason to go wrong, and enough of them to fill whole vectors and a rest.
  private static func special<Scalar: TensorScalar>(_ count: Int, rotated: Int = 0) -> [Scalar] {
    let numbers: [Scalar] = [
      .nan, .infinity, -.infinity, 0, -0.0, .leastNonzeroMagnitude, -.leastNonzeroMagnitude,
      .leastNormalMagnitude / 2, .greatestFiniteMagnitude, -.greatestFiniteMagnitude, 1, -1, 0.5, -2.5, 100, -100,
      1000, -1000,
    ]
    return (0..<count).map { numbers[($0 + rotated) % numbers.count] }
  }

  /// The same number, to rounding; the same zero; or both no number.
  private static func alike<Scalar: TensorScalar>(_ a: Scalar, _ b: Scalar) -> Bool {
    if b.isNaN { return a.isNaN }
    if b == 0 || !b.isFinite { return a == b && a.sign == b.sign }
    return abs(a - b) <= 8 * b.ulp
  }

  private static func check<Scalar: TensorScalar>(
    _ outputs: [Variable<Scalar>], from inputs: [Variable<Scalar>] = [], _ names: [String]
  ) {
    let values = outputs[0].tape.program(computing: outputs, from: inputs)()
    for (place, (value, output)) in zip(values, outputs).enumerated() {
      for (index, (a, b)) in zip(value.scalars, output.value.scalars).enumerated() {
        #expect(
          alike(a, b), "\(Scalar.self): \(names[place % names.count]): element \(index) is \(a), on the tape \(b)")
      }
    }
  }

  private static func unary<X: ElementwiseOperand>(_ x: X) -> [(String, X)] {
    [
      ("exp", exp(x)), ("log", log(x)), ("log1p", log1p(x)), ("expm1", expm1(x)), ("sqrt", sqrt(x)),
      ("tanh", tanh(x)), ("sigmoid", sigmoid(x)), ("softplus", softplus(x)), ("relu", relu(x)), ("abs", abs(x)),
      ("sign", sign(x)), ("erf", erf(x)), ("gelu", gelu(x)), ("negate", -x), ("square", square(x)), ("sin", sin(x)),
      ("cos", cos(x)), ("elu", elu(x, alpha: 0.5)), ("leakyReLU", leakyReLU(x)), ("clamp", clamp(x, to: -1...1)),
      ("0 - x", 0 - x), ("x - 0", x - 0), ("x + 0", x + 0), ("1 x", 1 * x), ("-1 x", -1 * x), ("0 x", 0 * x),
      ("x / 1", x / 1), ("1 / x", 1 / x), ("x - x", x - x), ("-(-x)", -(-x)), ("power", power(x, 1.5)),
      ("relu(-x)", relu(-x)), ("x == x", x .== x), ("x != x", x .!= x), ("x > 0", x .> 0),
    ]
  }

  private static func binary<X: ElementwiseOperand>(_ x: X, _ y: X) -> [(String, X)] {
    [
      ("add", x + y), ("subtract", x - y), ("multiply", x * y), ("divide", x / y), ("maximum", maximum(x, y)),
      ("minimum", minimum(x, y)), ("select", select(where: x .> y, x, otherwise: y)),
      ("select by number", select(where: x, y, otherwise: x)), ("power", power(x, y)), ("less", x .< y),
      ("at most", x .<= y), ("at least", x .>= y), ("equal", x .== y), ("different", x .!= y),
      ("mask", (x .> 0) * y), ("maximum, other order", maximum(y, x)),
    ]
  }

  private static func checkElementwise<Scalar: TensorScalar>(_: Scalar.Type) {
    let count = 18
    let tape = Tape<Scalar>()
    let x = tape.data(Tensor(special(count)))
    for (name, y) in unary(x) { check([y], from: [x], [name]) }
    let single = unary(x)
    check(single.map(\.1), from: [x], single.map(\.0))
    for rotated in 0..<count {
      let y = tape.data(Tensor(special(count, rotated: rotated)))
      let pairs = binary(x, y)
      check(pairs.map(\.1), from: [x, y], pairs.map(\.0))
      if rotated % 5 == 0 { for (name, z) in pairs { check([z], from: [x, y], [name]) } }
    }
    // Single numbers take a path of their own, and so do numbers that are known beforehand.
    for number in special(count) as [Scalar] {
      for leaf in [tape.data(Tensor(number)), tape.constant(Tensor(number))] {
        let single = unary(leaf) + binary(leaf, tape.data(Tensor(0.5))) + binary(tape.data(Tensor(-0.0)), leaf)
        check(single.map(\.1), from: leaf.leafKind == .constant ? [] : [leaf], single.map { "\($0.0) of \(number)" })
      }
      let filled = tape.constant(Tensor(repeating: number, shape: [3, 4]))
      let sums = [filled.sum(alongAxes: [0]), filled.sum(), filled.max(alongAxes: [1]), filled * x.max()]
      check(sums, ["sums and maxima of \(number)"])
    }
  }

  @Test("elementwise operations, alone and fused", arguments: RandomProgramTests.sets)
  func elementwise(set: InstructionSet) async {
    await #expect(processExitsWith: .success) { [set = set.rawValue as String] in
      InstructionSet.use(try #require(InstructionSet(rawValue: set)))
      Self.checkElementwise(Float.self)
      Self.checkElementwise(Double.self)
    }
  }

  private static func checkReductions<Scalar: TensorScalar>(_: Scalar.Type) {
    for (rows, columns) in [(3, 18), (18, 3), (40, 700), (700, 40)] {
      for number in [Scalar.nan, .infinity, -.infinity, -0.0] {
        for place in [0, columns - 1, rows * columns / 2, rows * columns - 1] {
          let tape = Tape<Scalar>()
          var scalars = (0..<rows * columns).map { Scalar(($0 * 7) % 11) / 4 - 1 }
          if number == 0 { scalars = scalars.map { _ in number } }
          scalars[place] = number
          let x = tape.data(Tensor(shape: [rows, columns], scalars: scalars))
          var outputs: [Variable<Scalar>] = []
          for axes in [[0], [1], [0, 1]] {
            outputs += [
              x.sum(alongAxes: axes), x.max(alongAxes: axes), (x * 2).max(alongAxes: axes, keepingAxes: true),
            ]
          }
          check(outputs, from: [x], ["reduction of \(rows) × \(columns) with \(number)"])
        }
      }
    }
  }

  @Test("sums and maxima, in one tile and in many")
  func reductions() {
    Self.checkReductions(Float.self)
    Self.checkReductions(Double.self)
  }

  @Test("softmax with masked classes, and cross-entropy with 0 · log 0")
  func maskedClasses() {
    for (classes, samples) in [(3, 5), (18, 40), (10, 1000)] {
      let tape = Tape<Double>()
      let logits = (0..<classes * samples).map { place in
        let (k, sample) = (place / samples, place % samples)
        return sample == 1 || (k % 3 == 1 && sample % 2 == 0) ? -.infinity : Double((place * 13) % 17) / 4 - 2
      }
      let z = tape.parameter(Tensor(shape: [classes, samples], scalars: logits), named: "Z")
      let y = tape.data(.oneHot((0..<samples).map { $0 % 2 == 0 ? 0 : $0 % classes }, classCount: classes), named: "Y")
      let loss = softmaxCrossEntropy(logits: z, labels: y, reduction: .none)
      let weighted = (loss * select(where: (loss - loss) .== 0, 1, otherwise: 0)).sum()
      let outputs = [
        softmax(z, alongAxis: 0), logSoftmax(z, alongAxis: 0), loss,
        select(where: (loss - loss) .== 0, loss, otherwise: -1), weighted.backward().require(z),
        z.logSumExp(alongAxes: [0]), softmax(z.transposed(), alongAxis: 1),
      ]
      let names = ["softmax", "log softmax", "loss", "finite losses", "gradient", "logSumExp", "softmax of rows"]
      let values = tape.program(computing: outputs, from: [z, y])()
      for (name, (value, output)) in zip(names, zip(values, outputs)) {
        for (a, b) in zip(value.scalars, output.value.scalars) {
          let isAlike = a == b || a.isNaN && b.isNaN || abs(a - b) <= 1e-13 * max(1, abs(b))
          #expect(isAlike, "\(name) of \(classes) × \(samples): \(a), on the tape \(b)")
        }
      }
      #expect(!values[0].scalars.contains { $0.isNaN })
    }
  }

  @Test("binary cross-entropy at labels 0 and 1 with infinite logits")
  func binaryLabels() {
    let tape = Tape<Float>()
    let z = tape.parameter(Tensor<Float>([-.infinity, .infinity, -.infinity, .infinity, 0, 200, -200]), named: "z")
    let y = tape.data([0, 1, 1, 0, 0.5, 1, 0], named: "y")
    let loss = binaryCrossEntropy(logits: z, labels: y, reduction: .none)
    Self.check([loss, loss.sum().backward().require(z)], from: [z, y], ["loss", "gradient"])
  }
}
