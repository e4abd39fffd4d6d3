extension Tensor: CustomStringConvertible, CustomDebugStringConvertible {
  /// The elements in brackets, one pair for each axis, in aligned columns: to be read, not parsed.
  ///
  /// Whole numbers have no decimals. Others have as many as the tensor needs, 4 at most, in scientific notation where
  /// the largest magnitude is below 0.01 or from a million on. An exact zero is always `0`, so that `0.0000` is a small
  /// number. A single number is written in full. Of more than 1000 elements, the first and the last three along each
  /// axis are shown.
  public var description: String { TensorText(untyped).text }

  /// The scalar type, the shape, and the elements as in ``description``.
  public var debugDescription: String { "Tensor<\(Scalar.self)>, \(shape):\n\(description)" }
}

/// Writes a tensor in aligned columns.
private struct TensorText {
  private let tensor: UntypedTensor
  private let isAbridged: Bool
  /// The texts of the elements that are shown, in order, each of the same width.
  private var cells: ArraySlice<String> = []

  private static let edge = 3
  private static let most = 1000
  private static let lineWidth = 100

  init(_ tensor: UntypedTensor) {
    self.tensor = tensor
    isAbridged = tensor.elementCount > Self.most || tensor.shape.contains { $0 > Self.most }
    guard tensor.shape.rank > 0 else { return }
    let texts = NumberColumn.texts(shownElements(axis: 0, tensor).map(tensor.format.number))
    let width = texts.map(\.count).max() ?? 0
    cells = texts.map { String(repeating: " ", count: width - $0.count) + $0 }[...]
  }

  var text: String {
    if tensor.shape.rank == 0 { return NumberColumn.full(tensor.format.number(tensor.fill)) }
    var rest = cells
    return written(axis: 0, &rest)
  }

  /// The entries of an axis that are shown; `nil` stands for those left out.
  private func shownEntries(axis: Int) -> [Int?] {
    let length = tensor.shape[axis]
    guard isAbridged, length > 2 * Self.edge else { return Array(0..<length) }
    return Array(0..<Self.edge) + [nil] + Array(length - Self.edge..<length)
  }

  private func shownElements(axis: Int, _ part: UntypedTensor) -> [Double] {
    guard tensor.elementCount > 0 else { return [] }
    guard axis < tensor.shape.rank else { return [part.element(at: 0)] }
    return shownEntries(axis: axis).compactMap { $0 }.flatMap {
      shownElements(axis: axis + 1, part.sliced(axis: axis, $0..<$0 + 1))
    }
  }

  private func written(axis: Int, _ cells: inout ArraySlice<String>) -> String {
    let entries = shownEntries(axis: axis)
    let indent = String(repeating: " ", count: axis + 1)
    guard axis == tensor.shape.rank - 1 else {
      let parts = entries.map { $0 == nil ? "…" : written(axis: axis + 1, &cells) }
      let blankLines = String(repeating: "\n", count: tensor.shape.rank - 2 - axis)
      return "[" + parts.joined(separator: ",\n" + blankLines + indent) + "]"
    }
    var text = "["
    var column = indent.count
    for (place, entry) in entries.enumerated() {
      let cell = entry == nil ? "…" : cells.removeFirst()
      if place > 0 {
        let startsLine = column + cell.count + 3 > Self.lineWidth
        text += startsLine ? ",\n" + indent : ", "
        column = startsLine ? indent.count : column + 2
      }
      text += cell
      column += cell.count
    }
    return text + "]"
  }
}

/// Writes numbers that stand together in one manner.
private enum NumberColumn {
  private static let mostDecimals = 4

  /// A number: its digits, or the name of what is none.
  enum Number {
    case finite(DecimalNumber)
    case other(String)
  }

  /// One number by itself, with all its digits.
  static func full(_ number: Number) -> String {
    switch number {
    case .other(let name): name
    case .finite(let number) where number.isZero: "0"
    case .finite(let number):
      number.exponent > 16 || number.exponent < -3
        ? number.scientific(decimals: Swift.max(0, number.digits.count - 1), exponentDigits: 2)
        : number.fixed(decimals: number.decimals)
    }
  }

  static func texts(_ numbers: [Number]) -> [String] {
    let finite = numbers.compactMap { number in
      if case .finite(let digits) = number, !digits.isZero { digits } else { nil }
    }
    let largest = finite.map(\.exponent).max() ?? 1
    // An exponent of 6 is a number below a million, one of −1 a number below 0.1.
    let isWhole = finite.allSatisfy { $0.decimals == 0 } && largest <= 9
    if isWhole || (-1...6).contains(largest) {
      let decimals = Swift.min(finite.map(\.decimals).max() ?? 0, mostDecimals)
      return numbers.map { text($0) { $0.rounded(toDecimals: decimals).fixed(decimals: decimals) } }
    }
    let decimals = Swift.min(finite.map(\.digits.count).max()! - 1, mostDecimals)
    let rounded = finite.map { $0.rounded(toDigits: decimals + 1) }
    let exponentDigits = Swift.max(2, rounded.map { String(($0.exponent - 1).magnitude).count }.max()!)
    return numbers.map {
      text($0) { $0.rounded(toDigits: decimals + 1).scientific(decimals: decimals, exponentDigits: exponentDigits) }
    }
  }

  private static func text(_ number: Number, _ write: (DecimalNumber) -> String) -> String {
    switch number {
    case .other(let name): name
    case .finite(let digits): digits.isZero ? "0" : write(digits)
    }
  }
}

extension ScalarFormat {
  /// The decimal digits of a number of this format.
  fileprivate func number(_ value: Double) -> NumberColumn.Number {
    if value.isNaN { return .other("nan") }
    if value.isInfinite { return .other(value < 0 ? "-inf" : "inf") }
    return .finite(DecimalNumber(self == .float32 ? Float(value).description : value.description))
  }
}
