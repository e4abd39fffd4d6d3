/// A value that a program computes: an operation applied to earlier values. Equal ones are one.
struct ProgramValue: Hashable {
  enum Operation: Hashable {
    /// A leaf of the tape, by its node.
    case leaf(Int32)
    /// A tensor that never changes, by its place among those.
    case constant(Int)
    /// Every element is the number with this bit pattern.
    case number(UInt64)
    case elementary(ElementwiseOpcode)
    case broadcast
    case reshape
    /// The same elements in row-major order.
    case copy
    case permute([Int])
    case slice(axis: Int, start: Int, step: Int)
    /// Reductions keep the axes, with length 1. The axes are neighbours.
    case sum(Range<Int>)
    case max(Range<Int>)
    case product
    case pad(before: [Int], steps: [Int], value: UInt64)
    case concatenate(axis: Int)
    case gather(axis: Int, indices: [Int])
    case scatter(axis: Int, indices: [Int])
    /// A primitive that can only be evaluated as a whole, by its place among those.
    case opaque(Int)
  }

  let operation: Operation
  let inputs: [Int]
  let shape: Shape

  /// The number that every element is, where that is known.
  var number: Double? {
    if case .number(let bits) = operation { Double(bitPattern: bits) } else { nil }
  }

  /// Whether something outside of the program gives it.
  var isSource: Bool {
    switch operation {
    case .leaf, .constant, .number: true
    default: false
    }
  }

  /// Whether it is another value's memory, seen with another shape and other strides.
  var isView: Bool {
    switch operation {
    case .broadcast, .reshape, .permute, .slice: true
    default: false
    }
  }
}
