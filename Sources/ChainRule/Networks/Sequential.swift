/// Layers applied one after the other.
///
/// The parameters of the layer in place k, counted from 1, are named with it: W[k]; in a list within a list, W[k.j].
public struct Sequential<Scalar: TensorScalar>: Layer, ExpressibleByArrayLiteral {
  public private(set) var layers: [any Layer<Scalar>]

  public init(_ layers: [any Layer<Scalar>]) {
    self.layers = layers
    for place in layers.indices {
      self.layers[place].updateParameters { $0.name = Self.name($0.name, at: place + 1) }
    }
  }

  public init(arrayLiteral layers: any Layer<Scalar>...) { self.init(layers) }

  public func callAsFunction(_ input: Variable<Scalar>) -> Variable<Scalar> {
    layers.reduce(input) { $1($0) }
  }

  public mutating func updateParameters(_ body: (inout Parameter<Scalar>) -> Void) {
    for place in layers.indices { layers[place].updateParameters(body) }
  }

  private static func name(_ name: String, at place: Int) -> String {
    guard name.last == "]", let bracket = name.lastIndex(of: "[") else { return "\(name)[\(place)]" }
    return "\(name[...bracket])\(place).\(name[name.index(after: bracket)...])"
  }
}
