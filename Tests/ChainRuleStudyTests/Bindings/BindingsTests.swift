import Testing

@testable import ChainRuleStudy

@Suite struct BindingsTests {
  @Test("a comment of every kind of binding is read as what it says")
  func everyKind() throws {
    let bindings = try DocumentBindings(
      parsing: """
        loss L; input X; parameter W[1], b[1]; label Y; constant eps; function sigma = tanh, g; value alpha = 0.5;
        shape X = n_x × m, W = 4h x n[l-1] + 1; layers L = 3; samples columns; layout numerator
        """)
    #expect(
      bindings.bindings == [
        .role(.loss, [BoundName("L")]), .role(.input, [BoundName("X")]),
        .role(.parameter, [BoundName("W", layer: "1"), BoundName("b", layer: "1")]), .role(.label, [BoundName("Y")]),
        .role(.constant, [BoundName("eps")]), .function(BoundName("σ"), .tanh), .function(BoundName("g"), .any),
        .value(BoundName("α"), 0.5),
        .shape(
          BoundName("X"),
          [
            BoundDimension([.init(1, BoundName("n", subscripts: ["x"]))]),
            BoundDimension([.init(1, BoundName("m"))]),
          ]),
        .shape(
          BoundName("W"),
          [
            BoundDimension([.init(4, BoundName("h"))]),
            BoundDimension([.init(1, BoundName("n", layer: "l-1")), .init(1)]),
          ]),
        .layers(BoundName("L"), 3), .samples(.columns), .layout(.numerator),
      ])
  }

  @Test(
    "a name is the same in all spellings",
    arguments: [
      ("sigma", BoundName("σ")), ("σ", BoundName("σ")), ("\\sigma", BoundName("σ")), ("\\varepsilon", BoundName("ε")),
      ("W[1]", BoundName("W", layer: "1")), ("W^{[1]}", BoundName("W", layer: "1")),
      ("\\mathbf{W}^{(1)}", BoundName("W", layer: "1")), ("W^1", BoundName("W", layer: "1")),
      ("A^{[L - 1]}", BoundName("A", layer: "L-1")), ("dZ[l]", BoundName("dZ", layer: "l")),
      ("y_hat", BoundName("y", accents: ["hat"])), ("\\hat{y}", BoundName("y", accents: ["hat"])),
      ("\\hat y", BoundName("y", accents: ["hat"])), ("ŷ", BoundName("y", accents: ["hat"])),
      ("y\u{302}", BoundName("y", accents: ["hat"])), ("\\hat{\\mathbf{Y}}", BoundName("Y", accents: ["hat"])),
      ("n_x", BoundName("n", subscripts: ["x"])), ("n_{h1}", BoundName("n", subscripts: ["h1"])),
      ("W_{xh}^{[2]}", BoundName("W", subscripts: ["xh"], layer: "2")), ("größe", BoundName("größe")),
    ])
  func names(text: String, name: BoundName) throws {
    #expect(try BoundName(parsing: text) == name)
    #expect(try BoundName(parsing: name.description) == name)
  }

  @Test(
    "the command line takes numbers, functions, roles and shapes",
    arguments: [
      ("sigma=tanh", Binding.function(BoundName("σ"), .tanh)), ("g = Logistic", .function(BoundName("g"), .sigmoid)),
      ("alpha=-1.5e-3", .value(BoundName("α"), -0.0015)), ("L=3", .value(BoundName("L"), 3)),
      ("J=loss", .role(.loss, [BoundName("J")])),
      (
        "X = n × 1",
        .shape(BoundName("X"), [BoundDimension([.init(1, BoundName("n"))]), BoundDimension([.init(1)])])
      ),
    ])
  func assignments(text: String, binding: Binding) throws { #expect(try Binding(parsing: text) == binding) }

  @Test(
    "what cannot be read is an error at its place",
    arguments: [
      (
        "<!-- chain-rule: los L -->", 1, 18,
        "found 'los' where one of loss, input, parameter, label, constant, function, value, shape, layers, samples, layout should be"
      ),
      ("loss L\ninput X", 2, 1, "found 'input' where ';' or the end of the comment should be"),
      ("loss L;\n  samples sideways", 2, 11, "found 'sideways' where 'columns' or 'rows' should be"),
      ("value a = b", 1, 11, "found 'b' where a number should be"),
      ("value a = 1e999", 1, 11, "found '1e999' where a number should be"),
      ("value a", 1, 8, "found the end where '=' should be"),
      ("layers 21", 1, 8, "found '21' where a number of layers from 1 to 20 should be"),
      (
        "layers 99999999999999999999999", 1, 8,
        "found '99999999999999999999999' where a number of layers from 1 to 20 should be"
      ),
      ("shape X = 0 × m", 1, 11, "found '0' where a dimension from 1 to 1000000 should be"),
      ("shape X = n ×", 1, 14, "found the end where a dimension should be"),
      ("input W^{[1]", 1, 13, "found the end where '}' should be"),
      ("input \\frac", 1, 7, "found '\\frac' where a name, a Greek letter or an accent should be"),
      ("input X; label X", 1, 10, "'label X' contradicts 'input X'"),
      ("function f = tanh;function f = relu", 1, 19, "'function f = relu' contradicts 'function f = tanh'"),
    ])
  func errors(text: String, line: Int, column: Int, message: String) throws {
    #expect(throws: BindingsError(line: line, column: column, message: message)) {
      try DocumentBindings(parsing: text)
    }
  }

  @Test("an assignment that says nothing known is an error that names what could stand there")
  func badAssignment() throws {
    let error = try #require(throws: BindingsError.self) { try Binding(parsing: "sigma=tahn") }
    #expect(error.column == 7)
    #expect(error.message.hasPrefix("found 'tahn' where a number, a shape such as 'n × m', or one of loss, input,"))
    for text in ["", "=", "sigma", "sigma=", "sigma=tanh relu", "L=3 4", "3=L", "X = n ×"] {
      #expect(throws: BindingsError.self, "\(text)") { try Binding(parsing: text) }
    }
  }

  @Test("the place of an error in a document's comment is that of the document, and comments agree with each other")
  func comments() throws {
    var document = ReadDocument(name: "notes.md", text: "", format: .markdown, statements: [])
    document.bindings = [
      .init(
        range: SourceRange(line: 4, column: 3, endLine: 4, endColumn: 40, cell: 2),
        text: "<!-- chain-rule: samples rows -->"),
      .init(range: SourceRange(line: 9, column: 1, endLine: 9, endColumn: 20), text: "% chain-rule: samples columns"),
    ]
    #expect(
      throws: BindingsError(line: 9, column: 15, message: "'samples columns' contradicts 'samples rows'")
    ) { try DocumentBindings(of: document) }
    document.bindings[0].text = "<!-- chain-rule: ? -->"
    let error = try #require(throws: BindingsError.self) { try DocumentBindings(of: document) }
    #expect((error.line, error.column, error.cell) == (4, 20, 2))
    document.bindings.removeAll()
    #expect(try DocumentBindings(of: document).bindings.isEmpty)
  }

  @Test("every function that a name can be bound to is one that can be computed")
  func functions() {
    for function in BoundFunction.allCases where function != .any {
      #expect(TermFunction(named: function.rawValue) != nil, "\(function)")
    }
  }

  @Test("hostile text ends in an error", arguments: ["\\hat", "{", "_", "[", "\\mathbf{"])
  func hostile(text: String) {
    #expect(throws: BindingsError.self) {
      try DocumentBindings(parsing: "input " + String(repeating: text, count: 20_000))
    }
  }
}
