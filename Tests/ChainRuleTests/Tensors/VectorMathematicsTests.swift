import ChainRule
import ChainRuleTestSupport
import Foundation
import Testing

/// The elementary functions on every instruction set. A kernel's instruction set belongs to the process, so each is
/// tested in one of its own.
@Suite struct VectorMathematicsTests {
  /// A function, what it should be, and how far it may be off, in units in the last place of the exact result.
  struct Function: Sendable {
    let name: String
    let float: @Sendable (Tensor<Float>) -> Tensor<Float>
    let double: @Sendable (Tensor<Double>) -> Tensor<Double>
    let reference: @Sendable (Double) -> Double
    let bound: Double

    func worst(_ arguments: [Float]) -> (error: Double, argument: Float) {
      var worst = (error: 0.0, argument: Float(0))
      for (x, value) in zip(arguments, float(Tensor(arguments)).scalars) {
        let exact = reference(Double(x))
        let nearest = Float(exact)
        let error: Double
        if nearest.isFinite && value.isFinite {
          error = (Double(value) - exact).magnitude / Double(nearest.ulp)
        } else {
          error = nearest == value || nearest.isNaN && value.isNaN ? 0 : .infinity
        }
        if error > worst.error { worst = (error, x) }
      }
      return worst
    }
  }

  static let functions: [Function] = [
    Function(name: "exp", float: { exp($0) }, double: { exp($0) }, reference: { exp($0) }, bound: 1),
    Function(name: "log", float: { log($0) }, double: { log($0) }, reference: { log($0) }, bound: 1),
    Function(name: "log1p", float: { log1p($0) }, double: { log1p($0) }, reference: { log1p($0) }, bound: 1),
    Function(name: "expm1", float: { expm1($0) }, double: { expm1($0) }, reference: { expm1($0) }, bound: 2),
    Function(name: "sin", float: { sin($0) }, double: { sin($0) }, reference: { sin($0) }, bound: 2),
    Function(name: "cos", float: { cos($0) }, double: { cos($0) }, reference: { cos($0) }, bound: 2),
    Function(name: "tanh", float: { tanh($0) }, double: { tanh($0) }, reference: { tanh($0) }, bound: 1.5),
    Function(
      name: "sigmoid", float: { sigmoid($0) }, double: { sigmoid($0) }, reference: { 1 / (1 + exp(-$0)) }, bound: 2),
    Function(
      name: "softplus", float: { softplus($0) }, double: { softplus($0) },
      reference: { ($0 <= 0 ? 0 : $0) + log1p(exp(-$0.magnitude)) }, bound: 2),
    Function(name: "erf", float: { erf($0) }, double: { erf($0) }, reference: { erf($0) }, bound: 2),
  ]

  static let sets = InstructionSet.allCases.filter(\.isAvailable)
  static let areLongTestsOn = ProcessInfo.processInfo.environment["CHAINRULE_LONG_TESTS"] != nil

  @Test("float functions are as near to the exact value as stated, over all floats", arguments: sets)
  func floats(set: InstructionSet) async {
    await #expect(processExitsWith: .success) { [set = set.rawValue as String] in
      InstructionSet.use(try #require(InstructionSet(rawValue: set)))
      let count = UInt32(Self.areLongTestsOn ? 200_000 : 20_000)
      // Every binade of both signs, and once more those in which the functions are neither 0, 1 nor infinite.
      let spread = (0..<count).map { Float(bitPattern: $0 &* (UInt32.max / count)) }
      let middle = (0..<count).map { (Float($0) / Float(count) - 0.5) * 220 }
      let small = (0..<count).map { (Float($0) / Float(count) - 0.5) * 8 }
      for function in Self.functions {
        for arguments in [spread, middle, small] {
          let worst = function.worst(arguments)
          #expect(worst.error <= function.bound, "\(function.name)(\(worst.argument)) on \(set)")
        }
      }
    }
  }

