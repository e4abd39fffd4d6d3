/// Names, calls and indices.
extension CodeParser {
  /// Modules of numerical libraries, which are left out in front of a function's name.
  static let modules: Set<String> = [
    "np", "numpy", "jnp", "jax", "torch", "tf", "math", "nn", "functional", "F", "linalg", "keras", "K", "scipy",
    "special", "self", "cp", "xp", "mx", "sp", "backend",
  ]

  /// A name, number or bracket with the indices, calls and members behind it.
  mutating func postfix() throws(SyntaxError) -> Formula {
    var formula = try atom()
    while position < tokens.count {
      if sees("."), position + 1 < tokens.count, case .name(let name) = tokens[position + 1].kind {
        position += 2
        formula = try member(name, of: formula)
      } else if sees("["), tokens[position].isGlued {
        formula = try indexed(formula)
      } else if sees("("), tokens[position].isGlued, let function = formula.asFunction {
        formula = .application(function, try arguments())
      } else if sees("'"), tokens[position].isGlued {
        position += 1
        formula = formula.with(superscript: .prime)
      } else {
        break
      }
    }
    return formula
  }

  private mutating func atom() throws(SyntaxError) -> Formula {
    switch next {
    case .name(let name)?:
      position += 1
      if Self.keywords.contains(name) { throw failure("an expression") }
      return try qualified(name)
    case .number(let digits)?:
      position += 1
      return .number(digits)
    case .string(let text)?:
      position += 1
      return .words(text)
    case .sign("(")?:
      position += 1
      let items = try list(upTo: ")")
      if items.count == 1, case .indicator = items[0] { return items[0] }
      return .fenced(.round, items)
    case .sign("[")?:
      position += 1
      return .fenced(.square, try list(upTo: "]"))
    case .sign("∂")?:
      position += 1
      let operand = try deeper { parser throws(SyntaxError) in try parser.postfix() }
      guard sees("/"), position + 1 < tokens.count, tokens[position + 1].kind == .sign("∂") else {
        return .differential(operand, sign: "∂")
      }
      position += 2
      let by = try deeper { parser throws(SyntaxError) in try parser.postfix() }
      return .derivative(DerivativeFormula(sign: "∂", style: .solidus, of: operand, by: [by]))
    default: throw failure("an expression")
    }
  }

  private static let keywords: Set<String> = [
    "if", "else", "for", "in", "lambda", "not", "and", "or", "return", "def", "class", "while", "import", "from",
    "with",
    "yield", "is", "None", "print", "assert", "raise", "end", "do", "then", "to", "downto",
  ]

  /// A name; the modules in front of it are left out, `np.exp` is `exp`.
  private mutating func qualified(_ first: String) throws(SyntaxError) -> Formula {
    var name = first
    var spelling = first
    while Self.modules.contains(name), sees("."), position + 1 < tokens.count,
      case .name(let member) = tokens[position + 1].kind
    {
      position += 2
      name = member
      spelling += "." + member
    }
    return .symbol(Symbol(name: Vocabulary.greek[name] ?? name, typeface: .typewriter, latex: spelling))
  }

  private mutating func member(_ name: String, of object: Formula) throws(SyntaxError) -> Formula {
    if name == "T" { return object.with(superscript: .transpose) }
    let arguments = sees("(") ? try arguments() : []
    if name == "transpose", arguments.isEmpty { return object.with(superscript: .transpose) }
    return .application(.symbol(Symbol(name: name, typeface: .typewriter, latex: "." + name)), [object] + arguments)
  }

  /// What stands between a call's brackets.
  private mutating func arguments() throws(SyntaxError) -> [Formula] {
    guard accept("(") else { throw failure("“(”") }
    return try deeper { parser throws(SyntaxError) in try parser.list(upTo: ")") }
  }

  private mutating func list(upTo closing: String) throws(SyntaxError) -> [Formula] {
    var items: [Formula] = []
    while !accept(closing) {
      items.append(try deeper { parser throws(SyntaxError) in try parser.argument() })
      if accept(closing) { break }
      guard accept(",") || accept(";") else { throw failure("“,” or “\(closing)”") }
    }
    return items
  }

  /// An expression, or a keyword and its value.
  private mutating func argument() throws(SyntaxError) -> Formula {
    if case .name(let name)? = next, position + 1 < tokens.count, tokens[position + 1].kind == .sign("=") {
      position += 2
      let value: Formula
      if case .name(let word)? = next, ["True", "False", "None"].contains(word) {
        position += 1
        value = .words(word)
      } else {
        value = try expression()
      }
      return .application(.symbol(Symbol(name: name + "=", typeface: .typewriter, latex: name + "=")), [value])
    }
    return try expression()
  }

  /// `a[l-1]` is a layer or a place, `x[i, j]` and `x[:, i]` have indices, `grads["dW1"]` is a name.
  private mutating func indexed(_ base: Formula) throws(SyntaxError) -> Formula {
    let start = tokens[position].range.lowerBound
    position += 1
    if case .string(let key)? = next, position + 1 < tokens.count, tokens[position + 1].kind == .sign("]"),
      case .symbol(let object) = base
    {
      position += 2
      return .symbol(Symbol(name: key, typeface: .typewriter, latex: "\(object.latex)[\"\(key)\"]"))
    }
    var items: [Subscript] = []
    while !accept("]") {
      items.append(try deeper { parser throws(SyntaxError) in try parser.index() })
      if accept("]") { break }
      guard accept(",") else { throw failure("“,” or “]”") }
    }
    guard !items.isEmpty else { throw SyntaxError(message: "expected an index", offset: start) }
    if items.count == 1, case .index(let formula) = items[0] {
      switch formula {
      case .indicator, .application(.symbol(Symbol(name: ":")), _): break
      default: return base.with(superscript: .bracketed(formula))
      }
    }
    if case .scripted(let inner, let subscripts, let superscripts) = base {
      return .scripted(inner, subscripts: subscripts + items, superscripts: superscripts)
    }
    return .scripted(base, subscripts: items, superscripts: [])
  }

  private mutating func index() throws(SyntaxError) -> Subscript {
    if accept("...") { return .slice }
    if accept(":") {
      if sees(",") || sees("]") { return .slice }
      return .index(.application(.symbol(Symbol(name: ":")), [.words(""), try expression()]))
    }
    let first = try expression()
    guard accept(":") else { return .index(first) }
    let last: Formula = sees(",") || sees("]") ? .words("") : try expression()
    return .index(.application(.symbol(Symbol(name: ":")), [first, last]))
  }
}

extension Formula {
  /// The formula with one more superscript.
  func with(superscript: Superscript) -> Formula {
    if case .scripted(let base, let subscripts, let superscripts) = self {
      return .scripted(base, subscripts: subscripts, superscripts: superscripts + [superscript])
    }
    return .scripted(self, subscripts: [], superscripts: [superscript])
  }

  /// The name of a symbol, whatever hangs on it.
  var symbolName: String? {
    switch self {
    case .symbol(let symbol): symbol.name
    case .scripted(let base, _, _): base.symbolName
    default: nil
    }
  }

  /// What can stand before the brackets of a call.
  fileprivate var asFunction: Formula? {
    switch self {
    case .symbol, .scripted(.symbol, _, _): self
    default: nil
    }
  }
}
