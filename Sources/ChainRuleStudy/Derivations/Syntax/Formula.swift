/// A formula as it was read, before anything is known of shapes. What is ambiguous on paper is ambiguous here: a product
/// keeps its factors and signs in one flat list, `f(x)` with a letter f is a product until f is known to be a function,
/// and a superscript may be a layer or a power.
public indirect enum Formula: Hashable, Sendable {
  /// A number, as it is printed: `0.10`.
  case number(String)
  case symbol(Symbol)
  /// A symbol, a group or a function's name with what hangs on it.
  case scripted(Formula, subscripts: [Subscript], superscripts: [Superscript])
  case negated(Formula)
  /// a + b − c, where −c is `negated(c)`. At least two terms.
  case sum([Formula])
  /// Factors, and between each two of them the sign that joins them. At least two factors.
  case product([Formula], [ProductSign])
  case fraction(Formula, Formula, FractionStyle)
  /// ∂a/∂b, `d/dw (a)`, ∇_b a.
  case derivative(DerivativeFormula)
  /// The total differential of what follows, as in `dL`, where it is neither a name such as dZ nor part of a quotient.
  case differential(Formula, sign: String)
  case root(Formula, degree: Formula?)
  /// What stands between brackets: one formula, or several between commas. The fence `none` holds what has no brackets:
  /// a list such as `1, 2, …, L` of an index range, and the argument of `\log p`.
  case fenced(Fence, [Formula])
  /// A function with a name of its own and its arguments: `\operatorname{softmax}(z)`, `\max(0, x)`.
  ///
  /// An argument without brackets, `\log p`, is in the fence `none`. Of code, `np.dot(a, b)` and `a.dot(b)` are the name
  /// `dot` and two arguments, and a keyword argument `axis=0` is an application of the name `axis=`. A part of an axis,
  /// `1:n`, is an application of the name `:` to its ends.
  case application(Formula, [Formula])
  /// Σ, Π, max, min, E over indices.
  case big(BigOperator)
  /// A matrix literal, by rows. A flat list `[a, b]` is a fence, since it may be a row or a column.
  case matrix([[Formula]], MatrixStyle)
  case cases([CaseRow])
  /// 1[Z > 0], \mathbb{1}_{Z > 0}, \mathbf{1}(y = k): one where the condition holds, else zero.
  case indicator(Condition)
  /// `\cdots`.
  case ellipsis
  /// The dot in σ(·).
  case placeholder
  /// Words inside a formula, in \text or not, that are no name.
  case words(String)
}

/// How two factors are joined, as it is printed.
public enum ProductSign: String, Hashable, Sendable {
  case juxtaposition = ""
  case dot = "⋅"
  case times = "×"
  case asterisk = "*"
  /// ∘, which is elementwise for most authors.
  case circle = "∘"
  /// ⊙.
  case elementwise = "⊙"
  /// ⊗.
  case outer = "⊗"
  /// Python's `@`.
  case at = "@"
}

public enum FractionStyle: Hashable, Sendable {
  /// \frac.
  case bar
  /// a / b.
  case solidus
  /// ⊘: elementwise.
  case elementwise
}

/// A pair of brackets, or none.
public enum Fence: Hashable, Sendable {
  case round, square, curly, bars, doubleBars, angles
  case none
}

public enum MatrixStyle: String, Hashable, Sendable {
  case plain = "matrix"
  case square = "bmatrix"
  case round = "pmatrix"
  case bars = "vmatrix"
}

/// A row of a `cases` environment; no condition means otherwise.
public struct CaseRow: Hashable, Sendable {
  public var value: Formula
  public var condition: Condition?

  public init(value: Formula, condition: Condition?) {
    self.value = value
    self.condition = condition
  }
}

/// A relation that holds or not: `Z > 0`, `i \ne j`, `1 \le k < t`. Conditions that are joined by commas or "and" all hold.
public struct Condition: Hashable, Sendable {
  /// At least two members, and one relation fewer.
  public var members: [Formula]
  public var relations: [Relation]
  /// Further conditions.
  public var also: [Condition]

  public init(members: [Formula], relations: [Relation], also: [Condition] = []) {
    self.members = members
    self.relations = relations
    self.also = also
  }
}

/// What stands between two members of a statement.
public enum Relation: String, Hashable, Sendable {
  case equal = "="
  /// :=, ≡, ≜, and "is defined as".
  case defined = "≔"
  /// ←: an assignment.
  case assigned = "←"
  case addAssigned = "+="
  case subtractAssigned = "-="
  case multiplyAssigned = "*="
  case divideAssigned = "/="
  case approximately = "≈"
  case proportional = "∝"
  case less = "<"
  case lessOrEqual = "≤"
  case greater = ">"
  case greaterOrEqual = "≥"
  case unequal = "≠"
  case element = "∈"
  /// Left of a map or a limit: →.
  case maps = "→"
  /// A colon between a name and its shape: "x: (m, n)".
  case colon = ":"
  /// ~: distributed as.
  case distributed = "∼"
}

/// Σ, Π and their like, with what they run over.
public struct BigOperator: Hashable, Sendable {
  public enum Kind: String, Hashable, Sendable {
    case sum = "Σ"
    case product = "Π"
    case maximum = "max"
    case minimum = "min"
    case mean = "𝔼"
    case argMaximum = "argmax"
    case argMinimum = "argmin"
  }

  public var kind: Kind
  /// The indices it runs over: `i` of `i = 1`, `i` alone, `j` of `j \ne i`, `i, j`. Empty where nothing is said.
  public var indices: [Formula]
  /// The first value, of `i = 1`.
  public var from: Formula?
  /// The last value, or the number of values where only a letter stands above and nothing below says where to begin.
  public var to: Formula?
  /// What else is said below: `i \ne j`, `i \in B`.
  public var condition: Condition?
  public var body: Formula

  public init(
    kind: Kind, indices: [Formula] = [], from: Formula? = nil, to: Formula? = nil, condition: Condition? = nil,
    body: Formula
  ) {
    self.kind = kind
    self.indices = indices
    self.from = from
    self.to = to
    self.condition = condition
    self.body = body
  }
}

/// A derivative, in whatever way it is written.
public struct DerivativeFormula: Hashable, Sendable {
  public enum Style: Hashable, Sendable {
    /// \frac{\partial a}{\partial b}: one fraction with a bar.
    case bar
    /// \partial a / \partial b.
    case solidus
    /// \frac{\partial}{\partial b} a: the operator stands in front.
    case operatorBar
    /// ∇_b a.
    case nabla
  }

  /// "∂" or "d"; "D" where both are told apart, "∂⁺" for a direct derivative.
  public var sign: String
  public var style: Style
  /// What is differentiated; `nil` where only the operator stands there, as in ∇_W.
  public var of: Formula?
  /// By what: one for each order, so that ∂²L/∂w_i∂w_j has two and d²f/dx² the same one twice. Empty for a bare ∇.
  public var by: [Formula]
  /// \left.\frac{…}{…}\right|_{x = 0}.
  public var at: Condition?

  public init(sign: String, style: Style, of: Formula?, by: [Formula], at: Condition? = nil) {
    self.sign = sign
    self.style = style
    self.of = of
    self.by = by
    self.at = at
  }
}
