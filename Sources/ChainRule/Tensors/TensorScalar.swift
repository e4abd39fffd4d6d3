import CChainRule

/// A number that tensors are made of: `Float` or `Double`.
///
/// The kernels know these two; other types cannot be added from outside.
public protocol TensorScalar: BinaryFloatingPoint, LosslessStringConvertible, Sendable {
  /// Which of the kernels' number formats this is.
  static var format: ScalarFormat { get }
}

/// The number formats that the kernels know.
public enum ScalarFormat: UInt8, Hashable, Sendable {
  case float32, float64

  /// Bytes of one scalar.
  var width: Int { self == .float32 ? 4 : 8 }

  var kernel: cr_scalar { self == .float32 ? CR_FLOAT32 : CR_FLOAT64 }

  /// The value nearest to `value` in this format.
  func rounded(_ value: Double) -> Double { self == .float32 ? Double(Float(value)) : value }
}

extension Float: TensorScalar {
  public static var format: ScalarFormat { .float32 }
}

extension Double: TensorScalar {
  public static var format: ScalarFormat { .float64 }
}
