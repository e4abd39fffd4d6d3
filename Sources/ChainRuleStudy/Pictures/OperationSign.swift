import ChainRule

extension Primitive {
  /// What stands in a small box for the operation: its sign where its notation is one sign between or before its inputs,
  /// otherwise its name.
  func sign(forInputs count: Int) -> String {
    let placeholders = (0..<count).map { Notation.symbol("\($0)") }
    let isInput = { (notation: Notation) in placeholders.contains(notation) }
    switch notation(placeholders) {
    case .sum(let a, let b) where isInput(a) && isInput(b): return Self.name == "addBias" ? "+ bias" : "+"
    case .difference(let a, let b) where isInput(a) && isInput(b): return "−"
    case .product(.elementwise, let a, let b) where isInput(a) && isInput(b): return "∘"
    case .product(.scalar, let a, let b) where isInput(a) && isInput(b): return "·"
    case .quotient(let a, let b) where isInput(a) && isInput(b): return "÷"
    case .negative(let x) where isInput(x): return "−( )"
    case .transposed(let x) where isInput(x): return "( )ᵀ"
    case .power(let x, .number(2)) where isInput(x): return "( )²"
    case .root(let x) where isInput(x): return "√"
    case .reduction(let sign, let x) where isInput(x): return sign
    case .indicator(let a, let relation, let b) where isInput(a) && isInput(b): return "1[\(relation)]"
    case .call(let function, let arguments) where arguments == placeholders: return function
    default: return Self.name
    }
  }
}

extension Variable {
  /// What it was made of; nothing for a leaf.
  var operands: [Variable] { operation?.inputs ?? [] }
}
