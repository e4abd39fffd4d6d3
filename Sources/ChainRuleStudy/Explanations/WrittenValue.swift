import ChainRule
import Foundation

/// Numbers with their shape, of either scalar type.
public struct WrittenValue: Hashable, Sendable {
  public var shape: [Int]
  /// In row-major order.
  public var scalars: [Double]

  init<Scalar: TensorScalar>(_ tensor: Tensor<Scalar>) {
    shape = Array(tensor.shape)
    scalars = tensor.scalars.map { Double($0) }
  }

  /// `3 × 4`; a single number has no shape to speak of.
  public var shapeText: String { shape.isEmpty ? "a number" : shape.map(String.init).joined(separator: " × ") }

  /// The numbers with five significant digits, rows in brackets; `nil` where they are too many to look at.
  public var text: String? { scalars.count <= 24 ? WrittenValue.text(scalars[...], shape[...]) : nil }

  private static func text(_ scalars: ArraySlice<Double>, _ shape: ArraySlice<Int>) -> String {
    guard let length = shape.first else { return scalars.first.map(number) ?? "" }
    guard length > 0 else { return "[]" }
    let size = scalars.count / length
    let parts = (0..<length).map { part in
      text(scalars.dropFirst(part * size).prefix(size), shape.dropFirst())
    }
    return "[\(parts.joined(separator: ", "))]"
  }

  private static func number(_ value: Double) -> String {
    String(format: "%.5g", value == 0 ? 0 : value).replacing("-", with: "−")
  }
}