  @Test("double functions are as near as stated to values computed with 400 bits", arguments: sets)
  func doubles(set: InstructionSet) async {
    await #expect(processExitsWith: .success) { [set = set.rawValue as String] in
      InstructionSet.use(try #require(InstructionSet(rawValue: set)))
      // Lines of a function's name, an argument, the nearest double, and what that lacks in units of its last place.
      let lines = try DocumentPage.text("Tests/Fixtures/vector-mathematics.csv").split(separator: "\n")
        .map { $0.split(separator: ",") }
      let points = Dictionary(grouping: lines) { String($0[0]) }
      for function in Self.functions {
        let own = try #require(points[function.name])
        #expect(own.count > 150)
        let numbers = try own.map { line in try line[1...].map { try #require(Double(String($0))) } }
        let results = function.double(Tensor(numbers.map { $0[0] })).scalars
        for (number, result) in zip(numbers, results) {
          let error = ((result - number[1]) / number[1].ulp - number[2]).magnitude
          #expect(error <= function.bound, "\(function.name)(\(number[0])) is \(result) on \(set)")
        }
      }
    }
  }

  /// Arguments with exact results: infinities, NaN, zeros of both signs, and where results leave the finite numbers.
  static let special: [(name: String, values: [(Double, Double)])] = [
    ("exp", [(-.infinity, 0), (.infinity, .infinity), (0, 1), (-0.0, 1), (1e5, .infinity), (-1e5, 0)]),
    (
      "log",
      [
        (-.infinity, .nan), (.infinity, .infinity), (0, -.infinity), (-0.0, -.infinity), (1, 0), (-1, .nan),
        (-1e-40, .nan),
      ]
    ),
    (
      "log1p",
      [
        (-.infinity, .nan), (.infinity, .infinity), (0, 0), (-0.0, -0.0), (-1, -.infinity), (-1.5, .nan),
        (1e-40, 1e-40),
      ]
    ),
    (
      "expm1",
      [(-.infinity, -1), (.infinity, .infinity), (0, 0), (-0.0, -0.0), (1e5, .infinity), (-1e5, -1), (1e-40, 1e-40)]
    ),
    ("sin", [(-.infinity, .nan), (.infinity, .nan), (0, 0), (-0.0, -0.0), (1e-40, 1e-40), (-1e-40, -1e-40)]),
    ("cos", [(-.infinity, .nan), (.infinity, .nan), (0, 1), (-0.0, 1), (1e-40, 1)]),
    (
      "tanh",
      [(-.infinity, -1), (.infinity, 1), (0, 0), (-0.0, -0.0), (50, 1), (-50, -1), (1e-40, 1e-40), (-1e-40, -1e-40)]
    ),
    ("sigmoid", [(-.infinity, 0), (.infinity, 1), (0, 0.5), (-0.0, 0.5), (1e5, 1), (-1e5, 0)]),
    ("softplus", [(-.infinity, 0), (.infinity, .infinity), (1e5, 1e5), (-1e5, 0)]),
    ("erf", [(-.infinity, -1), (.infinity, 1), (0, 0), (-0.0, -0.0), (7, 1), (-7, -1)]),
  ]

  @Test("infinities, NaN, signed zeros and denormal arguments have the values that IEEE 754 asks for", arguments: sets)
  func specialValues(set: InstructionSet) async {
    await #expect(processExitsWith: .success) { [set = set.rawValue as String] in
      InstructionSet.use(try #require(InstructionSet(rawValue: set)))
      for (name, values) in Self.special {
        let function = try #require(Self.functions.first { $0.name == name })
        let arguments = values.map(\.0) + [.nan]
        let floats = function.float(Tensor(arguments.map { Float($0) })).scalars
        let doubles = function.double(Tensor(arguments)).scalars
        #expect(floats.last?.isNaN == true && doubles.last?.isNaN == true, "\(name)(NaN) on \(set)")
        for (place, (argument, value)) in values.enumerated() {
          #expect(
            value.isNaN ? floats[place].isNaN : floats[place].bitPattern == Float(value).bitPattern,
            "\(name)(\(argument)) is \(floats[place]) on \(set)")
          #expect(
            value.isNaN ? doubles[place].isNaN : doubles[place].bitPattern == value.bitPattern,
            "\(name)(\(argument)) is \(doubles[place]) on \(set)")
        }
      }
    }
  }

