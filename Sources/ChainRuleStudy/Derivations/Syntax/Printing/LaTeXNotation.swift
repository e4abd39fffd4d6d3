/// Formulas in TeX's notation.
struct LaTeXNotation: FormulaNotation {
  var style = LaTeXStyle()

  var minus: String { "-" }
  var ellipsis: String { "\\cdots" }
  var placeholder: String { "\\cdot" }
  var elementwiseSolidus: String { "\\oslash" }
  var derivativeSolidus: String { " / " }
  var hasFractionBars: Bool { true }
  var doubleBar: String { "\\|" }

  func symbol(_ symbol: Symbol) -> String { symbol.latex }
  func number(_ digits: String) -> String { digits }
  func words(_ words: String) -> String { words.isEmpty ? "{}" : "\\text{\(words)}" }

  func sign(_ sign: ProductSign) -> String {
    switch sign {
    case .juxtaposition: ""
    case .dot: "\\cdot"
    case .times: "\\times"
    case .asterisk: "*"
    case .circle: "\\circ"
    case .elementwise: "\\odot"
    case .outer: "\\otimes"
    case .at: "@"
    }
  }

  func relation(_ relation: Relation) -> String {
    switch relation {
    case .defined: ":="
    case .assigned: "\\leftarrow"
    case .approximately: "\\approx"
    case .proportional: "\\propto"
    case .lessOrEqual: "\\le"
    case .greaterOrEqual: "\\ge"
    case .unequal: "\\ne"
    case .element: "\\in"
    case .maps: "\\to"
    case .distributed: "\\sim"
    case .equal, .addAssigned, .subtractAssigned, .multiplyAssigned, .divideAssigned, .less, .greater, .colon:
      relation.rawValue
    }
  }

  // MARK: Scripts

  func scripts(_ base: String, _ subscripts: [Subscript], _ superscripts: [Superscript]) -> String {
    var text = base
    if !subscripts.isEmpty { text += "_" + grouped(lowered(subscripts)) }
    let primes = superscripts.prefix { $0 == .prime }
    if primes.count == superscripts.count { return text + String(repeating: "'", count: primes.count) }
    if style.transposesOutside, superscripts.count > 1, superscripts.last == .transpose {
      return "{" + text + "^" + grouped(raised(superscripts.dropLast())) + "}^" + grouped(style.transpose)
    }
    return text + "^" + grouped(raised(superscripts[...]))
  }

  /// One character or command needs no braces.
  private func grouped(_ script: String) -> String {
    let isCommand = script.hasPrefix("\\") && script.dropFirst().allSatisfy { $0.isASCII && $0.isLetter }
    return script.count == 1 || isCommand ? script : "{\(script)}"
  }

  private func raised(_ superscripts: ArraySlice<Superscript>) -> String {
    var text = ""
    for (index, superscript) in superscripts.enumerated() {
      switch superscript {
      case .bracketed(let formula): text += "[\(compact(formula))]"
      case .parenthesised(let formula): text += "(\(compact(formula)))"
      case .transpose:
        if index > 0, style.raisesTransposes {
          text += "^" + grouped(style.transpose)
        } else {
          text += style.transpose
        }
      case .prime: text += "'"
      case .plain(let formula): text += (index > 0 ? "," : "") + compact(formula)
      case .label(let label): text += style.label(label)
      }
    }
    return text
  }

  private func lowered(_ subscripts: [Subscript]) -> String {
    if !style.separatesIndices, subscripts.count < 4, subscripts.allSatisfy(\.isLetter),
      !Vocabulary.labels.contains(subscripts.compactMap(\.letter).joined())
    {
      return subscripts.map { lowered($0) }.joined(separator: subscripts.contains { lowered($0).count > 1 } ? " " : "")
    }
    return subscripts.map { lowered($0) }.joined(separator: ",")
  }

  private func lowered(_ subscript: Subscript) -> String {
    switch `subscript` {
    case .index(.application(.symbol(let colon), let ends)) where colon.name == ":":
      ends.map { print($0) }.joined(separator: ":")
    case .index(.indicator(let condition)): self.condition(condition)
    case .index(let formula): compact(formula)
    case .slice: ":"
    case .label(let label): style.label(label)
    }
  }

  // MARK: Structure

