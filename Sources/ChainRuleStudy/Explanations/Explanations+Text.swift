extension Walkthrough.Step: CustomStringConvertible {
  /// The equation, and the value where it is small.
  public var description: String {
    let shape = value.shape.isEmpty ? "" : "   \(value.shapeText)"
    let equation = equation.unicode
    guard let numbers = value.text else { return equation + shape }
    return isGiven || value.shape.isEmpty
      ? "\(isGiven ? name : equation)\(isGiven ? " =" : "   =") \(numbers)" : "\(equation)\(shape)\n  = \(numbers)"
  }
}

extension GradientExplanation: CustomStringConvertible {
  /// The explanation in lines.
  public var description: String {
    let shape = shape.isEmpty ? "" : "   \(shape.map(String.init).joined(separator: " × "))"
    guard let value else { return "\(label.unicode) = –\(shape)\n  \(absence ?? "it was not computed")" }
    var lines = ["\(equation?.unicode ?? label.unicode)\(shape)"]
    if contributions.count > 1 {
      lines.append("  \(name) is used \(contributions.count) times, and what they pass back adds up:")
    }
    for contribution in contributions { lines += contribution.lines }
    if let numbers = value.text { lines.append("  \(contributions.count > 1 ? "sum" : label.unicode) = \(numbers)") }
    lines += paths.map { "  way: \($0.joined(separator: " → "))" }
    if pathCount > paths.count { lines.append("  and \(pathCount - paths.count) more ways") }
    return lines.joined(separator: "\n")
  }
}

extension GradientExplanation.Contribution {
  fileprivate var lines: [String] {
    func row(_ title: String, _ formula: Formula, _ value: WrittenValue?) -> String {
      let shape = value.map { $0.shape.isEmpty ? "" : "   \($0.shapeText)" } ?? ""
      let numbers = value?.text.map { " = \($0)" } ?? ""
      return "    \(title)\(formula.unicode)\(shape)\(numbers)"
    }
    var lines = ["  through \(use?.unicode ?? user)"]
    lines.append(row("from above  ", upstream, upstreamValue))
    lines.append(row("local       ", local, nil))
    lines.append(row("together    ", product, value))
    if let transposes { lines.append("    shapes      \(transposes.text)") }
    return lines
  }
}