  @Test("powers are those of the C library to one unit in the last place, special values included", arguments: sets)
  func powers(set: InstructionSet) async {
    await #expect(processExitsWith: .success) { [set = set.rawValue as String] in
      InstructionSet.use(try #require(InstructionSet(rawValue: set)))
      var bases: [Double] = [0, -0.0, 1, -1, .infinity, -.infinity, .nan, 0.5, -0.5, 2, -2, 1e-40, -1e-40, 3e38]
      bases += (0..<200).map { Foundation.exp((Double($0) - 100) / 2.4) }
      var exponents: [Double] = [0, -0.0, 1, -1, 2, 3, -3, 0.5, -0.5, .infinity, -.infinity, .nan, 1e30, -1e30]
      exponents += [16_777_215, 16_777_217, 1_073_741_824] + (0..<60).map { (Double($0) - 30) / 7 }
      let pairs = bases.flatMap { base in exponents.map { (Float(base), Float($0)) } }
      let floats = power(Tensor(pairs.map(\.0)), Tensor(pairs.map(\.1))).scalars
      let doubles = power(Tensor(pairs.map { Double($0.0) }), Tensor(pairs.map { Double($0.1) })).scalars
      for ((base, exponent), (float, double)) in zip(pairs, zip(floats, doubles)) {
        let exact = Foundation.pow(Double(base), Double(exponent))
        #expect(double == exact || double.isNaN && exact.isNaN, "\(base) to the \(exponent) is \(double) on \(set)")
        let nearest = Float(exact)
        let isNear = nearest.isFinite && (Double(float) - exact).magnitude <= Double(nearest.ulp)
        #expect(
          float.sign == nearest.sign && (isNear || float == nearest) || float.isNaN && nearest.isNaN,
          "\(base) to the \(exponent) is \(float) on \(set)")
      }
    }
  }

  @Test("a number alone, and one at any place of an array of any length, have the same bits", arguments: sets)
  func places(set: InstructionSet) async {
    await #expect(processExitsWith: .success) { [set = set.rawValue as String] in
      InstructionSet.use(try #require(InstructionSet(rawValue: set)))
      for function in Self.functions {
        for count in [1, 2, 15, 16, 17, 31, 33, 511, 512, 513, 1030] {
          let arguments = (0..<count).map { Double($0 * 7 % 100) / 9 + 0.1 }
          let floats = function.float(Tensor(arguments.map { Float($0) })).scalars
          let doubles = function.double(Tensor(arguments)).scalars
          for place in 0..<count {
            #expect(floats[place] == function.float(Tensor(Float(arguments[place]))).scalar, "\(function.name)")
            #expect(doubles[place] == function.double(Tensor(arguments[place])).scalar, "\(function.name)")
          }
        }
      }
    }
  }

  @Test("sums and maxima have the same bits on every instruction set as on the first", arguments: sets)
  func reductions(set: InstructionSet) async {
    await #expect(processExitsWith: .success) { [set = set.rawValue as String] in
      func results() -> [[Double]] {
        [[1, 3000], [3, 77], [100, 5], [2, 40, 600]].map { (shape: Shape) in
          let count = shape.elementCount
          let t = Tensor(shape: shape, scalars: (0..<count).map { Double($0 * 37 % 1001) / 7 - 50 })
          return [t.sum(), t.sum(alongAxes: [0]), t.sum(alongAxes: [1]), t.max(alongAxes: [1])].flatMap(\.scalars)
        }
      }
      InstructionSet.use(.baseline)
      let first = results()
      InstructionSet.use(try #require(InstructionSet(rawValue: set)))
      #expect(results() == first)
    }
  }
}
