extension MathLexer {
  /// Reads a token that begins with an ASCII character.
  mutating func readASCII(_ scalar: Unicode.Scalar, _ start: Int) {
    if scalar == "n", scanner.sees("np."), scanner.peek(3)?.isASCIILetter == true {
      // np.sum(…) amid mathematics is the sum.
      scanner.position += 3
      isGlued = false
    } else if scalar.isASCIILetter {
      scanner.position += 1
      emit(.letter(Symbol(name: String(scalar))), from: start)
    } else if scalar.digit != nil || (scalar == "." && scanner.peek(1)?.digit != nil) {
      readNumber(start)
    } else if scalar == "\\" {
      scanner.position += 1
      readCommand(start)
    } else if scalar == ">", isQuoted, beginsLine(start) {
      scanner.position += 1
    } else if scalar == "<", readTag(start) || readComparison(start) {
    } else if scalar == "&", readEntity(start) {
    } else if scalar == "*", readAsterisks(start) {
    } else if scalar == "%", dialect == .delimited {
      skipComment()
    } else {
      readSign(scalar, start)
    }
  }

  /// Whether only spaces stand before a place in its line.
  private func beginsLine(_ place: Int) -> Bool {
    let before = scanner.scalars[..<place].suffix(20).last { $0 != " " && $0 != ">" }
    return before == "\n"
  }

  /// `0.10`, `1{,}000`, `1e-8`.
  private mutating func readNumber(_ start: Int) {
    var digits = ""
    func isDigit(_ distance: Int) -> Bool { scanner.peek(distance)?.digit != nil }
    while let scalar = scanner.next {
      if scalar.digit != nil || (scalar == "." && isDigit(1) && !digits.contains(".")) {
        digits.unicodeScalars.append(scalar)
        scanner.position += 1
      } else if scalar == "{", scanner.sees("{,}"), isDigit(3) {
        scanner.position += 3
      } else if scalar == "e" || scalar == "E", let sign = scanner.peek(1), sign == "-" || sign == "+", isDigit(2) {
        digits += "e" + String(sign)
        scanner.position += 2
        while let digit = scanner.next, digit.digit != nil {
          digits.unicodeScalars.append(digit)
          scanner.position += 1
        }
        break
      } else {
        break
      }
    }
    emit(.number(digits), from: start)
  }

  private mutating func skipComment() {
    while let scalar = scanner.next, scalar != "\n" { scanner.position += 1 }
    isGlued = false
  }

  /// `<sup>`, `</sup>`, `<br>`: scripts and breaks of HTML.
  private mutating func readTag(_ start: Int) -> Bool {
    var place = start + 1
    while place < scanner.end, place - start < 12, scanner.scalars[place] != ">" { place += 1 }
    guard place < scanner.end, scanner.scalars[place] == ">" else { return false }
    let name = scanner.text(start + 1..<place).lowercased().filter { $0 != " " }
    switch name {
    case "sup", "sub":
      scanner.position = place + 1
      if dialect == .delimited { report("HTML stands inside of the mathematics: <\(name)>", at: start) }
      emit(name == "sup" ? .superscript : .subscript, from: start)
      emit(.beginGroup, from: start)
    case "/sup", "/sub":
      scanner.position = place + 1
      emit(.endGroup, from: start)
    case "b", "/b", "i", "/i", "em", "/em", "strong", "/strong", "br", "br/", "u", "/u":
      scanner.position = place + 1
    default:
      return false
    }
    return true
  }

  private mutating func readComparison(_ start: Int) -> Bool {
    switch scanner.peek(1) {
    case "=":
      scanner.position += 2
      emit(.relation(.lessOrEqual), from: start)
    case "-" where dialect == .plain && scanner.peek(2)?.isSpace == true:
      scanner.position += 2
      emit(.relation(.assigned), from: start)
    default:
      scanner.position += 1
      emit(.relation(.less), from: start)
    }
    return true
  }

  /// `&lt;` and its like.
  private mutating func readEntity(_ start: Int) -> Bool {
    let entities: [(StaticString, Int, MathToken.Kind?)] = [
      ("&lt;", 4, .relation(.less)), ("&gt;", 4, .relation(.greater)), ("&amp;", 5, .alignment), ("&nbsp;", 6, nil),
    ]
    for (entity, length, kind) in entities where scanner.sees(entity) {
      scanner.position += length
      if let kind { emit(kind, from: start) } else { isGlued = false }
      return true
    }
    return false
  }

