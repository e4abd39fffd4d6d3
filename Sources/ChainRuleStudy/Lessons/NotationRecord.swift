import ChainRule

/// A notation as a list that begins with its kind: `["sum", ["input", 0], ["number", 1]]`.
struct NotationRecord: Encodable {
  let notation: Notation
  /// What stands for the inputs of the operation, in their order.
  let placeholders: [Notation]

  /// How an operation on so many inputs is written.
  init(_ primitive: any Primitive, inputCount: Int) {
    // No name of a variable or sign begins with a control character.
    placeholders = (0..<inputCount).map { .symbol("\u{1}\($0)") }
    notation = primitive.notation(placeholders)
  }

  private init(_ notation: Notation, _ placeholders: [Notation]) {
    self.notation = notation
    self.placeholders = placeholders
  }

  func encode(to encoder: any Encoder) throws {
    var list = encoder.unkeyedContainer()
    if let input = placeholders.firstIndex(of: notation) {
      try list.encode("input")
      return try list.encode(input)
    }
    let (kind, parts) = members
    try list.encode(kind)
    for part in parts {
      switch part {
      case .text(let text): try list.encode(text)
      case .number(let number): try list.encode(number)
      case .notation(let notation): try list.encode(NotationRecord(notation, placeholders))
      }
    }
  }

  private enum Part {
    case text(String)
    case number(Double)
    case notation(Notation)
  }

  private var members: (kind: String, parts: [Part]) {
    switch notation {
    case .symbol(let name): ("symbol", [.text(name)])
    case .number(let value): ("number", [.number(value)])
    case .call(let name, let arguments): ("call", [.text(name)] + arguments.map { .notation($0) })
    case .negative(let x): ("negative", [.notation(x)])
    case .sum(let a, let b): ("sum", [.notation(a), .notation(b)])
    case .difference(let a, let b): ("difference", [.notation(a), .notation(b)])
    case .product(let product, let a, let b): ("\(product)", [.notation(a), .notation(b)])
    case .quotient(let a, let b): ("quotient", [.notation(a), .notation(b)])
    case .power(let a, let b): ("power", [.notation(a), .notation(b)])
    case .root(let x): ("root", [.notation(x)])
    case .transposed(let x): ("transposed", [.notation(x)])
    case .indicator(let a, let relation, let b): ("indicator", [.notation(a), .text(relation), .notation(b)])
    case .reduction(let sign, let x): ("reduction", [.text(sign), .notation(x)])
    case .delimited(let open, let x, let close): ("delimited", [.text(open), .notation(x), .text(close)])
    case .subscripted(let x, let index): ("subscripted", [.notation(x), .text(index)])
    }
  }
}
