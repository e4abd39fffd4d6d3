/// Reads the heads of loops.
enum CodeLoop {
  /// The loop that a line begins, if it does.
  static func read(_ tokens: [CodeToken]) -> CodeLine.Kind? {
    var tokens = tokens[...]
    while let last = tokens.last, last.kind == .sign(":") || last.kind == .name("do") || last.kind == .sign("{") {
      tokens = tokens.dropLast()
    }
    var parser = CodeParser(Array(tokens))
    guard parser.acceptWord("for") != nil else { return nil }
    _ = parser.acceptWord("each", "every", "all")
    _ = parser.acceptWord("layer", "layers", "step", "steps", "time")
    guard case .name(let variable)? = parser.next, parser.acceptWord(variable.lowercased()) != nil else { return nil }
    do throws(SyntaxError) {
      if parser.acceptWord("in") != nil { return try sequence(variable, &parser) }
      guard parser.accept("=") || parser.accept("<-") || parser.accept(":=") || parser.acceptWord("from") != nil else {
        return nil
      }
      return try range(variable, &parser)
    } catch {
      return nil
    }
  }

  /// `range(L)`, `reversed(range(1, L))`, `1..L`.
  private static func sequence(_ variable: String, _ parser: inout CodeParser) throws(SyntaxError) -> CodeLine.Kind? {
    let formula = try parser.expression()
    if parser.accept("..") || parser.accept("...") {
      return .loop(variable: variable, from: formula, to: try parser.expression(), counts: 1)
    }
    guard parser.isAtEnd, case .application(let function, let arguments) = formula else { return nil }
    switch (function.symbolName, arguments.count) {
    case ("reversed", 1):
      guard case .application(let inner, let bounds) = arguments[0], inner.symbolName == "range",
        let (from, to) = ends(of: bounds)
      else { return nil }
      return .loop(variable: variable, from: to, to: from, counts: -1)
    case ("range", 3):
      guard let step = arguments[2].integer, step != 0 else { return nil }
      let last = arguments[1].adding(step > 0 ? -1 : 1)
      return .loop(variable: variable, from: arguments[0], to: last, counts: step)
    case ("range", _):
      guard let (from, to) = ends(of: arguments) else { return nil }
      return .loop(variable: variable, from: from, to: to, counts: 1)
    default: return nil
    }
  }

  /// The first and the last value of `range(…)`.
  private static func ends(of arguments: [Formula]) -> (Formula, Formula)? {
    switch arguments.count {
    case 1: (.number("0"), arguments[0].adding(-1))
    case 2: (arguments[0], arguments[1].adding(-1))
    default: nil
    }
  }

  /// `l = L-1 to 1`, `l = 1:L`, `l = L:-1:1`, `l = L, L-1, …, 1`.
  private static func range(_ variable: String, _ parser: inout CodeParser) throws(SyntaxError) -> CodeLine.Kind? {
    let from = try parser.expression()
    if parser.accept(":") {
      let middle = try parser.expression()
      guard parser.accept(":") else { return .loop(variable: variable, from: from, to: middle, counts: 1) }
      guard let step = middle.integer else { return nil }
      return .loop(variable: variable, from: from, to: try parser.expression(), counts: step)
    }
    if parser.accept(",") {
      var counts = 1
      var last = from
      while !parser.isAtEnd {
        if !parser.accept("...") {
          last = try parser.expression()
          if last == from.adding(-1) { counts = -1 }
        }
        if !parser.isAtEnd, !parser.accept(",") { return nil }
      }
      return .loop(variable: variable, from: from, to: last, counts: counts)
    }
    let isDownward = parser.acceptWord("down") != nil
    guard let word = parser.acceptWord("to", "downto", "until", "through") else { return nil }
    let to = try parser.expression()
    guard parser.isAtEnd else { return nil }
    return .loop(variable: variable, from: from, to: to, counts: isDownward || word == "downto" ? -1 : 1)
  }
}

extension Formula {
  /// The value of a whole number.
  var integer: Int? {
    switch self {
    case .number(let digits): Int(digits)
    case .negated(let operand): operand.integer.flatMap { $0 == .min ? nil : -$0 }
    case .fenced(.round, let items): items.count == 1 ? items[0].integer : nil
    default: nil
    }
  }

  /// The formula plus a small number, put together with the number it ends with.
  func adding(_ number: Int) -> Formula {
    func term(_ value: Int) -> Formula { value < 0 ? .negated(.number(String(-value))) : .number(String(value)) }
    if let value = integer, abs(value) < 1 << 40 { return term(value + number) }
    guard case .sum(var terms) = self else { return .sum([self, term(number)]) }
    if let value = terms.last?.integer, abs(value) < 1 << 40 {
      terms.removeLast()
      if value + number != 0 { terms.append(term(value + number)) }
      return terms.count == 1 ? terms[0] : .sum(terms)
    }
    return .sum(terms + [term(number)])
  }
}
