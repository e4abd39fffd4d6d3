/// What grows from one training step to the next.
enum GrowthSeries: String, CaseIterable {
  case batch
  case width

  var values: [Int] {
    let exponents = self == .batch ? 0...12 : 3...12
    return exponents.map { 1 << $0 }
  }

  /// The width where the batch grows, and the batch where the width does.
  var fixed: Int { self == .batch ? 512 : 128 }

  var axisTitle: String {
    switch self {
    case .batch: "batch, in samples, at a width of \(fixed)"
    case .width: "width, in neurons of each hidden layer, at a batch of \(fixed)"
    }
  }

  /// A network of three layers, of which all but the last are `width` wide.
  func problem(_ value: Int) -> (sizes: [Int], batch: Int) {
    let (width, batch) = self == .batch ? (fixed, value) : (value, fixed)
    return ([width, width, width, 10], batch)
  }
}
