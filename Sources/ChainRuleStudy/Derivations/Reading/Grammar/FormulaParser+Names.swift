extension FormulaParser {
  /// A letter, or a word where its letters stand together.
  mutating func letter(_ symbol: Symbol) throws(SyntaxError) -> Formula {
    let run = letterRun()
    if run.count > 1 {
      if let word = word(run) {
        jump(to: position + run.count)
        return try named(word)
      }
    }
    advance()
    if symbol.name == "d", symbol.accents.isEmpty, let shorthand = try differentialName() { return shorthand }
    let symbol = set(symbol)
    if symbol.name == "I" || symbol.name == "1", let condition = try indicatorCondition() {
      return .indicator(condition)
    }
    if symbol.name == "E", symbol.typeface == .blackboard { return try big(.mean) }
    return try numbered(.symbol(symbol))
  }

  /// The letters of the alphabet that stand here side by side.
  func letterRun() -> String {
    var run = ""
    var place = position
    while place < end, case .letter(let symbol) = list.tokens[place].kind, symbol.name == symbol.latex,
      symbol.name.unicodeScalars.count == 1, symbol.name.unicodeScalars.first?.isASCIILetter == true,
      place == position || list.tokens[place].isGlued
    {
      run += symbol.name
      place += 1
      if run.utf8.count > 40 { return "" }
    }
    return run
  }

  /// The symbol for a run of letters that is one name; `nil` where the letters are factors.
  private func word(_ run: String) -> Symbol? {
    func isName(_ word: some StringProtocol) -> Bool {
      let lower = word.lowercased()
      return Vocabulary.names.contains(lower) || names.contains(String(word))
        || dialect == .plain && word.count > 2 && word.dropFirst().allSatisfy(\.isLowercase)
          && lower.contains(where: { "aeiouy".contains($0) })
    }
    if isName(run) {
      if let greek = Vocabulary.greek[run] { return Symbol(name: greek, latex: "\\" + run) }
      return Symbol(name: run)
    }
    if run.hasPrefix("d"), run.count > 2, isName(run.dropFirst()) { return Symbol(name: run) }
    return nil
  }

  /// A symbol in the typeface that is set here.
  func set(_ symbol: Symbol) -> Symbol {
    guard let typeface else { return symbol }
    var symbol = symbol
    symbol.typeface = typeface.typeface
    symbol.latex = typeface.opening + symbol.latex + typeface.closing
    return symbol
  }

  /// A word: a function with its arguments, or a symbol.
  mutating func named(_ word: Symbol) throws(SyntaxError) -> Formula {
    let symbol = set(word)
    if Vocabulary.functions.contains(symbol.name.lowercased()) || next == .open(.round) && symbol.typeface != .italic {
      return try function(symbol)
    }
    return try numbered(.symbol(symbol))
  }

  /// W1: a digit directly behind a letter is an index.
  private mutating func numbered(_ symbol: Formula) throws(SyntaxError) -> Formula {
    guard isNextGlued, case .number(let digits)? = next, !digits.contains(".") else { return symbol }
    advance()
    return .scripted(symbol, subscripts: [.index(.number(digits))], superscripts: [])
  }

  /// dZ: the d was read; `nil` where it is a letter of its own.
  private mutating func differentialName() throws(SyntaxError) -> Formula? {
    switch next {
    case .letter(let symbol)? where symbol.name != "d": break
    case .command(let name)? where Vocabulary.typefaces[name] != nil || Vocabulary.accents[name] != nil: break
    default: return nil
    }
    let isGlued = isNextGlued
    let operand = try deeper { parser throws(SyntaxError) in try parser.atom() }
    func differential(of symbol: Symbol) -> Symbol {
      var symbol = symbol
      symbol.name = "d" + symbol.name
      symbol.latex = (isGlued ? "d" : "d ") + symbol.latex
      return symbol
    }
    switch operand {
    case .symbol(let symbol): return .symbol(differential(of: symbol))
    case .scripted(.symbol(let symbol), let subscripts, let superscripts):
      return .scripted(.symbol(differential(of: symbol)), subscripts: subscripts, superscripts: superscripts)
    default: return .differential(operand, sign: "d")
    }
  }

  // MARK: Words in a typeface

  /// `\mathbf{W}`, `\mathrm{softmax}`, `\mathbb{1}`.
  mutating func set(in face: Symbol.Typeface, by command: String) throws(SyntaxError) -> Formula {
    advance()
    let outer = typeface
    defer { typeface = outer }
    typeface = TypefaceContext(typeface: face, opening: "\\\(command){", closing: "}")
    guard let content = try groupContent() else { return try afterTypeface(try argument()) }
    if let word = plainWord(in: content), word.count > 1 {
      let isWord = command.hasPrefix("operatorname") || [.roman, .sans, .typewriter].contains(face)
      if isWord || Vocabulary.names.contains(word.lowercased()) || names.contains(word) || command == "mathit" {
        defer { typeface = outer }
        let symbol = set(Symbol(name: word))
        typeface = outer
        if let greek = Vocabulary.greek[word], !Vocabulary.functions.contains(word) {
          return .symbol(Symbol(name: greek, typeface: face, latex: symbol.latex))
        }
        return try function(symbol, isUpright: true)
      }
    }
    if content.count == 1, case .number("1") = list.tokens[content.lowerBound].kind {
      let one = set(Symbol(name: "1"))
      typeface = outer
      if let condition = try indicatorCondition() { return .indicator(condition) }
      return .symbol(one)
    }
    if content.count == 1, case .letter(let symbol) = list.tokens[content.lowerBound].kind {
      let set = set(symbol)
      typeface = outer
      return try afterTypeface(.symbol(set))
    }
    return try grouped(content)
  }

  /// An upright d is a differential, a blackboard E a mean, an I before a condition an indicator.
  private mutating func afterTypeface(_ formula: Formula) throws(SyntaxError) -> Formula {
    guard case .symbol(let symbol) = formula else { return formula }
    typeface = nil
    switch symbol.name {
    case "d" where symbol.typeface == .roman:
      if let next, next != .superscript, startsFactor(next) {
        return .differential(try factor(), sign: "d")
      }
    case "E" where symbol.typeface == .blackboard || symbol.latex.hasPrefix("\\operatorname"): return try big(.mean)
    case "I", "1":
      if let condition = try indicatorCondition() { return .indicator(condition) }
    default: break
    }
    return formula
  }

  /// The letters and digits of a range, where it holds nothing else.
  func plainWord(in range: Range<Int>) -> String? {
    var word = ""
    for place in range {
      switch list.tokens[place].kind {
      case .letter(let symbol) where symbol.name == symbol.latex: word += symbol.name
      case .number(let digits) where !word.isEmpty: word += digits
      case .text(let text): word += text
      case .minus where !word.isEmpty: word += "-"
      case .wideSpace: word += " "
      default: return nil
      }
    }
    return word
  }

  /// `{\rm softmax}`: the rest of the group is one word.
  mutating func switchedWord(_ face: Symbol.Typeface) throws(SyntaxError) -> Formula? {
    guard [.roman, .sans, .typewriter].contains(face), let word = plainWord(in: position..<end), word.count > 1 else {
      return nil
    }
    position = end
    return .symbol(set(Symbol(name: word)))
  }

  // MARK: Text

  /// `\text{…}` inside of a formula.
  mutating func text(_ words: String) throws(SyntaxError) -> Formula {
    advance()
    let name = words.trimmed
    guard !name.contains(" ") else { return .words(name) }
    return try function(Symbol(name: name, typeface: .roman, latex: "\\text{\(name)}"), isUpright: true)
  }
}

extension String {
  /// Without spaces at both ends.
  var trimmed: String {
    var scalars = unicodeScalars[...]
    while let first = scalars.first, first.isSpace { scalars.removeFirst() }
    while let last = scalars.last, last.isSpace { scalars.removeLast() }
    return String(scalars)
  }
}
