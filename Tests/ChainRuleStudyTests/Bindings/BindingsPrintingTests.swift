import ChainRule
import ChainRuleStudy
import Testing

@Suite struct BindingsPrintingTests {
  /// Names and values of every form, drawn at random.
  struct Maker {
    var generator: PhiloxGenerator

    mutating func one<Element>(of elements: [Element]) -> Element {
      elements[Int.random(in: elements.indices, using: &generator)]
    }

    mutating func name() -> BoundName {
      BoundName(
        one(of: ["W", "dZ", "σ", "Σ", "ℓ", "x1", "loss", "größe"]),
        accents: one(of: [[], [], ["hat"], ["bar", "dot"]]),
        subscripts: one(of: [[], [], ["x"], ["t-1"], ["i", "j2"], ["i,j"]]),
        layer: one(of: [nil, nil, "1", "l", "L-1"]))
    }

    mutating func dimension() -> BoundDimension {
      BoundDimension(
        (0..<Int.random(in: 1...3, using: &generator)).map { place in
          let factor = one(of: [1, 1, 2, 100]) * (place == 0 ? 1 : one(of: [1, -1]))
          return .init(factor, one(of: [true, true, false]) ? name() : nil)
        })
    }

    mutating func binding(_ place: Int) -> Binding {
      // Names that differ, so that nothing contradicts.
      var name = name()
      name.name += "\(place)"
      let number = Double.random(in: -1...1, using: &generator) * one(of: [1, 1e-9, 1e30])
      switch place % 6 {
      case 0: return .role(one(of: Binding.Role.allCases), [name])
      case 1: return .function(name, one(of: BoundFunction.allCases))
      case 2: return .value(name, number)
      case 3: return .shape(name, (0..<3).map { _ in dimension() })
      case 4: return .shape(name, [dimension()])
      default: return .value(name, number.rounded())
      }
    }
  }

  @Test("what is printed reads back as itself", arguments: 1...200)
  func roundTrip(seed: UInt64) throws {
    var maker = Maker(generator: PhiloxGenerator(seed: seed))
    var bindings = (0..<12).map { maker.binding($0) }
    bindings.append(
      maker.one(of: [.layers(nil, 4), .layers(BoundName("L"), 3), .samples(.rows), .layout(.denominator)]))
    let document = DocumentBindings(bindings)
    #expect(try DocumentBindings(parsing: document.description) == document)
    let comment = document.comment(for: .markdown)
    #expect(try DocumentBindings(parsing: comment) == document)
    var tex = ReadDocument(name: "notes.tex", text: "", format: .latex, statements: [])
    tex.bindings = document.comment(for: .latex).split(separator: "\n").enumerated().map { line, text in
      .init(range: SourceRange(line: line + 1, column: 1, endLine: line + 1, endColumn: text.count), text: String(text))
    }
    #expect(try DocumentBindings(of: tex) == document)
  }

  @Test("a comment has one binding a line")
  func comment() {
    let bindings = DocumentBindings([
      .role(.parameter, [BoundName("W", layer: "1"), BoundName("b")]), .function(BoundName("φ"), .any), .layers(nil, 3),
    ])
    #expect(
      bindings.comment(for: .markdown) == """
        <!-- chain-rule:
          parameter W[1], b;
          function phi;
          layers 3;
        -->
        """)
    #expect(
      bindings.comment(for: .latex) == """
        % chain-rule: parameter W[1], b
        % chain-rule: function phi
        % chain-rule: layers 3
        """)
  }

  @Test("how a document was read becomes bindings; what it defines itself does not")
  func fromReport() {
    var checked = CheckedDerivation(
      name: "notes.md", document: ReadDocument(name: "notes.md", text: "", format: .markdown, statements: []))
    checked.symbols = [
      .init(symbol: "\\mathcal{L}", role: .loss, origin: "line 3"),
      .init(symbol: "W^{[1]}", role: .parameter, shape: "n_1 × n_x", origin: "line 1"),
      .init(symbol: "b^{[1]}", role: .parameter, shape: "n_1", origin: "line 1"),
      .init(symbol: "Z^{[1]}", role: .value, shape: "n_1 × m", origin: "line 2"),
      .init(symbol: "\\sigma", role: .function, meaning: "sigmoid", origin: "assumed"),
      .init(symbol: "f", role: .function, meaning: "any smooth function", origin: "assumed"),
      .init(symbol: "\\alpha", role: .constant, meaning: "0.1", origin: "line 9"),
      .init(symbol: "\\frac{?}{}", role: .input, origin: "line 9"),
    ]
    #expect(
      checked.bindings.description
        == "loss L; parameter W[1], b[1]; constant alpha; shape W[1] = n_1 × n_x; shape b[1] = n_1; "
        + "function sigma = sigmoid; function f; value alpha = 0.1")
  }
}
