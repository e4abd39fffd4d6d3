import ChainRuleStudy
import Testing

@Suite struct MathMLTests {
  static let x = Formula.letter("x")
  static let y = Formula.letter("y")
  static let condition = Condition(members: [x, .number("0")], relations: [.greater])

  /// A formula of every kind, and what must stand in its MathML.
  static let cases: [(Formula, String)] = [
    (.number("0.10"), "<mn>0.10</mn>"),
    (x, "<mi>x</mi>"),
    (
      .symbol(Symbol(name: "y", accents: ["hat"])),
      "<mover accent=\"true\"><mi>y</mi><mo stretchy=\"false\">^</mo></mover>"
    ),
    (.symbol(Symbol(name: "W", typeface: .bold)), "<mi mathvariant=\"normal\" class=\"bold\">W</mi>"),
    (.symbol(Symbol(name: "L", typeface: .calligraphic)), "<mi mathvariant=\"normal\">ℒ</mi>"),
    (.symbol(Symbol(name: "R", typeface: .blackboard)), "<mi mathvariant=\"normal\">ℝ</mi>"),
    (.symbol(Symbol(name: "softmax", typeface: .roman)), "<mi mathvariant=\"normal\">softmax</mi>"),
    (.letter("dZ"), "<mi class=\"italic\">dZ</mi>"),
    (
      .scripted(x, subscripts: [.index(.letter("i")), .index(.letter("j"))], superscripts: []),
      "<msub><mi>x</mi><mrow><mi>i</mi><mo lspace=\"0\" rspace=\"0\">\u{2063}</mo><mi>j</mi></mrow></msub>"
    ),
    (
      .scripted(x, subscripts: [.slice, .index(.number("1"))], superscripts: [.bracketed(.letter("l")), .transpose]),
      "<msubsup><mi>x</mi><mrow><mo>:</mo><mo separator=\"true\">,</mo><mn>1</mn></mrow><mrow><mrow><mo fence=\"true\">[</mo><mi>l</mi><mo fence=\"true\">]</mo></mrow><mi mathvariant=\"normal\">T</mi></mrow></msubsup>"
    ),
    (
      .scripted(.sum([x, y]), subscripts: [], superscripts: [.prime, .plain(.number("2")), .label("new")]),
      "<mo fence=\"true\">)</mo></mrow><mrow><mo>′</mo><mn>2</mn><mtext>new</mtext></mrow></msup>"
    ),
    (.negated(.sum([x, y])), "<mo>−</mo><mrow><mo fence=\"true\">(</mo>"),
    (.sum([x, .negated(y)]), "<mrow><mi>x</mi><mo>−</mo><mi>y</mi></mrow>"),
    (.product([x, y], [.juxtaposition]), "<mrow><mi>x</mi><mo>\u{2062}</mo><mi>y</mi></mrow>"),
    (
      .product([x, .sum([x, y])], [.elementwise]), "<mo>⊙</mo><mrow><mo fence=\"true\">(</mo><mrow><mi>x</mi><mo>+</mo>"
    ),
    (.fraction(x, y, .bar), "<mfrac><mi>x</mi><mi>y</mi></mfrac>"),
    (.fraction(x, .product([x, y], [.dot]), .solidus), "<mi>x</mi><mo>/</mo><mrow><mo fence=\"true\">(</mo>"),
    (.fraction(x, y, .elementwise), "<mo>⊘</mo>"),
    (
      .derivative(DerivativeFormula(sign: "∂", style: .bar, of: x, by: [y])),
      "<mfrac><mrow><mi mathvariant=\"normal\">∂</mi><mi>x</mi></mrow><mrow><mi mathvariant=\"normal\">∂</mi><mi>y</mi></mrow></mfrac>"
    ),
    (
      .derivative(DerivativeFormula(sign: "d", style: .operatorBar, of: x, by: [y, y], at: condition)),
      "<msup><mi>y</mi><mn>2</mn></msup>"
    ),
    (.derivative(DerivativeFormula(sign: "∂", style: .solidus, of: x, by: [y])), "<mi>x</mi><mo>/</mo><mrow>"),
    (
      .derivative(DerivativeFormula(sign: "∇", style: .nabla, of: x, by: [y])),
      "<msub><mo>∇</mo><mrow><mi>y</mi></mrow></msub><mi>x</mi>"
    ),
    (.differential(x, sign: "d"), "<mrow><mi mathvariant=\"normal\">d</mi><mi>x</mi></mrow>"),
    (.root(x, degree: nil), "<msqrt><mi>x</mi></msqrt>"),
    (.root(x, degree: .number("3")), "<mroot><mi>x</mi><mn>3</mn></mroot>"),
    (.fenced(.doubleBars, [x, y]), "<mo fence=\"true\">‖</mo><mi>x</mi><mo separator=\"true\">,</mo><mi>y</mi>"),
    (.application(.letter("f"), [x]), "<mi>f</mi><mo>\u{2061}</mo><mrow><mo fence=\"true\">(</mo><mi>x</mi>"),
    (.application(.letter("f"), [.fenced(.round, [x])]), "<mo>\u{2061}</mo><mrow><mo fence=\"true\">(</mo><mi>x</mi>"),
    (
      .big(BigOperator(kind: .sum, indices: [.letter("i")], from: .number("1"), to: .letter("m"), body: x)),
      "<munderover><mo movablelimits=\"false\">∑</mo><mrow><mi>i</mi><mo>=</mo><mn>1</mn></mrow><mi>m</mi></munderover><mi>x</mi>"
    ),
    (
      .big(BigOperator(kind: .maximum, condition: condition, body: .sum([x, y]))),
      "<munder><mo movablelimits=\"false\">max</mo>"
    ),
    (
      .matrix([[x, y], [y, x]], .square),
      "<mo fence=\"true\">[</mo><mtable><mtr><mtd><mi>x</mi></mtd><mtd><mi>y</mi></mtd></mtr>"
    ),
    (
      .cases([CaseRow(value: x, condition: condition), CaseRow(value: y, condition: nil)]),
      "<mtext>if </mtext><mi>x</mi><mo>&gt;</mo><mn>0</mn></mrow></mtd></mtr>"
    ),
    (.indicator(condition), "<mn class=\"bold\">1</mn>"),
    (.ellipsis, "<mo>⋯</mo>"), (.placeholder, "<mo>·</mo>"), (.words("if a < b"), "<mtext>if a &lt; b</mtext>"),
  ]

