/// What a statement does in a document, as far as its form tells.
enum StatementRole: Hashable, Sendable {
  /// X ∈ ℝ^{n×m}, x: (m, n).
  case shape
  /// l = 1, …, L.
  case indexRange
  /// x = [0.5, 1.0], α = 0.5.
  case literal
  /// σ(x) = 1/(1 + e^{-x}).
  case function
  /// z = W x + b; also a loss.
  case forward
  /// W ← W − η ∂L/∂W.
  case update
  /// δ = ∂L/∂z: says what a symbol for a gradient stands for.
  case gradientName
  /// Anything else: something that holds or not.
  case claim
  /// A line of code.
  case code
}

extension NotationGuide {
  func role(of statement: Statement) -> StatementRole {
    if statement.code != nil { return .code }
    guard let first = statement.members.first, let relation = statement.relations.first, statement.members.count >= 2
    else {
      return .claim
    }
    if relation == .element || relation == .colon || relation == .distributed { return .shape }
    if relation == .assigned || relation == .addAssigned || relation == .subtractAssigned { return .update }
    guard relation == .equal || relation == .defined || relation == .approximately || relation == .maps else {
      // t < T and η > 0 say what indices and numbers may be.
      return statement.members.allSatisfy({ $0.ungrouped.baseName != nil || $0.isLiteral }) ? .indexRange : .claim
    }
    let right = Array(statement.members.dropFirst())
    if statement.members.count == 2, statement.vanishingGradient != nil { return .indexRange }
    if statement.definedLoss != nil { return .forward }
    if let head = first.functionHead, use(head)?.isPlain == true, !right.contains(where: { $0.hasDerivative }) {
      // σ(0.9) = … is a figure, f(x) = … a definition.
      return first.argument.map { $0.isLiteral } == true ? .claim : .function
    }
    // If j = i: a condition on indices.
    if right.count == 1, let letter = first.letter, let other = right[0].letter, axisLetters.contains(letter) {
      if axisLetters.contains(other) || !definedNames.contains(QuantityName(base: other)) { return .indexRange }
    }
    // (n, m) = (n, k) × (k, m) is about lengths.
    if case .fenced(.round, let parts) = first, parts.count > 1, !first.hasDerivative { return .indexRange }
    guard let use = use(first) else { return .claim }
    let isName = use.primes == 0 && !use.isTransposed
    if isName, right.count == 1, !use.isTransposed, namesGradient(use, right[0]) { return .gradientName }
    guard isName, !use.isDifferential, use.powers.isEmpty || use.powers == [.number("2")] else { return .claim }
    if use.name.labels.contains("new") { return .update }
    if right.contains(where: { mentions(use, $0) }), right.contains(where: { hasGradients($0) }) { return .update }
    if first.letter != nil || use.instance.isEmpty, right.allSatisfy({ $0.isRange }) {
      return right[0].isSingleNumber ? .literal : .indexRange
    }
    if right.count == 1, statement.equatedLengths != nil { return .indexRange }
    // j = k, beside a formula, is a condition.
    if let letter = first.letter, axisLetters.contains(letter) || instanceLetters.contains(letter), right.count == 1,
      right[0].letter != nil || right[0].isWholeNumber || right[0].offsetLetter != nil
    {
      return .indexRange
    }
    if namedResults[use.name] == statement.range { return .forward }
    if right.contains(where: { hasGradients($0) }) || isGradientName(use.name) { return .claim }
    if right.allSatisfy(\.isLiteral) { return .literal }
    return right[0].isArithmetic ? .claim : .forward
  }

  /// Whether an equation only gives a gradient a name: δ = ∂L/∂z, dM = ∂L/∂M.
  func namesGradient(_ use: ScriptedUse, _ right: Formula) -> Bool {
    guard case .derivative(let derivative) = right.ungrouped, derivative.by.count == 1, use.powers.isEmpty,
      let by = self.use(derivative.by[0].ungrouped), derivative.of.map({ self.use($0) != nil }) ?? true
    else { return false }
    // dZ[3] = ∂L/∂Z[3] is what everybody takes dZ for; of another symbol it is a name.
    return use.isDifferential ? by.name == use.name : !definedNames.contains(use.name)
  }

  /// Whether a symbol is one that authors keep for gradients.
  func isGradientName(_ name: QuantityName) -> Bool {
    ["δ", "Δ", "ζ"].contains(name.base) && !boundQuantities.contains(name.base)
  }

  /// Whether a formula speaks of derivatives: ∂, dZ, δ, f′.
  func hasGradients(_ formula: Formula) -> Bool {
    formula.contains { part in
      switch part {
      case .derivative, .differential: return true
      case .symbol, .scripted:
        guard let use = use(part) else { return false }
        if use.isDifferential || use.primes > 0 { return true }
        return gradientNames.contains(use.name) || isGradientName(use.name) && use.axes.count != 2
      default: return false
      }
    }
  }

  private func mentions(_ use: ScriptedUse, _ formula: Formula) -> Bool {
    formula.contains {
      self.use($0).map {
        $0.name == use.name && $0.instance == use.instance && $0.axes == use.axes && !$0.isDifferential
      } ?? false
    }
  }
}

