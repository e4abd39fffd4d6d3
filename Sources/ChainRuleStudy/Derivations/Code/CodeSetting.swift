/// What is read into a program where it leaves something open.
struct CodeSetting: Hashable, Sendable {
  enum Loss: Hashable, Sendable {
    /// The program says what it is.
    case stated
    /// Any smooth function of the output and the labels.
    case any
    case crossEntropy, binaryCrossEntropy
    /// Half the sum of squares.
    case squaredError
    /// The sum of squares.
    case fullSquaredError
  }

  /// How large the arrays of a program are.
  enum Extent: Hashable, Sendable, CaseIterable {
    case batch
    /// One sample at a time.
    case oneSample
    /// Every name is a number.
    case numbers
  }

  var loss = Loss.stated
  /// Whether an assumed loss is averaged over the samples.
  var isMean = true
  var extent = Extent.batch
  /// Whether dZ and its like stand for the gradient times the number of samples.
  var scalesShorthands = false
  /// Whether the gradient by σ(…) stands for the gradient by what σ is applied to, where that has no name.
  var meansPreactivations = false
  /// Whether σ'(a), with a = σ(z), stands for the derivative at z.
  var takesOutputs = false

  /// The assumed loss in words.
  var lossWords: String? {
    let mean = isMean && extent == .batch ? ", averaged over the samples" : ""
    return switch loss {
    case .stated, .any: nil
    case .crossEntropy: "the loss is the softmax cross-entropy\(mean)"
    case .binaryCrossEntropy: "the loss is the binary cross-entropy\(mean)"
    case .squaredError: "the loss is half the squared error\(mean)"
    case .fullSquaredError: "the loss is the squared error\(mean)"
    }
  }
}