  @Test("every kind of formula has its form, as one element", arguments: cases)
  func forms(formula: Formula, part: String) {
    let text = formula.mathML
    #expect(text.contains(part), "\(text)")
    #expect(Markup(text).problems.isEmpty)
    // One element: whatever a part of a larger formula must be.
    #expect(Markup.elementCount(text) == 1, "\(text)")
  }

  @Test("a statement is a math element with its source beside it")
  func statement() {
    let statement = Statement(
      range: SourceRange(line: 1, column: 1, endLine: 1, endColumn: 2), latex: "a < b", members: [Self.x, Self.y],
      relations: [.less], origin: .display)
    #expect(
      statement.mathML(isBlock: true)
        == "<math display=\"block\"><semantics><mrow><mi>x</mi><mo>&lt;</mo><mi>y</mi></mrow>"
        + "<annotation encoding=\"application/x-tex\">a &lt; b</annotation></semantics></math>")
  }

  @Test("what is nested without end is printed down to a depth")
  func depth() {
    var formula = Self.x
    for _ in 0..<400 { formula = .fenced(.round, [formula]) }
    let text = formula.mathML
    #expect(text.contains("…") && Markup(text).problems.isEmpty)
  }
}

extension Markup {
  /// How many elements stand side by side.
  static func elementCount(_ text: String) -> Int {
    var (depth, count) = (0, 0)
    for tag in text.matches(of: #/<(/?)[a-z]+[^>]*>/#) {
      if tag.1.isEmpty {
        count += depth == 0 ? 1 : 0
        depth += 1
      } else {
        depth -= 1
      }
    }
    return count
  }
}