extension Formula {
  /// The f of f(x, y) with its arguments.
  var appliedFunction: (head: Formula, arguments: [Formula])? {
    switch self {
    case .product(let factors, let signs):
      guard signs == [.juxtaposition], case .fenced(.round, let arguments) = factors[1] else { return nil }
      return (factors[0], arguments)
    case .application(let head, let arguments):
      if arguments.count == 1, case .fenced(.round, let parts) = arguments[0] { return (head, parts) }
      return (head, arguments)
    default: return nil
    }
  }

  /// 0, or a zero in bold for a whole array.
  var isZero: Bool {
    switch ungrouped {
    case .number("0"): true
    case .symbol(let symbol): symbol.name == "0" || symbol.name == "𝟎"
    default: false
    }
  }

  /// The f of f(x).
  var functionHead: Formula? {
    switch self {
    case .product(let factors, let signs):
      guard factors.count == 2, signs == [.juxtaposition], case .fenced(.round, let arguments) = factors[1],
        arguments.count == 1,
        factors[0].baseName != nil
      else { return nil }
      return factors[0]
    case .application(let head, let arguments): return arguments.count == 1 ? head : nil
    default: return nil
    }
  }

  /// The x of f(x).
  var argument: Formula? {
    switch self {
    case .product(let factors, _):
      if factors.count == 2, case .fenced(.round, let arguments) = factors[1] { return arguments.first }
      return nil
    case .application(_, let arguments): return arguments.first?.ungrouped
    default: return nil
    }
  }

  var isSingleNumber: Bool {
    switch self {
    case .number, .negated(.number): true
    default: false
    }
  }

  /// Whether it is made of numbers alone.
  var isLiteral: Bool {
    switch self {
    case .number: true
    case .negated(let a): a.isLiteral
    case .fenced(_, let parts): !parts.isEmpty && parts.allSatisfy(\.isLiteral)
    case .matrix(let rows, _): rows.allSatisfy { $0.allSatisfy(\.isLiteral) }
    case .scripted(let base, let subscripts, let superscripts):
      base.isLiteral && subscripts.isEmpty && superscripts.allSatisfy { $0 == .transpose }
    default: false
    }
  }

  /// `1, 2, …, L`, `3, 2, 1`.
  var isRange: Bool {
    switch self {
    case .fenced(_, let parts):
      parts.contains(.ellipsis) || parts.count > 1 && parts.allSatisfy { $0.isSingleNumber || $0.letter != nil }
    case .number: true
    default: false
    }
  }

  /// The numbers of a literal, by rows; a flat list is a column.
  var literalRows: [[Double]]? {
    switch self {
    case .number(let digits): return Double(digits).map { [[$0]] }
    case .negated(let a): return a.literalRows?.map { $0.map { -$0 } }
    case .matrix(let rows, _):
      let numbers = rows.map { $0.compactMap { $0.literalNumber } }
      return numbers.allSatisfy({ $0.count == numbers[0].count }) ? numbers : nil
    case .fenced(_, let parts):
      if parts.count == 1 { return parts[0].literalRows }
      let rows = parts.map { part -> [Double]? in
        if case .fenced(_, let elements) = part, elements.count > 1 {
          let numbers = elements.compactMap(\.literalNumber)
          return numbers.count == elements.count ? numbers : nil
        }
        return part.literalNumber.map { [$0] }
      }
      let numbers = rows.compactMap { $0 }
      return numbers.count == rows.count && numbers.allSatisfy({ $0.count == numbers[0].count }) ? numbers : nil
    case .scripted(let base, let subscripts, let superscripts):
      guard subscripts.isEmpty, superscripts == [.transpose], let rows = base.literalRows, let width = rows.first?.count
      else { return nil }
      return (0..<width).map { column in rows.map { $0[column] } }
    default: return nil
    }
  }

  var literalNumber: Double? {
    switch ungrouped {
    case .number(let digits): Double(digits)
    case .negated(let a): a.literalNumber.map { -$0 }
    default: nil
    }
  }
}

extension Statement {
  /// The J of J(w, b) = …, which is a number and no function that is used as one.
  var definedLoss: Formula? {
    guard members.count >= 2, [.equal, .defined].contains(relations[0]),
      let (head, arguments) = members[0].appliedFunction, let name = head.baseName, !head.isPrimed
    else { return nil }
    let isLoss = ["L", "J", "E", "C", "ℓ", "Loss", "loss", "cost"].contains(name)
    guard isLoss || arguments.count > 1, arguments.allSatisfy({ $0.baseName != nil }) else { return nil }
    return head
  }

  /// The gradient of ∇J = … = 0, which is a condition for the optimum and no claim.
  var vanishingGradient: Formula? {
    guard members.count >= 2, relations.last == .equal, members[members.count - 1].isZero, members[0].hasDerivative
    else { return nil }
    return members[0]
  }
}

extension Statement {
  /// The letters of m = n, where both are such as count samples and features.
  var equatedLengths: (String, String)? {
    let usual: Set<String> = ["m", "n", "N", "M", "B", "d", "D", "K", "C"]
    guard members.count == 2, relations[0] == .equal, let a = members[0].letter, let b = members[1].letter,
      usual.contains(a),
      usual.contains(b)
    else { return nil }
    return (a, b)
  }
}
