/// Says what a factor between two gradients may be: the lengths of the named leaves' axes are what factors are made of.
struct FactorNames: Sendable {
  private let lengths: [(length: Int, name: String)]

  /// No names.
  init() { lengths = [] }

  init(_ core: TapePointer) {
    lengths = core.pointee.names.sorted { $0.key < $1.key }.flatMap { index, name -> [(length: Int, name: String)] in
      guard core.node(index).leafKind != nil else { return [] }
      let shape = core.shape(of: index)
      // The innermost axis first: in the documents' layout it counts the samples.
      return shape.indices.reversed().map { axis in
        let kind = shape.rank == 2 ? (axis == 0 ? "the rows of" : "the columns of") : "the length of axis \(axis) of"
        return (shape[axis], "\(kind) \(name)")
      }
    }
  }

  /// A factor in words: −1, 4 (the columns of X), 1/4 (one over the columns of X).
  func text(of factor: Double) -> String {
    let sign = factor < 0 ? "−" : ""
    let size = abs(factor)
    func nearest(_ x: Double) -> Int? {
      x < 1e9 && abs(x - x.rounded()) <= 1e-9 * x && x.rounded() >= 1 ? Int(x.rounded()) : nil
    }
    if let whole = nearest(size) {
      let name = lengths.first { $0.length == whole && whole > 1 }.map { " (\($0.name))" } ?? ""
      return "\(sign)\(whole)\(name)"
    }
    if let whole = nearest(1 / size) {
      let name = lengths.first { $0.length == whole }.map { " (one over \($0.name))" } ?? ""
      return "\(sign)1/\(whole)\(name)"
    }
    // Four digits would make 1 of 1.000001.
    let text = fourDigits(size)
    return sign + (text.hasSuffix(".0") ? "\(size)" : text)
  }
}

/// A number to four significant digits.
func fourDigits(_ value: Double) -> String {
  guard value != 0 else { return "0" }
  guard value.isFinite else { return "\(value)" }
  let text = "\(Float16(exactly: value) == nil ? rounded(value) : value)"
  return text.hasPrefix("-") ? "−" + text.dropFirst() : text
}

private func rounded(_ value: Double) -> Double {
  var scale = 1.0
  while abs(value) * scale < 1000 { scale *= 10 }
  while abs(value) * scale >= 10000 { scale /= 10 }
  return Double("\((value * scale).rounded() / scale)") ?? value
}
