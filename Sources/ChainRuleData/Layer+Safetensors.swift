import ChainRule

extension SafetensorsFile {
  /// The parameters of a layer by name. Throws where two different ones have the same name; `file` is the name in that error.
  public init(parametersOf layer: some Layer, file: String = "safetensors") throws(DataFileError) {
    self.init()
    for parameter in layer.parameters {
      guard tensors.updateValue(StoredTensor(parameter.value), forKey: parameter.name) == nil else {
        throw DataFileError(
          file: file,
          problem: .malformed(
            found: "two parameters named \(quoted(parameter.name))",
            expected: "different names; a layer's named(_:) puts a prefix before those of its parameters"))
      }
    }
  }

  /// Puts the tensors into a layer's parameters of the same names.
  ///
  /// Throws, and leaves the layer as it was, unless there is exactly one tensor for each parameter, of its shape; the error
  /// lists what is missing, unexpected or of another shape. `file` is the name in it.
  public func load<Model: Layer>(into layer: inout Model, file: String = "safetensors") throws(DataFileError) {
    let parameters = layer.parameters
    let names = Set(parameters.map(\.name))
    let missing = parameters.map(\.name).filter { tensors[$0] == nil }
    let unexpected = tensors.keys.filter { !names.contains($0) }.sorted()
    let wrong = parameters.compactMap { parameter in
      tensors[parameter.name].flatMap { tensor in
        tensor.shape == parameter.value.shape
          ? nil : "\(quoted(parameter.name)) is \(tensor.shape), but the model's is \(parameter.value.shape)"
      }
    }
    guard missing.isEmpty, unexpected.isEmpty, wrong.isEmpty else {
      throw DataFileError(file: file, problem: .mismatch(missing: missing, unexpected: unexpected, wrong: wrong))
    }
    layer.updateParameters { parameter in
      if let tensor = tensors[parameter.name] { parameter.value = tensor.converted() }
    }
  }
}

extension Layer {
  /// Writes the parameters to a safetensors file, under their names.
  public func saveParameters(to path: String, metadata: [String: String] = [:]) throws(DataFileError) {
    var file = try SafetensorsFile(parametersOf: self, file: path)
    file.metadata = metadata
    try file.write(to: path)
  }

  /// Reads the parameters from a safetensors file. Throws, and leaves them as they were, where names or shapes differ.
  public mutating func loadParameters(from path: String) throws(DataFileError) {
    try SafetensorsFile(contentsOf: path).load(into: &self, file: path)
  }
}
