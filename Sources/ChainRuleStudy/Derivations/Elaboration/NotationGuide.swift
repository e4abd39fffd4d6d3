/// How a document uses sub- and superscripts, found out from all of its formulas together.
struct NotationGuide: Sendable {
  /// Letters that count layers or time steps: they are met with an offset, as in `l-1`, or where only layers stand.
  private(set) var instanceLetters: Set<String> = []
  /// Letters that count examples above a symbol, as in `x^{(i)}`.
  private(set) var exampleLetters: Set<String> = []
  /// Letters that Σ runs over, or that stand for elements.
  private(set) var axisLetters: Set<String> = []
  /// Symbols whose plain superscripts are layers.
  private(set) var layeredBases: Set<String> = []
  /// Symbols whose numbered subscripts are elements.
  private(set) var indexedBases: Set<String> = []
  /// Symbols whose subscripts are layers or time steps.
  private(set) var steppedBases: Set<String> = []
  /// Symbols that stand as functions in front of their argument.
  private(set) var functions: Set<String> = []
  /// Subscripts that are part of the name, by symbol: the i of the input gate's W_i.
  private(set) var labels: [String: Set<String>] = [:]
  /// Symbols that mean one thing with an index and another without: the loss L and that of one example, L_i.
  private(set) var splitBases: Set<String> = []
  /// Small letters that stand for the large one: w^{(2)} where W^{(l)} is meant.
  private(set) var smallLetters: [String: String] = [:]
  /// Symbols of which a square is defined: σ² of a variance.
  private(set) var squaredBases: Set<String> = []
  /// Symbols that an equation without derivatives defines.
  private(set) var definedNames: Set<QuantityName> = []
  /// Names of results that are made of gradients, r = (P ⊙ dP) 𝟏, with the place of their first equation.
  private(set) var namedResults: [QuantityName: SourceRange] = [:]
  /// Names that are only given to gradients: g of g = ∂L/∂y.
  private(set) var gradientNames: Set<QuantityName> = []
  /// The accent that makes a value's name that of its gradient, where the document says so.
  private(set) var gradientAccent: String?
  /// Symbols that are used as arrays or numbers, without regard to their scripts.
  private(set) var bases: Set<String> = []
  /// What bindings say about symbols.
  private(set) var bound: [BoundSymbol] = []
  /// Symbols that bindings say are quantities.
  private(set) var boundQuantities: Set<String> = []

  private static let countingLetters: Set<String> = ["l", "ℓ", "t", "τ", "L", "T"]
  private static let usualAxisLetters: Set<String> = [
    "i", "j", "k", "p", "q", "r", "s", "u", "v", "a", "b", "c", "n", "m", "ℓ", "d",
  ]
  private static let usualFunctions: Set<String> = ["σ", "φ", "ϕ", "ψ", "g", "f"]

  init(_ document: [ReadDocument], _ directions: Directions = Directions()) {
    boundQuantities = directions.quantityNames
    let statements = document.flatMap(\.statements)
    let formulas = statements.flatMap(\.formulas) + document.flatMap { $0.mentions.map(\.formula) }
    gradientAccent = Self.gradientAccent(document)
    for formula in formulas { formula.forEach { collectLetters($0) } }
    // A letter that is met with an offset and that no sum runs over counts layers or steps as well: A_{i-1}.
    var shifted: Set<String> = []
    for formula in formulas {
      formula.forEach { part in
        guard case .scripted(_, let subscripts, _) = part else { return }
        for index in subscripts.compactMap(\.formula) { if let letter = index.offsetLetter { shifted.insert(letter) } }
      }
    }
    instanceLetters.formUnion(shifted.subtracting(axisLetters))
    collectNumberedLayers(statements)
    // The last of them has a letter of its own.
    if instanceLetters.contains("t") { instanceLetters.insert("T") }
    if instanceLetters.contains("l") { instanceLetters.insert("L") }
    axisLetters.subtract(instanceLetters)
    collectPairedLetters(formulas)
    for formula in formulas { formula.forEach { collectBases($0) } }
    let summed = statements.reduce(into: Set<IndexedName>()) { names, statement in
      for formula in statement.formulas { collectSummed(formula, [], &names) }
    }
    collectNumberedBases(statements)
    for statement in statements {
      collectLabels(statement, summed)
      collectLists(statement)
    }
    collectFamilies(formulas)
    collectSplitBases(statements)
    collectSmallLetters(statements)
    collectResults(statements)
    for statement in statements where statement.members.count >= 2 && !statement.members[1].isArithmetic {
      guard let use = use(statement.members[0]), use.powers == [.number("2")], !statement.members[1].hasDerivative
      else {
        continue
      }
      squaredBases.insert(use.name.base)
    }
    functions = functions.subtracting(boundQuantities).union(directions.functionNames)
    bound = symbols(of: directions, in: formulas)
  }

