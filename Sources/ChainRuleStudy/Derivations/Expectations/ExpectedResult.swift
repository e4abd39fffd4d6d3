/// A result that a document must derive, such as `dW1`.
///
/// All spellings of a gradient are one: `dW1`, `dW[1]`, `dW^{[1]}`, `∂L/∂W1`.
public struct ExpectedResult: Hashable, Sendable {
  /// The name without brackets: `dW1`. Whether a number is a layer or an element is the document's matter.
  public let spelling: String

  /// Why a name cannot be read.
  public struct Unreadable: Error, Hashable, Sendable {
    public let message: String
  }

  /// Reads a name as it is typed or as a document writes it.
  public init(parsing text: String) throws(Unreadable) {
    guard let formula = ExpectedResult.formula(text), let spelling = ExpectedResult(of: formula)?.spelling else {
      throw Unreadable(message: "expected the name of a result, such as dW1, dW[1], dW^{[1]} or ∂L/∂W1")
    }
    self.spelling = spelling
  }

  /// What a side of an equation is called; `nil` for what is no name.
  init?(of formula: Formula) {
    guard let spelling = formula.gradientSpelling, let first = spelling.unicodeScalars.first,
      first.properties.isAlphabetic
    else { return nil }
    self.spelling = spelling
  }

  private static func formula(_ text: String) -> Formula? {
    let document = ReadDocument(readingEquation: "\(text) = 0")
    guard document.problems.isEmpty, document.statements.count == 1, document.statements[0].members.count == 2 else {
      return nil
    }
    return document.statements[0].members[0]
  }
}

extension ExpectedResult {
  /// Reads names with commas between them; a comma between brackets belongs to a name.
  public static func list(parsing text: String) throws(Unreadable) -> [(name: String, result: ExpectedResult)] {
    var names = [""]
    var depth = 0
    for character in text {
      if "{[(".contains(character) { depth += 1 }
      if "}])".contains(character) { depth -= 1 }
      if character == ",", depth == 0 { names.append("") } else { names[names.count - 1].append(character) }
    }
    var results: [(String, ExpectedResult)] = []
    for name in names {
      let name = String(name.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
      guard name.count <= 200 else { throw Unreadable(message: "this is too long for the name of a result") }
      results.append((name, try ExpectedResult(parsing: name)))
    }
    return results
  }
}

/// What became of a result that a document must derive.
public struct ExpectedOutcome: Hashable, Sendable, Codable {
  public enum State: String, Hashable, Sendable, Codable {
    case found, faulty, undecided, missing
  }

  /// As it was asked for.
  public var name: String
  public var state: State
  /// Where it stands.
  public var line: Int?
}

extension Formula {
  /// `dW1` for dW^{[1]} and for ∂L/∂W^{[1]}.
  fileprivate var gradientSpelling: String? {
    switch ungrouped {
    case .derivative(let derivative):
      guard derivative.by.count == 1 else { return nil }
      return derivative.by[0].nameSpelling.map { "d" + $0 }
    case .fraction(let above, let below, _):
      // dL/dW1 without a sign that only derivatives have.
      guard let above = above.nameSpelling, let below = below.nameSpelling, above.count > 1, below.count > 1,
        above.first == "d", below.first == "d"
      else { return nil }
      return below
    default: return nameSpelling
    }
  }

  /// The letters and figures of a symbol with all that hangs on it, without typefaces and brackets.
  private var nameSpelling: String? {
    switch self {
    case .number(let digits): return digits.allSatisfy(\.isWholeNumber) ? digits : nil
    case .symbol(let symbol): return symbol.fullName
    case .differential(let a, _): return a.nameSpelling.map { "d" + $0 }
    case .fenced(.curly, let parts), .fenced(.square, let parts): return Formula.joined(parts.map(\.nameSpelling))
    case .product(let factors, let signs):
      return signs.allSatisfy { $0 == .juxtaposition } ? Formula.joined(factors.map(\.nameSpelling)) : nil
    case .scripted(let base, let subscripts, let superscripts):
      let above = superscripts.compactMap(\.formula).map(\.scriptSpelling)
      let below = subscripts.map { script -> String? in
        switch script {
        case .index(let formula): formula.scriptSpelling
        case .label(let label): label
        case .slice: nil
        }
      }
      return Formula.joined([base.nameSpelling] + above + below)
    default: return nil
    }
  }

  /// A layer or an element, such as l − 1.
  private var scriptSpelling: String? {
    guard case .sum(let terms) = ungrouped else { return nameSpelling }
    return Formula.joined(
      terms.map { term in
        if case .negated(let a) = term { a.nameSpelling.map { "-" + $0 } } else { term.nameSpelling.map { "+" + $0 } }
      })
  }

  private static func joined(_ parts: [String?]) -> String? {
    let known = parts.compactMap { $0 }
    return known.count == parts.count ? known.joined() : nil
  }
}
