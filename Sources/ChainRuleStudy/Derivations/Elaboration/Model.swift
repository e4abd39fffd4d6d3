/// The forward computation that a document describes, in one scope and under one way of reading it: its quantities, their
/// shapes, and how each follows from others.
final class Model {
  /// What is read into a document where it leaves something open. All of its equations are judged under each variant that
  /// is possible, and the one under which most of them hold is taken.
  struct Variant: Hashable {
    /// Where samples stand if there is a batch.
    var samples: Derivation.Options.Samples = .columns
    /// What functions stand for, by name: `sigmoid` for σ.
    var functions: [String: String] = [:]
    /// The function of the last layer, where it is another.
    var outputFunction: String?
    /// What the loss is where no equation says so: `cross-entropy`, `squared error`, `any`.
    var loss: String?
    var depth = 3
    /// Whether a vector's derivative of a number is a row.
    var hasRowGradients = false
    /// Without matrices: every symbol is a number.
    var isScalar = false
    /// Along which axis softmax goes, where it is not that of the classes of a batch.
    var softmaxAxis: TermAxis?
    /// One feature in place of many.
    var hasOneFeature = false
    /// One sample in place of a batch.
    var hasOneSample = false
    /// ŷ is what the last layer gives, whatever else is said of it.
    var predictionIsOutput = false
    /// Given numbers of a numeric example, by rows.
    var literals: [QuantityID: [[Double]]] = [:]
  }

  struct Quantity {
    var rows: Dimension
    var columns: Dimension
    /// How it is computed, with the indices of the element it is stated for; `nil` for what is given.
    var definition: Definition?
    /// Given numbers, by rows.
    var literal: [[Double]]?
    var line: Int?
    var role: CheckedDerivation.SymbolReading.Role = .value
    var isPositive = false
    /// Along this axis its elements sum to one.
    var sumsToOne: TermAxis?
    /// Whether its elements are numbers of classes, counted from one, up to this length.
    var classes: Dimension?
  }

  struct Definition {
    var term: Term
    var rowIndex: String?
    var columnIndex: String?
    var environment: [String: Int]
  }

  let guide: NotationGuide
  let variant: Variant
  var dimensions = DimensionTable()
  var quantities: [QuantityID: Quantity] = [:]
  /// Other names of a quantity: w^{(2)} for W^{(2)}.
  var aliases: [QuantityID: QuantityID] = [:]
  /// The layers and steps that each name has; an empty list where it has none.
  var instances: [QuantityName: Set<[Int]>] = [:]
  /// Quantities whose shape the document states.
  var declared: Set<QuantityID> = []
  /// Arrays of which a single vector's shape is stated, x_i ∈ ℝ^n: each is a row.
  var rowArrays: Set<QuantityName> = []
  /// What was taken as given because nothing is said about it.
  var adopted: Set<QuantityID> = []
  /// Whether nothing is taken as given any more: a repair must not make symbols up.
  var isClosed = false
  /// What δ belongs to where nothing is said: what the activations are computed from.
  var defaultErrorTarget: QuantityName?
  /// Functions that the document defines or that the variant decides, by name.
  var functions: [String: TermFunction] = [:]
  /// The functions of single layers.
  var layerFunctions: [QuantityID: TermFunction] = [:]
  var loss: QuantityID?
  /// The ℓ of L = ℓ(h, c): its derivatives are those by its arguments, everything else held.
  var lossFunction: QuantityName?
  /// Symbols that stand for gradients: δ^{(l)} for ∂L/∂z^{(l)}, with what they are scaled by.
  var gradientSymbols: [QuantityName: QuantityName] = [:]
  /// The layer or step of what a symbol without one stands for: u of u = ∂L/∂h_t.
  var gradientInstances: [QuantityName: [Formula]] = [:]
  /// Gradient symbols that stand for derivatives of the loss function by an argument: v of v = ∂ℓ/∂c.
  var directGradients: Set<QuantityName> = []
  /// What has an equation of its own for its gradient, so that the one for any layer does not speak of it.
  var singleGradients: Set<QuantityID> = []
  /// Symbols that are differentiated by others, though nothing says how they are computed.
  var unlinked: Set<QuantityName> = []
  /// Gradient symbols that are multiplied by the number of samples: δ, or dZ by the name d + base.
  var scaledShorthands: Set<String> = []
  /// The axis that counts samples.
  var sampleDimension: Dimension?
  /// Whether no equation says what the loss is.
  var hasImpliedLoss = false
  /// What went wrong while it was built, by line.
  var problems: [Int: String] = [:]
  var assumptions: [String] = []
  /// Bindings that do not fit what the document declares.
  var refused: [LocatedBinding] = []

  init(guide: NotationGuide, variant: Variant) {
    self.guide = guide
    self.variant = variant
  }

  /// Lengths for all axes, different ones for each seed.
  func sizes(seed: UInt64) -> Sizes {
    var used: Set<Int> = []
    for quantity in quantities.values {
      for dimension in [quantity.rows, quantity.columns] + [quantity.classes].compactMap({ $0 }) {
        if case .variable(let place) = dimensions.root(dimension) { used.insert(place) }
      }
    }
    return Sizes(dimensions, used: used, seed: seed)
  }

  func resolve(_ id: QuantityID) -> QuantityID {
    var id = id
    for _ in 0..<8 {
      guard let other = aliases[id] else { return id }
      id = other
    }
    return id
  }
}