  /// The m of w_{mj} is an index as the j that Σ runs over is, if m is nothing else.
  private mutating func collectPairedLetters(_ formulas: [Formula]) {
    let bound = axisLetters
    var paired: Set<String> = []
    var values: Set<String> = []
    func visit(_ formula: Formula) {
      if case .scripted(let base, let subscripts, let superscripts) = formula {
        visit(base)
        let letters = subscripts.map { $0.formula?.letter }
        if letters.count == 2, let first = letters[0], let second = letters[1] {
          if bound.contains(first) { paired.insert(second) }
          if bound.contains(second) { paired.insert(first) }
        }
        for power in superscripts.compactMap(\.formula) { visit(power) }
      } else if case .big(let big) = formula {
        visit(big.body)
        if let to = big.to { visit(to) }
      } else if case .cases(let rows) = formula {
        for row in rows { visit(row.value) }
      } else if let letter = formula.letter {
        values.insert(letter)
      } else {
        for child in formula.children { visit(child) }
      }
    }
    for formula in formulas { visit(formula) }
    let letters = paired.subtracting(values).subtracting(instanceLetters)
    axisLetters.formUnion(letters.filter { $0.count == 1 && $0.first?.isLowercase == true && $0 != "h" && $0 != "o" })
  }

  /// "\bar{V} stands for ∂L/∂V": an accent of which a line says that it marks gradients.
  private static func gradientAccent(_ documents: [ReadDocument]) -> String? {
    func accent(_ name: Formula, _ value: Formula) -> String? {
      guard case .symbol(let symbol) = name, symbol.accents.count == 1, case .derivative(let derivative) = value,
        derivative.by.count == 1, case .symbol(let target) = derivative.by[0].ungrouped
      else { return nil }
      return target.accents.isEmpty && target.name == symbol.name ? symbol.accents[0] : nil
    }
    for document in documents {
      for (name, value) in zip(document.mentions, document.mentions.dropFirst())
      where name.range.line == value.range.line {
        if let accent = accent(name.formula, value.formula) { return accent }
      }
      for statement in document.statements where statement.members.count == 2 {
        if let accent = accent(statement.members[0], statement.members[1]) { return accent }
      }
    }
    return nil
  }

  /// W¹ and Z¹ are declared or defined: no powers, but layers. So are W₁ and Z₁ where other symbols have a layer there.
  private mutating func collectNumberedBases(_ statements: [Statement]) {
    let hasLayersBelow = !steppedBases.isEmpty && !instanceLetters.isDisjoint(with: ["l", "ℓ"])
    var raised: Set<String> = []
    var isStated = false
    for statement in statements {
      guard let left = statement.members.first, let relation = statement.relations.first else { continue }
      let isGiven = [.element, .colon, .equal, .defined].contains(relation)
      if case .scripted(let base, let subscripts, let superscripts) = left, isGiven, let name = base.baseName {
        if superscripts.contains(.plain(.number("1"))) { isStated = true }
        let isNumbered = subscripts.count == 1 && subscripts[0].formula?.isWholeNumber == true
        if isNumbered, hasLayersBelow, !indexedBases.contains(name) { steppedBases.insert(name) }
      }
      for formula in statement.formulas {
        formula.forEach { part in
          if case .scripted(let base, _, let superscripts) = part, let name = base.baseName,
            superscripts.contains(.plain(.number("1")))
          {
            raised.insert(name)
          }
        }
      }
    }
    if isStated { layeredBases.formUnion(raised) }
  }

