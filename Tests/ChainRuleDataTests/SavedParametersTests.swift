import ChainRule
import ChainRuleData
import Foundation
import Testing

@Suite struct SavedParametersTests {
  static func network<Scalar>(_ hidden: Int, seed: UInt64) -> Sequential<Scalar> {
    var generator = PhiloxGenerator(seed: seed)
    return [
      Dense(inputs: 3, outputs: hidden, activation: .relu, using: &generator),
      Dense(inputs: hidden, outputs: 2, using: &generator),
    ]
  }

  @Test("saved parameters are loaded into another network of the same form, bit by bit")
  func roundTrip() throws {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID()).safetensors").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    let saved: Sequential<Double> = Self.network(5, seed: 1)
    try saved.saveParameters(to: path, metadata: ["note": "five"])
    var loaded: Sequential<Double> = Self.network(5, seed: 2)
    #expect(loaded.parameters[0].value.scalars != saved.parameters[0].value.scalars)
    try loaded.loadParameters(from: path)
    #expect(loaded.parameters.map(\.value.scalars) == saved.parameters.map(\.value.scalars))
    #expect(try SafetensorsFile(contentsOf: path).metadata == ["note": "five"])

    var single: Sequential<Float> = Self.network(5, seed: 3)
    try single.loadParameters(from: path)
    #expect(single.parameters[0].value.scalars == saved.parameters[0].value.scalars.map { Float($0) })
  }

  @Test("a file of another network is refused with what is missing, unexpected and of another shape")
  func mismatch() throws {
    var file = try SafetensorsFile(parametersOf: Self.network(5, seed: 1) as Sequential<Double>)
    file.tensors["extra"] = file.tensors.removeValue(forKey: "b[2]")
    var other: Sequential<Double> = Self.network(4, seed: 2)
    let before = other.parameters.map(\.value.scalars)
    let error = #expect(throws: DataFileError.self) { try file.load(into: &other, file: "m") }
    #expect(
      error?.description
        == "m: missing: \"b[2]\"; unexpected: \"extra\"; \"W[1]\" is 5 × 3, but the model's is 4 × 3, "
        + "\"b[1]\" is 5 × 1, but the model's is 4 × 1, \"W[2]\" is 2 × 5, but the model's is 2 × 4")
    #expect(other.parameters.map(\.value.scalars) == before)
  }

  @Test("two parameters of one name cannot be saved")
  func sameName() {
    struct Pair: Layer {
      var first = Parameter<Double>([1], named: "p")
      var second = Parameter<Double>([2], named: "p")
      func callAsFunction(_ input: Variable<Double>) -> Variable<Double> { input }
      mutating func updateParameters(_ body: (inout Parameter<Double>) -> Void) {
        body(&first)
        body(&second)
      }
    }
    let error = #expect(throws: DataFileError.self) { try SafetensorsFile(parametersOf: Pair(), file: "m") }
    #expect(error?.description.hasPrefix("m: found two parameters named \"p\", expected different names") == true)
  }
}
