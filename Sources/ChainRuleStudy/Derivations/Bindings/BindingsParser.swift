/// Reads the bindings of comments and of the command line.
struct BindingsParser {
  var scanner: BindingsScanner
  /// What has been bound, to find contradictions.
  private var known: [LocatedBinding.Subject: Binding] = [:]

  init(_ text: String = "") {
    scanner = BindingsScanner(text, at: SourceRange(line: 1, column: 1, endLine: 1, endColumn: 1))
  }

  /// All bindings of a comment, with or without the comment's signs around them.
  mutating func comment(_ text: String, at start: SourceRange) throws(BindingsError) -> [LocatedBinding] {
    scanner = BindingsScanner(text, at: start)
    if !scanner.skip("<!--") { _ = scanner.skip("%") }
    _ = scanner.skip("chain-rule:")
    var bindings: [LocatedBinding] = []
    while true {
      while scanner.skip(";") {}
      if scanner.isAtEnd { return bindings }
      let begin = scanner.place
      let found = try clause()
      for binding in found { try remember(binding, at: begin) }
      let (line, column) = scanner.location(of: begin)
      bindings += found.map { .init(binding: $0, origin: .comment(line: line, column: column, cell: start.cell)) }
      guard scanner.isAtEnd || scanner.isNext(";") else {
        throw scanner.error(expecting: "';' or the end of the comment")
      }
    }
  }

  /// A single binding as it is given on the command line: `sigma=tanh`, `alpha=0.5`, `J=loss`, `X = n × m`.
  mutating func assignment() throws(BindingsError) -> Binding {
    let name = try name()
    try scanner.expect("=")
    scanner.skipSpaces()
    let begin = scanner.place
    if scanner.isNumberNext, let number = try? number(), scanner.isAtEnd { return .value(name, number) }
    scanner.go(back: begin)
    let word = scanner.word()
    if !word.isEmpty, scanner.isAtEnd {
      if let role = Binding.Role(rawValue: word) { return .role(role, [name]) }
      if let function = BoundFunction(name: word) { return .function(name, function) }
    } else {
      scanner.go(back: begin)
      if let dimensions = try? dimensions(), scanner.isAtEnd { return .shape(name, dimensions) }
    }
    let words = Binding.Role.allCases.map(\.rawValue) + BoundFunction.allCases.map(\.rawValue)
    throw scanner.error(
      at: begin, expecting: "a number, a shape such as 'n × m', or one of \(words.joined(separator: ", "))")
  }

  /// What follows one keyword: one binding, or one for each name.
  private mutating func clause() throws(BindingsError) -> [Binding] {
    scanner.skipSpaces()
    let begin = scanner.place
    let keyword = scanner.word()
    switch keyword {
    case "samples": return [.samples(try choice())]
    case "layout": return [.layout(try choice())]
    case "layers":
      if scanner.isNumberNext { return [.layers(nil, try layerCount())] }
      let name = try name()
      try scanner.expect("=")
      return [.layers(name, try layerCount())]
    case "function":
      return try list { (parser) throws(BindingsError) in
        let name = try parser.name()
        return .function(name, parser.scanner.skip("=") ? try parser.function() : .any)
      }
    case "value":
      return try list { (parser) throws(BindingsError) in .value(try parser.boundName(), try parser.number()) }
    case "shape":
      return try list { (parser) throws(BindingsError) in .shape(try parser.boundName(), try parser.dimensions()) }
    default:
      guard let role = Binding.Role(rawValue: keyword) else {
        throw scanner.error(at: begin, expecting: "one of \(Binding.keywords.joined(separator: ", "))")
      }
      var names = [try name()]
      while scanner.skip(",") { names.append(try name()) }
      return [.role(role, names)]
    }
  }

  private mutating func list(
    _ binding: (inout BindingsParser) throws(BindingsError) -> Binding
  ) throws(BindingsError) -> [Binding] {
    var bindings = [try binding(&self)]
    while scanner.skip(",") { bindings.append(try binding(&self)) }
    return bindings
  }

  private mutating func boundName() throws(BindingsError) -> BoundName {
    let name = try name()
    try scanner.expect("=")
    return name
  }

  /// Refuses a binding that contradicts an earlier one.
  private mutating func remember(_ binding: Binding, at begin: Int) throws(BindingsError) {
    for part in LocatedBinding(binding: binding, origin: .option).split {
      if let earlier = known[part.subject], earlier.keyword != binding.keyword || earlier.value != binding.value {
        throw scanner.error(at: begin, "'\(binding)' contradicts '\(earlier)'")
      }
      known[part.subject] = binding
    }
  }
}