  private mutating func collectLetters(_ formula: Formula) {
    switch formula {
    case .big(let big):
      for index in big.indices { if let letter = index.letter { axisLetters.insert(letter) } }
      let bound = big.indices.compactMap(\.letter)
      big.body.forEach { part in
        guard case .scripted(_, _, let superscripts) = part else { return }
        for case .parenthesised(let index) in superscripts {
          if let letter = index.letter, bound.contains(letter), !Self.countingLetters.contains(letter) {
            exampleLetters.insert(letter)
          }
        }
      }
    case .scripted(let base, let subscripts, let superscripts):
      guard base.baseName != nil else { return }
      for superscript in superscripts {
        switch superscript {
        case .bracketed(let index), .parenthesised(let index):
          if let letter = index.offsetLetter ?? index.letter.flatMap({ Self.countingLetters.contains($0) ? $0 : nil }) {
            instanceLetters.insert(letter)
          }
        case .plain(let index):
          if let letter = index.offsetLetter ?? index.letter, Self.countingLetters.contains(letter) {
            instanceLetters.insert(letter)
          }
        default: break
        }
      }
      for case .index(let index) in subscripts {
        if let letter = index.offsetLetter, Self.countingLetters.contains(letter) { instanceLetters.insert(letter) }
      }
    default: break
    }
  }

  private mutating func collectBases(_ formula: Formula) {
    switch formula {
    case .symbol(let symbol): bases.insert(symbol.fullName)
    case .product(let factors, let signs):
      for (place, pair) in zip(factors, factors.dropFirst()).enumerated() where signs[place] == .juxtaposition {
        if case .fenced(.round, let arguments) = pair.1, let name = pair.0.baseName, !arguments.isEmpty,
          pair.0.isPrimed || arguments.count > 1 || arguments == [.placeholder] || Self.usualFunctions.contains(name)
        {
          functions.insert(name)
        }
      }
    case .scripted(let base, let subscripts, let superscripts):
      guard let name = base.baseName else { return }
      for case .plain(let index) in superscripts {
        if let letter = index.offsetLetter ?? index.letter, instanceLetters.contains(letter) {
          layeredBases.insert(name)
        }
      }
      for case .index(let index) in subscripts {
        if let letter = index.offsetLetter ?? index.letter, instanceLetters.contains(letter) {
          steppedBases.insert(name)
        } else if let letter = index.letter, axisLetters.contains(letter) || Self.usualAxisLetters.contains(letter) {
          indexedBases.insert(name)
        }
      }
      if subscripts.contains(.slice) { indexedBases.insert(name) }
      // A layer above and a number below: the number is an element.
      let isLayered = superscripts.contains { superscript in
        switch superscript {
        case .bracketed, .parenthesised: true
        case .plain(let index): index.letter.map { instanceLetters.contains($0) } ?? false
        default: false
        }
      }
      if isLayered, subscripts.contains(where: { $0.formula?.isWholeNumber == true }) { indexedBases.insert(name) }
    default: break
    }
  }

  /// A symbol with an index that Σ runs over: the x_i of Σ_i x_i is the i-th of many, and its i no label.
  private struct IndexedName: Hashable {
    var base: String
    var letter: String

    init(_ base: String, _ letter: String) {
      self.base = base
      self.letter = letter
    }
  }

  private func collectSummed(_ formula: Formula, _ bound: Set<String>, _ names: inout Set<IndexedName>) {
    var bound = bound
    if case .big(let big) = formula { bound.formUnion(big.indices.compactMap(\.letter)) }
    if case .scripted(let base, let subscripts, _) = formula, let name = base.baseName {
      for case .index(let index) in subscripts {
        if let letter = index.letter, bound.contains(letter) { names.insert(IndexedName(name, letter)) }
      }
    }
    for child in formula.children { collectSummed(child, bound, &names) }
  }

  /// In an equation that defines something, an index on the right that is not on the left counts nothing: it is a label.
  private mutating func collectLabels(_ statement: Statement, _ summed: Set<IndexedName>) {
    guard statement.members.count >= 2, let relation = statement.relations.first else { return }
    if relation == .element || relation == .colon {
      // W_i ∈ ℝ^{h×d}: a declared name, and not the i-th of something.
      if case .scripted(let base, let subscripts, _) = statement.members[0], let name = base.baseName {
        for case .index(let index) in subscripts {
          if let letter = index.letter, !instanceLetters.contains(letter), !summed.contains(IndexedName(name, letter)) {
            labels[name, default: []].insert(letter)
          }
        }
      }
      return
    }
    guard relation == .equal || relation == .defined, !statement.members[1].hasDerivative,
      !statement.members[0].hasDerivative
    else { return }
    let left = statement.members[0].indexLetters
    func visit(_ formula: Formula, _ bound: Set<String>) {
      var bound = bound
      if case .big(let big) = formula { bound.formUnion(big.indices.compactMap(\.letter)) }
      if case .scripted(let base, let subscripts, _) = formula, let name = base.baseName {
        for case .index(let index) in subscripts {
          if let letter = index.letter, !bound.contains(letter), !left.contains(letter),
            !instanceLetters.contains(letter)
          {
            labels[name, default: []].insert(letter)
          }
        }
      }
      for child in formula.children { visit(child, bound) }
    }
    for member in statement.members.dropFirst() { visit(member, []) }
  }

