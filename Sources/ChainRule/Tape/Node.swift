/// One entry of a tape: a leaf, or a primitive applied to earlier nodes. Plain data, 24 bytes.
struct Node {
  /// The kind of a leaf, or a primitive's place in the tape's table; the top bit says that gradients flow here.
  private var tag: UInt32
  /// The inputs: one, two, or, where `second` is below −1, −`second` of them from place `first` of the wide inputs.
  let first: Int32
  let second: Int32
  /// The place of the value in the tape's table, or −1 for a single number, which stands in `scalar`.
  let valueIndex: Int32
  let scalar: Double

  private static let differentiableBit: UInt32 = 1 << 31

  init(tag: UInt32, isDifferentiable: Bool, first: Int32 = -1, second: Int32 = -1, valueIndex: Int32, scalar: Double) {
    self.tag = isDifferentiable ? tag | Node.differentiableBit : tag
    self.first = first
    self.second = second
    self.valueIndex = valueIndex
    self.scalar = scalar
  }

  /// Whether the node depends on a parameter, or on data marked differentiable.
  var isDifferentiable: Bool { tag & Node.differentiableBit != 0 }

  var isSingleNumber: Bool { valueIndex < 0 }

  /// What the leaf is; `nil` for an operation.
  var leafKind: LeafKind? { LeafKind(rawValue: tag & ~Node.differentiableBit) }

  /// The primitive's place in the tape's table; `nil` for a leaf.
  var primitiveIndex: Int? {
    let index = Int(tag & ~Node.differentiableBit)
    return index < LeafKind.allCases.count ? nil : index - LeafKind.allCases.count
  }

  static func tag(primitive index: Int) -> UInt32 { UInt32(index + LeafKind.allCases.count) }

  var inputCount: Int { first < 0 ? 0 : second == -1 ? 1 : second >= 0 ? 2 : -Int(second) }
}

/// What a leaf of a tape stands for.
public enum LeafKind: UInt32, CaseIterable, Sendable {
  /// A number that belongs to the computation itself, such as the 2 in 2x.
  case constant
  /// Something that is given: a batch of samples, labels.
  case data
  /// Something that is learned: gradients flow to it.
  case parameter
}
