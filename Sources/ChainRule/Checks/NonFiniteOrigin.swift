/// Where the first NaN or infinity of a tape came from: a leaf that holds one, or an operation that made one of finite
/// operands.
///
/// Its description says which operation, on which elements and, where the tape was watched, on which line.
public struct NonFiniteOrigin: Hashable, Sendable {
  /// An operand of the operation, and the element of it that matters.
  public struct Operand: Hashable, Sendable {
    /// The variable's name, or what it was computed from.
    public let title: String
    public let shape: Shape
    /// For an elementwise operation the element it was applied to, else the one of largest magnitude.
    public let index: [Int]
    public let value: Double
    let isLargest: Bool
    let format: ScalarFormat
  }

  /// The place of the variable in ``Tape/variables``.
  public let position: Int
  /// The variable's name, or what it was computed from.
  public let title: String
  /// The operation's name; `nil` for a leaf.
  public let operation: String?
  /// What the leaf is; `nil` for an operation.
  public let leafKind: LeafKind?
  public let shape: Shape
  /// The first element that is not finite, in row-major order.
  public let index: [Int]
  /// Its value: NaN, ∞ or −∞.
  public let value: Double
  /// How many elements are not finite.
  public let count: Int
  public let operands: [Operand]
  /// The line that recorded it; `nil` where the tape was not watched or the program has no debugging information.
  public let callSite: CallSite?
  let wasWatched: Bool
  let nodeCount: Int

  // NaN differs from itself; two reports of one NaN do not.
  public static func == (a: NonFiniteOrigin, b: NonFiniteOrigin) -> Bool {
    a.position == b.position && a.title == b.title && a.index == b.index && a.value.bitPattern == b.value.bitPattern
      && a.operands == b.operands && a.callSite == b.callSite && a.nodeCount == b.nodeCount
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(position)
    hasher.combine(title)
  }
}

extension NonFiniteOrigin: CustomStringConvertible {
  /// Some lines: what is not finite and where, its operands, and the line that recorded it.
  public var description: String {
    var lines: [String] = []
    let place = elementText(index)
    let total = shape.elementCount
    let share = total == 1 ? "" : "; \(count) of \(total) elements \(count == 1 ? "is" : "are") not finite"
    if let leafKind {
      lines.append("\(leafKind) \(title), \(shape), itself holds \(text(of: value))\(place)\(share)")
    } else {
      lines.append("\(operation ?? ""): \(title), \(shape), is \(text(of: value))\(place)\(share)")
      lines.append("  the first value on the tape that is not finite: node \(position) of \(nodeCount)")
      lines += operands.map { "  \($0)" }
    }
    if let callSite {
      lines.append(
        callSite.isBackwardPass
          ? "  recorded by the backward pass that \(callSite) starts, in \(callSite.function)"
          : "  recorded at \(callSite), in \(callSite.function)")
    } else if !wasWatched {
      lines.append("  to learn the line, call tape.watchForNonFinite() before recording")
    }
    return lines.joined(separator: "\n")
  }

  private func text(of value: Double) -> String { value.isNaN ? "NaN" : value < 0 ? "−∞" : "∞" }
}

extension NonFiniteOrigin.Operand: CustomStringConvertible {
  /// `W[1], 3 × 4: 0.0 at (0, 3)`
  public var description: String {
    let number = value.isFinite ? (format == .float32 ? "\(Float(value))" : "\(value)") : "\(value)"
    let place = elementText(index)
    if shape.rank == 0, title == Notation.number(value).description { return "\(title), a constant" }
    return "\(title), \(shape): " + (isLargest ? "largest in magnitude is \(number)\(place)" : "\(number)\(place)")
  }
}
