extension MathLexer {
  /// Reads a command; the scanner stands behind its backslash.
  mutating func readCommand(_ start: Int) {
    let name = scanner.controlWord()
    if let macro = macros[name] {
      expand(macro, named: name, from: start)
    } else if let token = Vocabulary.tokens[name] {
      emit(token, from: start)
      if token == .lineBreak { skipLineBreakSpace() }
    } else if let count = Vocabulary.ignoredWithArguments[name] {
      for _ in 0..<count { _ = scanner.argument() }
      isGlued = false
    } else if Vocabulary.ignored.contains(name) {
      readSized(name)
    } else if let face = Vocabulary.textFaces[name], isLetterNext {
      emit(.command(face), from: start)
    } else if Vocabulary.texts.contains(name) {
      readText(start)
    } else if Vocabulary.boxes.contains(name) || isAroundAnEquation(name) {
      _ = scanner.bracketed()
      if name == "colorbox" { _ = scanner.argument() }
      if let content = scanner.argument() { run(in: content) }
    } else if MacroTable.definers.contains(name) {
      var skipped = MacroTable()
      skipped.define(name, &scanner)
    } else {
      readStructure(name, start)
    }
  }

  /// Whether the argument of a command is a single letter: `\textbf{a}` is a symbol, and no text.
  private var isLetterNext: Bool {
    var ahead = scanner
    guard let argument = ahead.argument() else { return false }
    let letters = ahead.text(argument).filter { !$0.isWhitespace }
    return letters.count == 1 && letters.allSatisfy(\.isLetter)
  }

  /// Whether a typeface is that of a whole equation, or a term is struck out together with its sign.
  private func isAroundAnEquation(_ name: String) -> Bool {
    guard Vocabulary.typefaces[name] != nil || Vocabulary.transparent.contains(name) else { return false }
    var ahead = scanner
    guard let argument = ahead.argument() else { return false }
    let text = ahead.text(argument).drop { $0.isWhitespace }
    if Vocabulary.transparent.contains(name) { return text.first == "-" || text.first == "+" }
    return text.contains("=") && text.count > 3
  }

  private mutating func readStructure(_ name: String, _ start: Int) {
    switch name {
    case "left", "right": readDelimiter(isLeft: name == "left", start)
    case "begin", "end":
      guard let argument = scanner.argument() else {
        emit(.unreadable(.notation, "expected the name of an environment behind \\\(name)"), from: start)
        return
      }
      let environment = scanner.text(argument).filter { !$0.isWhitespace }
      if name == "begin" {
        while scanner.bracketed() != nil {}
        if Vocabulary.environmentsWithArgument.contains(environment) { _ = scanner.argument() }
      }
      emit(name == "begin" ? .begin(environment) : .end(environment), from: start)
    case "stackrel", "overset", "underset": readStack(name, start)
    case "xrightarrow", "xleftarrow":
      _ = scanner.bracketed()
      _ = scanner.argument()
      emit(.relation(name == "xrightarrow" ? .maps : .assigned), from: start)
    case "not": readNegation(start)
    case "kern", "mkern", "hskip", "mskip": skipDimension()
    case "_": readJoinedName(start)
    case "%": emit(.unreadable(.outsideTheSubject, "a remainder (\\%) is not read"), from: start)
    case "#", "$":
      emit(.unreadable(.notation, "\\\(name) means nothing here"), from: start)
    default:
      if let what = Vocabulary.outsideTheSubject[name] {
        emit(.unreadable(.outsideTheSubject, "\(what) (\\\(name)) is not read"), from: start)
      } else if name.hasPrefix("n"), !isKnown(name) {
        // "\n" that was meant to be a line break; the letters behind it are the next line's.
        scanner.position -= name.unicodeScalars.count - 1
        report("“\\n” stands where a line ends", at: start)
        emit(.lineBreak, from: start)
      } else if name == "max" || name == "min", case .command("arg")? = tokens.last?.kind {
        tokens[tokens.count - 1].kind = .command("arg" + name)
      } else {
        emit(.command(name), from: start)
      }
    }
  }

  /// `step\_size`: the letters before it and behind it are one name.
  private mutating func readJoinedName(_ start: Int) {
    var name = "_"
    var first = start
    var isJoined = isGlued
    while isJoined, let last = tokens.last, case .letter(let symbol) = last.kind, symbol.accents.isEmpty,
      symbol.name.unicodeScalars.allSatisfy({ $0.isASCIILetter || $0.digit != nil || $0 == "_" })
    {
      tokens.removeLast()
      name = symbol.name + name
      first = last.range.lowerBound
      isJoined = last.isGlued
      isGlued = last.isGlued
    }
    while let scalar = scanner.next, scalar.isASCIILetter || scalar.digit != nil {
      name.unicodeScalars.append(scalar)
      scanner.position += 1
    }
    let latex = name.split(separator: "_", omittingEmptySubsequences: false).joined(separator: "\\_")
    emit(.letter(Symbol(name: name, latex: latex)), from: first)
  }

  private func isKnown(_ name: String) -> Bool {
    Vocabulary.functions.contains(name.lowercased()) || Vocabulary.typefaces[name] != nil
      || Vocabulary.accents[name] != nil || name == "nicefrac"
  }

