import ChainRule

/// The given numbers of a model at one random point: sizes for all axes, and values for everything that is not computed.
final class PointValues {
  let model: Model
  let sizes: Sizes
  let seed: UInt64
  /// Whether all given numbers are between zero and one, for formulas that take their logarithm.
  let isPositive: Bool
  /// Whether they are small round numbers, for examples that people read.
  let isRound: Bool
  private var values: [QuantityID: Tensor<Double>] = [:]

  /// - Parameter sizes: The lengths of axes; different primes where they are not given.
  init(_ model: Model, seed: UInt64, isPositive: Bool = false, isRound: Bool = false, sizes: Sizes? = nil) {
    self.model = model
    self.seed = seed
    self.isPositive = isPositive
    self.isRound = isRound
    self.sizes = sizes ?? model.sizes(seed: seed)
  }

  func size(_ dimension: Dimension) -> Int { sizes(dimension, model.dimensions) }

  /// The value of a given quantity.
  func value(_ id: QuantityID, _ quantity: Model.Quantity) -> Tensor<Double> {
    if let known = values[id] { return known }
    if let literal = quantity.literal, let width = literal.first?.count {
      return Tensor(shape: [literal.count, width], scalars: literal.flatMap { $0 })
    }
    let rows = size(quantity.rows)
    let columns = size(quantity.columns)
    // The name decides, so that the order in which quantities are asked for does not.
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in id.description.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    var generator = PhiloxGenerator(seed: seed, stream: hash)
    var value: Tensor<Double>
    if isRound {
      value = roundValue(quantity, rows, columns, using: &generator)
    } else if let classes = quantity.classes {
      let count = size(classes)
      value = Tensor(
        shape: [rows, columns],
        scalars: (0..<rows * columns).map { _ in Double(Int.random(in: 1...count, using: &generator)) })
    } else if isPositive || quantity.isPositive || quantity.sumsToOne != nil {
      value = .uniform(0.15..<0.85, shape: [rows, columns], using: &generator)
    } else {
      value = .normal(mean: 0, standardDeviation: 0.8, shape: [rows, columns], using: &generator)
    }
    if let axis = quantity.sumsToOne {
      value = value / value.sum(alongAxes: [axis == .columns ? 1 : 0], keepingAxes: true)
    }
    values[id] = value
    return value
  }
}
