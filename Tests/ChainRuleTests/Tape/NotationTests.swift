import ChainRule
import Testing

@Suite struct NotationTests {
  static let a = Notation.symbol("a")
  static let b = Notation.symbol("b")
  static let c = Notation.symbol("c")

  static let printed: [(Notation, String)] = [
    // sums and signs
    (.sum(a, .sum(b, c)), "a + b + c"),
    (.difference(a, .sum(b, c)), "a − (b + c)"),
    (.difference(.difference(a, b), c), "a − b − c"),
    (.difference(a, .difference(b, c)), "a − (b − c)"),
    (.sum(a, .negative(b)), "a − b"),
    (.sum(a, .negative(.sum(b, c))), "a − (b + c)"),
    (.sum(a, .negative(.negative(b))), "a − (−b)"),
    (.sum(a, .number(-3)), "a − 3"),
    (.difference(a, .negative(b)), "a − (−b)"),
    (.difference(a, .number(-3)), "a − (−3)"),
    (.sum(a, .product(.elementwise, .negative(b), c)), "a + (−b ∘ c)"),
    (.negative(.negative(a)), "−(−a)"),
    (.negative(.number(-1)), "−(−1)"),
    (.negative(.sum(a, b)), "−(a + b)"),
    (.negative(.product(.elementwise, a, b)), "−a ∘ b"),
    // products and quotients
    (.product(.elementwise, .sum(a, b), c), "(a + b) ∘ c"),
    (.product(.elementwise, a, .product(.elementwise, b, c)), "a ∘ (b ∘ c)"),
    (.product(.elementwise, a, .negative(b)), "a ∘ (−b)"),
    (.product(.elementwise, .negative(a), b), "−a ∘ b"),
    (.product(.scalar, .number(2), a), "2 · a"),
    (.product(.matrix, .transposed(a), b), "aᵀ b"),
    (.product(.matrix, a, .negative(b)), "a (−b)"),
    (.product(.matrix, .negative(a), b), "−a b"),
    (.product(.matrix, .product(.elementwise, a, b), c), "(a ∘ b) c"),
    (.product(.elementwise, .product(.matrix, a, b), c), "a b ∘ c"),
    (.product(.matrix, .quotient(a, b), c), "(a / b) c"),
    (.product(.matrix, .negative(.quotient(a, b)), c), "(−a / b) c"),
    (.quotient(.product(.matrix, a, b), c), "a b / c"),
    (.quotient(a, .product(.elementwise, b, c)), "a / (b ∘ c)"),
    (.quotient(a, .quotient(b, c)), "a / (b / c)"),
    (.quotient(.quotient(a, b), c), "a / b / c"),
    (.quotient(.number(1), .root(a)), "1 / √a"),
    // powers and roots
    (.power(a, .number(2)), "a²"),
    (.power(.negative(a), .number(2)), "(−a)²"),
    (.power(.number(-2), b), "(−2)^b"),
    (.power(.power(a, .number(2)), .number(3)), "(a²)³"),
    (.power(a, .number(-1)), "a^(−1)"),
    (.power(a, .number(0.5)), "a^0.5"),
    (.power(.symbol("e"), .negative(a)), "e^(−a)"),
    (.power(.symbol("e"), .sum(a, b)), "e^(a + b)"),
    (.power(.symbol("e"), .power(a, .number(2))), "e^(a²)"),
    (.negative(.power(a, .number(2))), "−a²"),
    (.root(a), "√a"),
    (.root(.sum(a, b)), "√(a + b)"),
    (.root(.power(a, .number(2))), "√(a²)"),
    (.power(.root(a), .number(2)), "(√a)²"),
    (.root(.call("f", [a])), "√f(a)"),
    (.transposed(.product(.matrix, a, b)), "(a b)ᵀ"),
    (.transposed(.power(a, .number(2))), "(a²)ᵀ"),
    // reductions and delimiters
    (.reduction("Σ", .product(.elementwise, a, b)), "Σ a ∘ b"),
    (.reduction("Σ", .sum(a, b)), "Σ (a + b)"),
    (.reduction("Σ", .negative(a)), "Σ (−a)"),
    (.reduction("Σ", .reduction("Σ", a)), "Σ (Σ a)"),
    (.sum(.reduction("Σ", a), b), "Σ a + b"),
    (.product(.elementwise, .reduction("Σ", a), b), "(Σ a) ∘ b"),
    (.quotient(.reduction("Σ", a), b), "(Σ a) / b"),
    (.negative(.reduction("Σ", a)), "−(Σ a)"),
    (.delimited("|", .sum(a, b), "|"), "|a + b|"),
    (.indicator(.sum(a, b), ">", .number(0)), "1[a + b > 0]"),
    (.subscripted(.sum(a, b), "i"), "(a + b)_i"),
  ]

  @Test("parentheses stand where the structure needs them, and only there", arguments: printed)
  func parentheses(notation: Notation, text: String) {
    #expect(notation.description == text)
  }

  static let operations: [(any ElementwisePrimitive, String)] = [
    (Add(), "x + y"), (Subtract(), "x − y"), (Multiply(), "x ∘ y"), (Divide(), "x / y"), (Negate(), "−x"),
    (Power(), "x^y"), (ConstantPower(exponent: 3), "x³"), (Square(), "x²"), (SquareRoot(), "√x"),
    (Exp(), "e^x"), (Log(), "log(x)"), (Log1p(), "log(1 + x)"), (Expm1(), "e^x − 1"),
    (Sin(), "sin(x)"), (Cos(), "cos(x)"), (Tanh(), "tanh(x)"), (Sigmoid(), "σ(x)"), (Softplus(), "softplus(x)"),
    (ReLU(), "ReLU(x)"), (LeakyReLU(slope: 0.01), "LeakyReLU(x, 0.01)"), (ELU(alpha: 1), "ELU(x, 1)"),
    (GELU(), "GELU(x)"), (Erf(), "erf(x)"), (Abs(), "|x|"), (Sign(), "sign(x)"),
    (Minimum(), "min(x, y)"), (Maximum(), "max(x, y)"), (Clamp(to: -1...2.5), "clamp(x, −1, 2.5)"),
    (Greater(), "1[x > y]"), (GreaterOrEqual(), "1[x ≥ y]"), (Less(), "1[x < y]"), (LessOrEqual(), "1[x ≤ y]"),
    (Equal(), "1[x = y]"), (NotEqual(), "1[x ≠ y]"), (Select(), "select(x, y, z)"),
  ]

  @Test("every elementwise operation says how it is written", arguments: operations)
  func elementwise(primitive: any ElementwisePrimitive, text: String) {
    let operands = ["x", "y", "z"].prefix(type(of: primitive).operandCount).map { Notation.symbol($0) }
    #expect(primitive.notation(operands).description == text)
  }
}
