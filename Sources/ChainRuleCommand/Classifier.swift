import ChainRule
import ChainRuleData
import Foundation

/// A network with everything that is needed to use it: how features are scaled, and what the classes are called.
struct Classifier {
  var network: Sequential<Double>
  let scaling: FeatureScaling
  let classNames: [String]
  /// The widths of the layers, from the features to the classes.
  let widths: [Int]

  private static let offsetName = "features.offset"
  private static let factorName = "features.factor"

  /// A network of ReLU layers with random weights. The last layer starts small, so that no class is preferred at first.
  init(widths: [Int], scaling: FeatureScaling, classNames: [String], using generator: inout PhiloxGenerator) {
    var layers = zip(widths, widths.dropFirst()).map {
      Dense<Double>(inputs: $0, outputs: $1, activation: .relu, using: &generator)
    }
    let last = Dense<Double>(inputs: widths[widths.count - 2], outputs: widths[widths.count - 1], using: &generator)
    layers[layers.count - 1] = Dense(weight: 0.1 * last.weight.value, bias: last.bias.value)
    self.init(layers: layers, widths: widths, scaling: scaling, classNames: classNames)
  }

  private init(layers: [Dense<Double>], widths: [Int], scaling: FeatureScaling, classNames: [String]) {
    network = Sequential(layers)
    self.widths = widths
    self.scaling = scaling
    self.classNames = classNames
  }

  /// Writes the network, the scaling and, as metadata, the widths and the classes' names.
  func save(to path: String) throws(DataFileError) {
    var file = try SafetensorsFile(parametersOf: network, file: path)
    file[Classifier.offsetName] = scaling.offset
    file[Classifier.factorName] = scaling.factor
    file.metadata = [
      "format": "chain-rule classifier",
      "widths": widths.map(String.init).joined(separator: ","),
      "activation": Activation.relu.rawValue,
      "classes": json(classNames),
    ]
    try file.write(to: path)
  }

  /// Reads what `save` wrote. Throws where the file is damaged, or is not such a file.
  init(contentsOf path: String) throws(DataFileError) {
    let file = try SafetensorsFile(contentsOf: path)
    func refusal(_ found: String, _ expected: String) -> DataFileError {
      DataFileError(file: path, problem: .malformed(found: found, expected: expected))
    }
    guard file.metadata["format"] == "chain-rule classifier" else {
      throw refusal("tensors that are no classifier", "a file that 'chain-rule train --save' wrote")
    }
    let widths = (file.metadata["widths"] ?? "").split(separator: ",").map { Int($0) ?? 0 }
    guard widths.count >= 2, widths.allSatisfy({ $0 > 0 && $0 <= Int(Int32.max) }) else {
      throw refusal("metadata without the layers' widths", "\"widths\", such as \"64,32,10\"")
    }
    let names = file.metadata["classes"].flatMap { try? JSONDecoder().decode([String].self, from: Data($0.utf8)) }
    guard let names, names.count == widths[widths.count - 1] else {
      throw refusal("metadata without the classes' names", "\"classes\": \(widths[widths.count - 1]) names")
    }
    guard let activation = file.metadata["activation"].flatMap(Activation.init) else {
      throw refusal(
        "metadata without a known activation", "\"activation\": one of \(Activation.allCases.map(\.rawValue))")
    }
    // The tensors of the file decide how much memory is needed, never the widths that it claims.
    var shapes: [String: [Int]] = [Classifier.offsetName: [widths[0], 1], Classifier.factorName: [widths[0], 1]]
    for (place, (inputs, outputs)) in zip(widths, widths.dropFirst()).enumerated() {
      shapes["W[\(place + 1)]"] = [outputs, inputs]
      shapes["b[\(place + 1)]"] = [outputs, 1]
    }
    let wrong = shapes.sorted { $0.key < $1.key }.compactMap { name, shape in
      file.tensors[name].flatMap { tensor in
        Array(tensor.shape) == shape ? nil : "\"\(name)\" is \(tensor.shape), but must be \(shape[0]) × \(shape[1])"
      }
    }
    let missing = shapes.keys.filter { file.tensors[$0] == nil }.sorted()
    let unexpected = file.tensors.keys.filter { shapes[$0] == nil }.sorted()
    guard missing.isEmpty, unexpected.isEmpty, wrong.isEmpty else {
      throw DataFileError(file: path, problem: .mismatch(missing: missing, unexpected: unexpected, wrong: wrong))
    }
    if let name = shapes.keys.sorted().first(where: { !file[$0, as: Double.self]!.scalars.allSatisfy(\.isFinite) }) {
      throw refusal("numbers in \"\(name)\" that are not finite", "finite numbers")
    }
    let layers = (1..<widths.count).map { place in
      Dense<Double>(
        weight: file["W[\(place)]"]!, bias: file["b[\(place)]"]!,
        activation: place == widths.count - 1 ? .identity : activation)
    }
    self.init(
      layers: layers, widths: widths,
      scaling: FeatureScaling(offset: file[Classifier.offsetName]!, factor: file[Classifier.factorName]!),
      classNames: names)
  }
}

/// A value as JSON on one line, with its keys in order.
func json(_ value: some Encodable) -> String {
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
  // What is encoded here are strings, whole numbers and finite numbers, which cannot fail.
  return String(decoding: try! encoder.encode(value), as: UTF8.self)
}