  /// Where W_f, W_i and W_o are names, so are b_f, b_i and b_o: several letters that tell one symbol's kinds apart do so
  /// for every symbol that has several of them.
  private mutating func collectFamilies(_ formulas: [Formula]) {
    let families = labels.values.map { $0.subtracting(axisLetters) }.filter { $0.count > 1 }
    guard !families.isEmpty else { return }
    var letters: [String: Set<String>] = [:]
    for formula in formulas {
      formula.forEach { part in
        guard case .scripted(let base, let subscripts, _) = part, let name = base.baseName, subscripts.count == 1,
          let letter = subscripts[0].formula?.letter
        else { return }
        letters[name, default: []].insert(letter)
      }
    }
    for (name, letters) in letters {
      for family in families where letters.intersection(family).count > 1 {
        labels[name, default: []].formUnion(letters.intersection(family))
      }
    }
  }

  /// Z_1 and Z_2 that are defined one by one are layers, and so is the i of Z_i, unless a sum runs over it.
  private mutating func collectNumberedLayers(_ statements: [Statement]) {
    var numbers: [String: Set<String>] = [:]
    for statement in statements where statement.members.count >= 2 && statement.code == nil {
      guard [.equal, .defined].contains(statement.relations[0]), !statement.members[1].isLiteral,
        !statement.members[1].isArithmetic, case .scripted(let base, let subscripts, _) = statement.members[0],
        let name = base.baseName, subscripts.count == 1, case .index(.number(let digits)) = subscripts[0]
      else { continue }
      numbers[name, default: []].insert(digits)
    }
    let layered = Set(numbers.filter { $0.value.count > 1 }.keys)
    guard !layered.isEmpty else { return }
    var letters: Set<String> = []
    for formula in statements.flatMap(\.formulas) {
      formula.forEach { part in
        guard case .scripted(let base, let subscripts, _) = part, let name = base.baseName, layered.contains(name),
          subscripts.count == 1, let letter = subscripts[0].formula?.letter, !axisLetters.contains(letter)
        else { return }
        letters.insert(letter)
      }
    }
    instanceLetters.formUnion(letters)
  }

  private mutating func collectSmallLetters(_ statements: [Statement]) {
    var general: Set<String> = []
    var numbered: Set<String> = []
    var defined: Set<String> = []
    for statement in statements {
      if let name = statement.members.first?.baseName { defined.insert(name) }
      for formula in statement.formulas {
        formula.forEach { part in
          guard let use = use(part), !use.instance.isEmpty, use.name.labels.isEmpty, !use.isDifferential else { return }
          if use.instance.allSatisfy(\.isWholeNumber) {
            numbered.insert(use.name.base)
          } else {
            general.insert(use.name.base)
          }
        }
      }
    }
    for name in numbered.subtracting(general).subtracting(defined) where name.count == 1 {
      let large = name.uppercased()
      if large != name, general.contains(large) { smallLetters[name] = large }
    }
  }

  private mutating func collectResults(_ statements: [Statement]) {
    for statement in statements where statement.code == nil && statement.members.count == 2 {
      guard [.equal, .defined].contains(statement.relations[0]), let use = use(statement.members[0]), use.isPlain,
        !use.isDifferential, namesGradient(use, statement.members[1])
      else { continue }
      gradientNames.insert(use.name)
    }
    for statement in statements where role(of: statement) == .forward {
      if let use = use(statement.definedLoss ?? statement.members[0]) { definedNames.insert(use.name) }
    }
    var seen: Set<QuantityName> = []
    for statement in statements where statement.code == nil && statement.members.count >= 2 {
      guard [.equal, .defined].contains(statement.relations[0]), let use = use(statement.members[0]), use.isPlain,
        !use.isDifferential, seen.insert(use.name).inserted
      else { continue }
      let isRecursive = statement.members.dropFirst().contains { member in
        member.contains { self.use($0)?.name == use.name }
      }
      guard !definedNames.contains(use.name), !gradientNames.contains(use.name), !isGradientName(use.name),
        use.instance.isEmpty, !isRecursive,
        hasGradients(statement.members[1]), !statement.members[1].isArithmetic
      else { continue }
      namedResults[use.name] = statement.range
    }
  }

