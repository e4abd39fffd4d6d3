extension BindingsParser {
  mutating func choice<Choice: RawRepresentable & CaseIterable>() throws(BindingsError) -> Choice
  where Choice.RawValue == String {
    scanner.skipSpaces()
    let begin = scanner.place
    guard let choice = Choice(rawValue: scanner.word()) else {
      throw scanner.error(at: begin, expecting: Choice.allCases.map { "'\($0.rawValue)'" }.joined(separator: " or "))
    }
    return choice
  }

  mutating func function() throws(BindingsError) -> BoundFunction {
    scanner.skipSpaces()
    let begin = scanner.place
    guard let function = BoundFunction(name: scanner.word()) else {
      let names = BoundFunction.allCases.map(\.rawValue)
      throw scanner.error(at: begin, expecting: "a function, one of \(names.joined(separator: ", "))")
    }
    return function
  }

  /// Layers are instantiated one by one: nobody learns more from a hundred of them.
  mutating func layerCount() throws(BindingsError) -> Int {
    scanner.skipSpaces()
    let begin = scanner.place
    guard let count = whole(), (1...20).contains(count) else {
      throw scanner.error(at: begin, expecting: "a number of layers from 1 to 20")
    }
    return count
  }

  mutating func number() throws(BindingsError) -> Double {
    scanner.skipSpaces()
    let begin = scanner.place
    var previous: Character?
    let text = scanner.run { character in
      defer { previous = character }
      let isSign = "+-".contains(character) && (previous == nil || previous == "e" || previous == "E")
      return isSign || "0123456789.eE".contains(character)
    }
    guard let number = Double(text), number.isFinite else { throw scanner.error(at: begin, expecting: "a number") }
    return number
  }

  mutating func dimensions() throws(BindingsError) -> [BoundDimension] {
    var found = [try dimension()]
    while skipCross() {
      found.append(try dimension())
      guard found.count <= 8 else { throw scanner.error("a shape has at most 8 dimensions") }
    }
    return found
  }

  private mutating func skipCross() -> Bool {
    if scanner.isCrossNext { return scanner.character() != nil }
    return scanner.skip("×") || scanner.skip("*") || scanner.skip("\\times")
  }

  private mutating func dimension() throws(BindingsError) -> BoundDimension {
    var terms = [try term(sign: 1)]
    while true {
      if scanner.skip("+") {
        terms.append(try term(sign: 1))
      } else if !scanner.isNext("-->"), scanner.skip("-") {
        terms.append(try term(sign: -1))
      } else {
        return BoundDimension(terms)
      }
    }
  }

  private mutating func term(sign: Int) throws(BindingsError) -> BoundDimension.Term {
    scanner.skipSpaces()
    let begin = scanner.place
    guard let next = scanner.next, "0123456789".contains(next) else {
      return .init(sign, try name(expecting: "a dimension"))
    }
    guard let factor = whole(), (1...1_000_000).contains(factor) else {
      throw scanner.error(at: begin, expecting: "a dimension from 1 to 1000000")
    }
    guard !scanner.isCrossNext, let next = scanner.next, next.isLetter || next == "\\", !scanner.isNext("\\times")
    else { return .init(sign * factor) }
    return .init(sign * factor, try name())
  }

  /// A whole number; `nil` where none stands, or one that is too large.
  private mutating func whole() -> Int? { Int(scanner.run { "0123456789".contains($0) }) }
}