  /// `\\[2pt]`, `\\*`: how much space a line break leaves.
  private mutating func skipLineBreakSpace() {
    if scanner.next == "*" { scanner.position += 1 }
    let start = scanner.position
    guard let content = scanner.bracketed() else { return }
    let text = scanner.text(content)
    let units = ["pt", "em", "ex", "mm", "cm", "mu", "in", "px", "baselineskip"]
    if !units.contains(where: { text.hasSuffix($0) }) { scanner.position = start }
  }

  private mutating func skipDimension() {
    scanner.skipSpaces()
    while let scalar = scanner.next, scalar.digit != nil || scalar == "." || scalar == "-" { scanner.position += 1 }
    scanner.skipSpaces()
    for unit: StaticString in ["em", "ex", "pt", "mu", "cm", "mm", "in", "px"] where scanner.sees(unit) {
      scanner.position += 2
      break
    }
    isGlued = false
  }

  /// The bar behind `\bigl` or `\bigr` has a side.
  private mutating func readSized(_ name: String) {
    guard name.lowercased().hasPrefix("big"), let last = name.last, last == "l" || last == "r" else {
      if !name.lowercased().hasPrefix("big") { isGlued = false }
      return
    }
    let start = scanner.position
    scanner.skipSpaces()
    if scanner.next == "|" {
      scanner.position += 1
      emit(.bar(last == "l" ? .left : .right), from: start)
    } else if scanner.sees("\\|") {
      scanner.position += 2
      emit(.doubleBar(last == "l" ? .left : .right), from: start)
    } else {
      scanner.position = start
    }
  }

  /// The bracket behind `\left` or `\right`.
  private mutating func readDelimiter(isLeft: Bool, _ start: Int) {
    scanner.skipSpaces()
    guard let scalar = scanner.next else { return }
    scanner.position += 1
    let fence: Fence
    switch scalar {
    case ".": return emit(isLeft ? .openNothing : .closeNothing, from: start)
    case "|": return emit(.bar(isLeft ? .left : .right), from: start)
    case "(", ")": fence = .round
    case "[", "]": fence = .square
    case "<", ">", "⟨", "⟩": fence = .angles
    case "‖", "∥": return emit(.doubleBar(isLeft ? .left : .right), from: start)
    case "\\":
      let name = scanner.controlWord()
      switch Vocabulary.tokens[name] {
      case .open(let named), .close(let named): fence = named
      case .bar: return emit(.bar(isLeft ? .left : .right), from: start)
      case .doubleBar: return emit(.doubleBar(isLeft ? .left : .right), from: start)
      default:
        return emit(.unreadable(.notation, "“\\\(name)” is not known as a bracket"), from: start)
      }
    default:
      scanner.position -= 1
      return
    }
    emit(isLeft ? .open(fence) : .close(fence), from: start)
  }

  /// `\stackrel{why}{=}` is the relation; `\underset{i}{\sum}` has a subscript.
  private mutating func readStack(_ name: String, _ start: Int) {
    _ = scanner.bracketed()
    guard let above = scanner.argument() else { return }
    let first = tokens.count
    guard let base = scanner.argument() else { return }
    run(in: base)
    let isWhole = tokens.count == first + 1
    if isWhole, case .relation(let relation) = tokens[first].kind {
      let label = scanner.text(above)
      if relation == .equal, label.contains("def") || label.contains("triangle") || label.contains("Delta") {
        tokens[first].kind = .relation(.defined)
      }
    } else if isWhole, name != "stackrel" {
      switch tokens[first].kind {
      case .big, .command:
        emit(name == "underset" ? .subscript : .superscript, from: start)
        emit(.beginGroup, from: start)
        run(in: above)
        emit(.endGroup, from: start)
      default: break
      }
    }
  }

  private mutating func readNegation(_ start: Int) {
    scanner.skipSpaces()
    if scanner.next == "=" {
      scanner.position += 1
      emit(.relation(.unequal), from: start)
    } else {
      emit(.unreadable(.outsideTheSubject, "\\not is read in front of “=” only"), from: start)
    }
  }

  /// The words of `\text{…}`; mathematics between dollars inside of them is read.
  private mutating func readText(_ start: Int) {
    guard let content = scanner.argument() else { return }
    var piece = content.lowerBound
    var isMathematics = false
    var place = piece
    func flush(_ lexer: inout MathLexer, upTo end: Int) {
      guard piece < end else { return }
      if isMathematics {
        lexer.run(in: piece..<end)
      } else {
        lexer.emit(.text(Self.words(in: lexer.scanner.scalars[piece..<end])), from: start)
      }
    }
    while place < content.upperBound {
      let scalar = scanner.scalars[place]
      if scalar == "\\" { place += 1 }
      if scalar == "$" {
        flush(&self, upTo: place)
        isMathematics.toggle()
        piece = place + 1
      }
      place += 1
    }
    flush(&self, upTo: content.upperBound)
  }

  /// Text without the commands and braces of TeX.
  private static func words(in scalars: ArraySlice<Unicode.Scalar>) -> String {
    var words = String.UnicodeScalarView()
    var place = scalars.startIndex
    while place < scalars.endIndex {
      let scalar = scalars[place]
      place += 1
      switch scalar {
      case "{", "}", "$": break
      case "~": words.append(" ")
      case "\\":
        if place < scalars.endIndex, scalars[place].isASCIILetter {
          while place < scalars.endIndex, scalars[place].isASCIILetter { place += 1 }
        } else if place < scalars.endIndex {
          words.append(scalars[place].isASCIILetter || scalars[place] == "_" ? scalars[place] : " ")
          place += 1
        }
      default: words.append(scalar)
      }
    }
    return String(words)
  }
}
