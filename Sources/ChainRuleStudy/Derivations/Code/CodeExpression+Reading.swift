extension CodeExpression {
  /// How deep expressions may be nested.
  private static let depthLimit = 64

  init(_ formula: Formula) throws(CodeFailure) { self = try Self.expression(formula, 0) }

  private static func expression(_ formula: Formula, _ depth: Int) throws(CodeFailure) -> CodeExpression {
    guard depth < depthLimit else { throw .unknown("the expression is nested too deep") }
    func read(_ part: Formula) throws(CodeFailure) -> CodeExpression { try expression(part, depth + 1) }
    switch formula {
    case .number(let digits): return .number(digits)
    case .symbol(let symbol): return .name(CodeReference(word: symbol.fullName))
    case .negated(let a): return .negated(try read(a))
    case .sum(let terms):
      // Terms and factors are nested from the left.
      let depth = depth + terms.count
      func read(_ part: Formula) throws(CodeFailure) -> CodeExpression { try expression(part, depth) }
      var result: CodeExpression?
      for term in terms {
        if let sum = result {
          if case .negated(let a) = term {
            result = .binary(.minus, sum, try read(a))
          } else {
            result = .binary(.plus, sum, try read(term))
          }
        } else {
          result = try read(term)
        }
      }
      if let result { return result }
    case .fraction(let a, let b, _): return .binary(.solidus, try read(a), try read(b))
    case .fenced(_, let parts): if parts.count == 1 { return try read(parts[0]) }
    case .product(let factors, let signs): return try product(factors, signs, depth)
    case .application(let head, let arguments): return try call(head, arguments, depth)
    case .root(let a, nil): return .call("sqrt", [try read(a)], axis: nil)
    case .scripted(let base, let subscripts, let superscripts):
      return try scripted(base, subscripts, superscripts, depth)
    case .indicator(let condition): return try comparison(condition, depth)
    case .derivative(let derivative):
      guard let of = derivative.of, derivative.by.count == 1, case .name(let above) = try read(of),
        case .name(let below) = try read(derivative.by[0])
      else { break }
      return .derivative(of: above, by: below)
    default: break
    }
    throw .unknown("this is not understood as code")
  }

  private static func product(
    _ factors: [Formula], _ signs: [ProductSign], _ depth: Int
  ) throws(CodeFailure) -> CodeExpression {
    let depth = depth + factors.count
    var result: CodeExpression?
    var sign = Operator.asterisk
    var place = 0
    while place < factors.count {
      // A name with brackets directly behind it is called.
      let operand: CodeExpression
      if place + 1 < factors.count, place < signs.count, signs[place] == .juxtaposition, factors[place].baseName != nil,
        case .fenced(.round, let arguments) = factors[place + 1]
      {
        operand = try call(factors[place], arguments, depth)
        place += 1
      } else {
        operand = try expression(factors[place], depth + 1)
      }
      result = result.map { .binary(sign, $0, operand) } ?? operand
      if place < signs.count {
        switch signs[place] {
        case .at: sign = .at
        case .elementwise, .circle: sign = .elementwise
        default: sign = .asterisk
        }
      }
      place += 1
    }
    guard let result else { throw .unknown("an empty product") }
    return result
  }

  private static func call(
    _ head: Formula, _ arguments: [Formula], _ depth: Int
  ) throws(CodeFailure) -> CodeExpression {
    guard var name = head.baseName else { throw .unknown("what is called here has no name") }
    if head.isPrimed { name += "_prime" }
    var values: [CodeExpression] = []
    var axis: Int?
    var isDerivative = false
    for argument in arguments {
      if case .application(let keyword, let operands) = argument, let key = keyword.baseName, key.hasSuffix("=") {
        let text = operands.first?.ungrouped
        switch key {
        case "deriv=", "derivative=": isDerivative = operands.first == .words("True")
        case "axis=":
          switch text {
          case .number(let digits)?: axis = Int(digits)
          case .negated(.number("1"))?: axis = 1
          default: throw .unknown("the axis is no number")
          }
        default: break
        }
        continue
      }
      if case .fenced(.none, let parts) = argument {
        for part in parts { values.append(try expression(part, depth + 1)) }
      } else {
        values.append(try expression(argument, depth + 1))
      }
    }
    if isDerivative { name += "_derivative" }
    if name == "transpose", values.count == 1 { return .transposed(values[0]) }
    return .call(name, values, axis: axis)
  }

  private static func scripted(
    _ base: Formula, _ subscripts: [Subscript], _ superscripts: [Superscript], _ depth: Int
  ) throws(CodeFailure) -> CodeExpression {
    var result = try expression(base, depth + 1)
    if subscripts.count == 2, case .name(let reference) = result, superscripts.isEmpty {
      let parts = subscripts.map(\.formula)
      for (place, part) in parts.enumerated() {
        guard let part, case .call("range", _, _)? = try? expression(part, depth + 1), let other = parts[1 - place],
          case .name(let labels) = try expression(other, depth + 1)
        else { continue }
        return .picked(reference, labels: labels, samplesFirst: place == 0)
      }
      throw .unknown("single elements are not followed")
    }
    func index(_ formula: Formula) throws(CodeFailure) {
      if case .call("shape", let arguments, nil) = result, case .number(let axis) = formula {
        result = .call("shape", arguments, axis: Int(axis))
        return
      }
      guard case .name(var reference) = result, reference.index == nil else { throw .unknown("an index of an index") }
      reference.index = try expression(formula, depth + 1)
      result = .name(reference)
    }
    for part in subscripts {
      switch part {
      case .index(let formula):
        if let letter = formula.letter, letter.count > 1, case .name(var reference) = result {
          reference.base += "_" + letter
          result = .name(reference)
        } else {
          try index(formula)
        }
      case .label(let label):
        guard case .name(let reference) = result else { throw .unknown("a label of a formula") }
        result = .name(CodeReference(word: reference.base + "_" + label))
      case .slice: throw .unknown("parts of arrays are not followed")
      }
    }
    for part in superscripts {
      switch part {
      case .bracketed(let formula), .parenthesised(let formula): try index(formula)
      // a' is a transpose in MATLAB.
      case .transpose, .prime: result = .transposed(result)
      case .plain(let formula): result = .binary(.power, result, try expression(formula, depth + 1))
      case .label: throw .unknown("a mark above a name")
      }
    }
    return result
  }

  private static func comparison(_ condition: Condition, _ depth: Int) throws(CodeFailure) -> CodeExpression {
    guard condition.members.count == 2, condition.relations.count == 1, condition.also.isEmpty else {
      throw .unknown("a condition of several parts")
    }
    return .comparison(
      condition.relations[0], try expression(condition.members[0], depth + 1),
      try expression(condition.members[1], depth + 1))
  }
}