  func fenced(_ fence: Fence, _ content: String) -> String {
    let isTall = ["\\frac", "\\sum", "\\begin", "\\prod"].contains { content.contains($0) }
    let (left, right) = isTall ? ("\\left", "\\right") : ("", "")
    switch fence {
    case .round: return "\(left)(\(content)\(right))"
    case .square: return "\(left)[\(content)\(right)]"
    case .curly: return "\(left)\\{\(content)\(right)\\}"
    case .bars: return "\\left|\(content)\\right|"
    case .doubleBars: return "\\left\\|\(content)\\right\\|"
    case .angles: return "\\langle \(content)\\rangle"
    case .none: return content
    }
  }

  func application(_ function: Formula, _ arguments: [Formula]) -> String {
    print(function) + bracketed(arguments)
  }

  /// A function's arguments: an argument that has brackets of another kind needs no round ones.
  private func bracketed(_ arguments: [Formula]) -> String {
    if arguments.count == 1, case .fenced(let fence, _) = arguments[0], fence == .square || fence == .curly {
      return print(arguments[0])
    }
    return fenced(.round, list(arguments))
  }

  func root(_ radicand: Formula, degree: Formula?) -> String {
    "\\sqrt" + (degree.map { "[\(print($0))]" } ?? "") + "{\(print(radicand))}"
  }

  func fraction(_ above: String, _ below: String) -> String { "\\frac{\(above)}{\(below)}" }

  func big(_ sign: BigOperator) -> String {
    let command =
      switch sign.kind {
      case .sum: "\\sum"
      case .product: "\\prod"
      case .maximum: "\\max"
      case .minimum: "\\min"
      case .mean: "\\mathbb{E}"
      case .argMaximum: "\\arg\\max"
      case .argMinimum: "\\arg\\min"
      }
    let below = self.below(sign)
    return command + (below.isEmpty ? "" : "_" + grouped(below)) + (sign.to.map { "^" + grouped(compact($0)) } ?? "")
  }

  func matrix(_ rows: [[Formula]], _ style: MatrixStyle) -> String {
    let cells = rows.map { $0.map { print($0) }.joined(separator: " & ") }.joined(separator: " \\\\ ")
    return "\\begin{\(style.rawValue)} \(cells) \\end{\(style.rawValue)}"
  }

  func cases(_ rows: [CaseRow]) -> String {
    let lines = rows.map { row in
      print(row.value) + " & " + (row.condition.map { "\\text{if } " + condition($0) } ?? "\\text{otherwise}")
    }
    return "\\begin{cases} \(lines.joined(separator: " \\\\ ")) \\end{cases}"
  }

  func indicator(_ condition: Condition) -> String {
    style.indicator.opening + self.condition(condition) + style.indicator.closing
  }

  func differentialSign(_ sign: String, order: Int) -> String {
    let base =
      switch sign {
      case "∂": "\\partial"
      case "∂⁺": "\\partial^+"
      default: sign
      }
    return order > 1 ? base + "^\(order)" : base
  }

  func nabla(_ derivative: DerivativeFormula) -> String {
    let sign = derivative.sign == "∂" ? "\\partial" : "\\nabla"
    return sign + (derivative.by.isEmpty ? "" : "_" + grouped(list(derivative.by)))
      + (derivative.sign == "∇²" ? "^2" : "")
  }

  func evaluated(_ derivative: String, at condition: Condition) -> String {
    "\\left.\(derivative)\\right|_{\(self.condition(condition))}"
  }
}

extension FormulaNotation {
  /// What stands below a Σ.
  func below(_ sign: BigOperator) -> String {
    var parts: [String] = []
    var conditions = sign.condition.map { [$0] + $0.also } ?? []
    for index in conditions.indices { conditions[index].also = [] }
    for (place, index) in sign.indices.enumerated() {
      if place == 0, let from = sign.from {
        parts.append(compact(index) + relation(.equal) + compact(from))
      } else if !conditions.contains(where: { $0.members.contains(index) }) {
        parts.append(print(index))
      }
    }
    return (parts + conditions.map { condition($0) }).joined(separator: ", ")
  }
}

extension Subscript {
  /// The name of a single letter.
  var letter: String? {
    if case .index(.symbol(let symbol)) = self, symbol.name.count == 1, symbol.accents.isEmpty {
      symbol.name
    } else {
      nil
    }
  }

  var isLetter: Bool { letter != nil }
}