  /// `**`: Markdown's bold letters, or a power.
  private mutating func readAsterisks(_ start: Int) -> Bool {
    guard scanner.peek(1) == "*" else { return false }
    var place = start + 2
    while place < scanner.end, place - start < 24, scanner.scalars[place] != "*", !scanner.scalars[place].isSpace {
      place += 1
    }
    let content = start + 2..<place
    guard !content.isEmpty, place + 1 < scanner.end, scanner.scalars[place] == "*", scanner.scalars[place + 1] == "*",
      scanner.scalars[content.lowerBound].properties.isAlphabetic || scanner.scalars[content.lowerBound] == "\\"
    else {
      scanner.position += 2
      emit(.superscript, from: start)
      return true
    }
    if dialect == .delimited { report("Markdown stands inside of the mathematics: **", at: start) }
    let first = tokens.count
    run(in: content)
    scanner.position = place + 2
    for index in first..<tokens.count {
      if case .letter(var symbol) = tokens[index].kind {
        symbol.typeface = .bold
        symbol.latex = "\\mathbf{" + symbol.latex + "}"
        tokens[index].kind = .letter(symbol)
      }
    }
    if callRange == nil, first < tokens.count {
      tokens[first].range = start..<tokens[first].range.upperBound
      tokens[tokens.count - 1].range = tokens[tokens.count - 1].range.lowerBound..<place + 2
    }
    return true
  }

  private mutating func readSign(_ scalar: Unicode.Scalar, _ start: Int) {
    let next = scanner.peek(1)
    var length = 1
    let kind: MathToken.Kind?
    switch scalar {
    case "{": kind = .beginGroup
    case "}": kind = .endGroup
    case "^": kind = .superscript
    case "_": kind = .subscript
    case "'": kind = .prime
    case "(": kind = .open(.round)
    case ")": kind = .close(.round)
    case "[":
      kind = .open(.square)
      if scanner.sees("[\\![") { length = 4 }
    case "]":
      kind = .close(.square)
      if scanner.sees("]\\!]") { length = 4 }
    case "|":
      kind = next == "|" ? .doubleBar(.unknown) : .bar(.unknown)
      if next == "|" { length = 2 }
    case ",": kind = .comma
    case ";": kind = .semicolon
    case ":":
      kind = next == "=" ? .relation(.defined) : .colon
      if next == "=" { length = 2 }
    case ".":
      kind = next == "." && scanner.peek(2) == "." ? .ellipsis : .period
      if kind == .ellipsis { length = 3 }
    case "&": kind = .alignment
    case "=":
      switch next {
      case "=": (kind, length) = (.relation(.equal), 2)
      case ">": (kind, length) = (.implication, 2)
      default: kind = .relation(.equal)
      }
    case ">":
      kind = .relation(next == "=" ? .greaterOrEqual : .greater)
      if next == "=" { length = 2 }
    case "!" where next == "=": (kind, length) = (.relation(.unequal), 2)
    case "+", "-", "*", "/":
      if next == "=", scanner.peek(2) != "=", tokens.last?.kind != .superscript, tokens.last?.kind != .subscript {
        length = 2
        kind = .relation(Relation(rawValue: String(scalar) + "=") ?? .equal)
      } else if scalar == "-", next == ">" {
        (kind, length) = (.relation(.maps), 2)
      } else {
        kind = scalar == "+" ? .plus : scalar == "-" ? .minus : scalar == "*" ? .sign(.asterisk) : .solidus
      }
    case "@": kind = .sign(.at)
    case "~": kind = dialect == .plain ? .relation(.distributed) : nil
    case "$":
      kind = nil
      report("a stray “$” stands inside of the mathematics", at: start)
    case "?": kind = .period
    case "!" where isGlued && !tokens.isEmpty: kind = .unreadable(.outsideTheSubject, "a factorial is not read")
    case "!": kind = .period
    case "\"" where isGlued:
      emit(.prime, from: start)
      kind = .prime
    default: kind = .unreadable(.notation, "\(scalar.shown) means nothing here")
    }
    scanner.position += length
    if let kind { emit(kind, from: start) } else { isGlued = false }
  }
}