  private mutating func collectSplitBases(_ statements: [Statement]) {
    var bare: Set<String> = []
    var indexed: Set<String> = []
    for statement in statements
    where statement.members.count >= 2 && [.equal, .defined].contains(statement.relations[0]) {
      guard let use = use(statement.members[0]), use.isPlain, !use.isDifferential, use.instance.isEmpty,
        use.name.labels.isEmpty
      else { continue }
      if use.axes.isEmpty && use.example == nil { bare.insert(use.name.base) } else { indexed.insert(use.name.base) }
    }
    splitBases = bare.intersection(indexed).intersection(["L", "J", "E", "C", "ℓ", "l"])
  }

  /// `x = [0.5, 1.0]`: numbered subscripts of x are elements.
  private mutating func collectLists(_ statement: Statement) {
    guard statement.members.count == 2, let name = statement.members[0].baseName else { return }
    switch statement.members[1] {
    case .fenced(.square, let parts) where parts.count > 1: indexedBases.insert(name)
    case .matrix: indexedBases.insert(name)
    default: break
    }
  }

  // MARK: Reading a symbol

  /// A symbol with its scripts, sorted; `nil` for anything else.
  func use(_ formula: Formula) -> ScriptedUse? {
    switch formula {
    case .symbol(let symbol): return use(of: symbol)
    case .scripted(let base, let subscripts, let superscripts):
      guard var use = use(base) else { return nil }
      guard use.isPlain || use.axes.isEmpty else { return nil }
      let base = use.name.base
      for subscript_ in subscripts { add(subscript_, to: &use, base) }
      for superscript in superscripts { add(superscript, to: &use, base) }
      if let large = smallLetters[base], !use.instance.isEmpty { use.name.base = large }
      if squaredBases.contains(base), use.powers.first == .number("2") {
        use.name.labels.append("²")
        use.powers.removeFirst()
      }
      if splitBases.contains(base), !use.axes.isEmpty || use.example != nil { use.name.labels.append("each") }
      return use
    case .fenced(.curly, let parts) where parts.count == 1: return use(parts[0])
    default: return nil
    }
  }

  private func use(of symbol: Symbol) -> ScriptedUse {
    if let accent = gradientAccent, symbol.accents.last == accent {
      var plain = symbol
      plain.accents.removeLast()
      return ScriptedUse(name: QuantityName(base: plain.fullName), isDifferential: true)
    }
    let name = symbol.fullName
    if boundQuantities.contains(name) { return ScriptedUse(name: QuantityName(base: name)) }
    if name.count >= 2, name.first == "d", symbol.name.count >= 2, !["diag", "det", "dot", "dim"].contains(name) {
      let rest = String(name.dropFirst())
      if rest.count == 1 || bases.contains(rest) || rest.first?.isUppercase == true {
        return ScriptedUse(name: QuantityName(base: rest), isDifferential: true)
      }
    }
    return ScriptedUse(name: QuantityName(base: name))
  }

  private func add(_ subscript_: Subscript, to use: inout ScriptedUse, _ base: String) {
    switch subscript_ {
    case .slice: use.axes.append(nil)
    case .label(let label): use.name.labels.append(label)
    case .index(let index):
      if let letter = index.offsetLetter ?? index.letter {
        if instanceLetters.contains(letter), steppedBases.contains(base) {
          use.instance.append(index)
        } else if labels[base]?.contains(letter) == true || !isAxis(letter) {
          use.name.labels.append(index.letter ?? letter)
        } else {
          use.axes.append(index)
        }
      } else if case .number(let digits) = index {
        if steppedBases.contains(base) && !indexedBases.contains(base) {
          use.instance.append(index)
        } else if indexedBases.contains(base) {
          if digits.count == 2, !digits.contains("0") {
            use.axes += digits.map { .number(String($0)) }
          } else {
            use.axes.append(index)
          }
        } else {
          use.name.labels.append(digits)
        }
      } else {
        use.axes.append(index)
      }
    }
  }

