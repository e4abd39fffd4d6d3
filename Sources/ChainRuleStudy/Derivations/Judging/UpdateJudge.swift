/// Judges update rules: they are given, but for the direction in which they go.
struct UpdateJudge {
  private let model: Model

  init(_ model: Model) { self.model = model }

  /// A verdict where the step goes up the gradient; `nil` where there is nothing to say.
  func judged(_ statement: Statement) -> CheckedEquation? {
    guard let left = statement.members.first, let right = statement.members.last, statement.members.count == 2,
      let target = model.guide.use(left), case .sum(let terms) = right, terms.count == 2,
      let start = model.guide.use(terms[0]), start.name.base == target.name.base,
      !statement.mentionsAscent, isStep(terms[1], along: target.name.base)
    else { return nil }
    var entry = CheckedEquation(
      id: "", range: statement.range, latex: statement.latex, statement: statement, kind: .update, verdict: .wrong,
      message: "the step goes up the gradient: the loss grows. The sign before it should be −")
    let mended = Formula.sum([terms[0], .negated(terms[1])])
    entry.faults = [
      CheckedEquation.Fault(
        factor: "-1", repair: "change the sign of the step", mistake: "gradient ascent",
        correct: "\(left.latex) \(statement.relations[0].latex) \(mended.latex)")
    ]
    return entry
  }

  /// η ∂L/∂W or α dW, with no minus sign in it.
  private func isStep(_ term: Formula, along base: String) -> Bool {
    guard case .product(let factors, _) = term else { return false }
    return factors.contains { factor in
      switch factor.ungrouped {
      case .derivative(let derivative):
        return derivative.by.first?.baseName == base
          && derivative.of.map { model.guide.use($0)?.name == model.loss?.name } ?? true
      default: return model.guide.use(factor).map { $0.isDifferential && $0.name.base == base } ?? false
      }
    }
  }
}

extension Statement {
  /// Whether the words around it say that something is made larger.
  fileprivate var mentionsAscent: Bool {
    let words = (proseBefore + " " + proseAfter + " " + headings.joined(separator: " ")).lowercased()
    return words.contains("ascent") || words.contains("maximi")
  }
}
