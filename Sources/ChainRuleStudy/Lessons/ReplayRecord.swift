import ChainRule

/// What a page needs to compute an operation again: its name, and whatever its type states besides.
struct ReplayRecord: Encodable {
  struct Padding: Encodable {
    var axis: Int
    var before: Int
    var between: Int
  }

  let operation: String
  var axes: [Int]?
  var keepsAxes: Bool?
  var order: [Int]?
  var samplesAxis: Int?
  var reduction: String?
  var number: Double?
  var axis: Int?
  var start: Int?
  var step: Int?
  var padding: [Padding]?

  /// `nil` for an operation that the page cannot compute: one of a user, or one that no teaching network needs.
  init?(_ primitive: any Primitive) {
    operation = type(of: primitive).name
    switch primitive {
    case is Add, is Subtract, is Multiply, is Divide, is Negate, is Exp, is Log, is Sigmoid, is Tanh, is ReLU,
      is Softplus, is Square, is SquareRoot, is Abs, is Sign, is Sin, is Cos, is Power, is Maximum,
      is Minimum, is Select, is Greater, is GreaterOrEqual, is Less, is LessOrEqual, is Equal, is NotEqual,
      is MatrixProduct, is Dot, is Transpose, is Reshape, is Broadcast, is StopGradient, is HalfSquaredError,
      is MeanSquaredError:
      break
    case let primitive as ConstantPower: number = primitive.exponent
    case let primitive as LeakyReLU: number = primitive.slope
    case let primitive as ELU: number = primitive.alpha
    case let primitive as Sum: (axes, keepsAxes) = (primitive.axes.map(Array.init), primitive.keepsAxes)
    case let primitive as Mean: (axes, keepsAxes) = (Array(primitive.axes), primitive.keepsAxes)
    case let primitive as Max: (axes, keepsAxes) = (Array(primitive.axes), primitive.keepsAxes)
    case let primitive as LogSumExp: (axes, keepsAxes) = (Array(primitive.axes), primitive.keepsAxes)
    case let primitive as Softmax: axes = Array(primitive.axes)
    case let primitive as LogSoftmax: axes = Array(primitive.axes)
    case let primitive as AddBias: samplesAxis = primitive.samplesAxis
    case let primitive as Permute: order = primitive.order
    case let primitive as Concatenate: axis = primitive.axis
    case let primitive as Slice: (axis, start, step) = (primitive.axis, primitive.range.lowerBound, primitive.step)
    case let primitive as Pad:
      number = primitive.value
      padding = primitive.padding.sorted { $0.key < $1.key }.map { axis, padding in
        Padding(axis: axis, before: padding.before, between: padding.between)
      }
    case let primitive as SoftmaxCrossEntropy:
      (samplesAxis, reduction) = (primitive.samplesAxis, primitive.reduction.rawValue)
    case let primitive as BinaryCrossEntropy: reduction = primitive.reduction.rawValue
    default: return nil
    }
  }
}