  private func isAxis(_ letter: String) -> Bool {
    axisLetters.contains(letter)
      || Self.usualAxisLetters.contains(letter) && letter != "d" && letter != "m" && letter != "n"
        && letter != "a" && letter != "b" && letter != "c" && letter != "s" && letter != "u" && letter != "v"
  }

  /// The Q of W^Q and the y of δ^y are no powers.
  private func isLabel(_ letter: String, above base: String) -> Bool {
    guard letter.count == 1, letter != "T", !instanceLetters.contains(letter) else { return false }
    let isLarge = letter.first.map { $0.isASCII && $0.isUppercase } ?? false
    return base == "δ" || isLarge && base.first.map { $0.isASCII && $0.isUppercase } ?? false
  }

  private func add(_ superscript: Superscript, to use: inout ScriptedUse, _ base: String) {
    switch superscript {
    case .transpose: use.isTransposed.toggle()
    case .prime: use.primes += 1
    case .label(let label): use.name.labels.append(label)
    case .bracketed(.symbol(let symbol)) where symbol.name == "T" && !instanceLetters.contains("t"):
      use.isTransposed.toggle()
    case .bracketed(let index):
      if let letter = index.letter, exampleLetters.contains(letter), !instanceLetters.contains(letter) {
        use.example = index
      } else if let letter = index.letter, isAxis(letter), !instanceLetters.contains(letter), use.axes.isEmpty {
        // S[i] is an element, as in a program.
        use.axes.append(index)
      } else {
        use.instance.append(index)
      }
    case .parenthesised(let index):
      if let letter = index.letter,
        exampleLetters.contains(letter) || !instanceLetters.contains(letter) && letter != "L"
      {
        use.example = index
      } else {
        use.instance.append(index)
      }
    case .plain(let index):
      let letter = index.offsetLetter ?? index.letter
      if layeredBases.contains(base) && (letter.map { instanceLetters.contains($0) } ?? index.isWholeNumber) {
        use.instance.append(index)
      } else if case .symbol(let symbol) = index, symbol.name == "*" || symbol.name == "∗" {
        use.name.labels.append("*")
      } else if let letter = index.letter, isLabel(letter, above: base) {
        use.name.labels.append(letter)
      } else {
        use.powers.append(index)
      }
    }
  }
}

extension Symbol {
  /// The name with its accents, which tell symbols apart.
  var fullName: String {
    accents.reduce(name) { name, accent in
      switch accent {
      case "hat", "widehat": name + "\u{302}"
      case "bar", "overline": name + "\u{304}"
      case "tilde", "widetilde": name + "\u{303}"
      case "dot": name + "\u{307}"
      default: name
      }
    }
  }
}

extension Formula {
  /// The letter that an index is.
  var letter: String? { if case .symbol(let symbol) = ungrouped { symbol.fullName } else { nil } }

  /// The letter of `l-1` or `t+1`.
  var offsetLetter: String? {
    guard case .sum(let terms) = ungrouped, terms.count == 2, let letter = terms[0].letter else { return nil }
    switch terms[1] {
    case .number, .negated(.number): return letter
    default: return nil
    }
  }

  var isWholeNumber: Bool { if case .number(let digits) = self { Int(digits) != nil } else { false } }

  /// The name of the symbol under all scripts.
  var baseName: String? {
    switch self {
    case .symbol(let symbol): symbol.fullName
    case .scripted(let base, _, _): base.baseName
    case .fenced(.curly, let parts) where parts.count == 1: parts[0].baseName
    default: nil
    }
  }

  var isPrimed: Bool {
    if case .scripted(_, _, let superscripts) = self { superscripts.contains(.prime) } else { false }
  }

  var hasDerivative: Bool {
    contains {
      if case .derivative = $0 { true } else { false }
    }
  }

  /// The letters that stand as indices somewhere in it.
  var indexLetters: Set<String> {
    var letters: Set<String> = []
    forEach { part in
      guard case .scripted(_, let subscripts, let superscripts) = part else { return }
      for formula in subscripts.compactMap(\.formula) + superscripts.compactMap(\.formula) {
        formula.forEach { if let letter = $0.letter { letters.insert(letter) } }
      }
    }
    return letters
  }
}
