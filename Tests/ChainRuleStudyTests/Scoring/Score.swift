import ChainRuleStudy

/// How the verdicts on a document compare with labels that a person gave.
struct Score {
  enum Outcome: String, CaseIterable {
    /// A verdict that the label accepts.
    case right
    /// A fault where there is none.
    case falseAlarm = "false alarm"
    /// A mistake that was called right.
    case miss
    case unread
    /// Anything else, such as a mistake that was left open.
    case other
  }

  struct Judgement {
    let label: LabelledDocument.Equation
    /// What was said about it; `nil` where the checker has no such equation.
    let found: CheckedEquation?
    let outcome: Outcome

    /// Whether the factor is the labelled one; `nil` where there is none to compare.
    var factorAgrees: Bool? {
      guard let expected = label.factor, let found, found.verdict.isFault else { return nil }
      return found.faults.contains { $0.factor.map(Score.bare) == Score.bare(expected) }
    }
  }

  let document: String
  let judgements: [Judgement]

  init(_ checked: CheckedDerivation, against labels: [LabelledDocument.Equation], document: String? = nil) {
    self.document = document ?? checked.name
    judgements = labels.map { label in
      let found = Self.match(label, in: checked.equations)
      return Judgement(label: label, found: found, outcome: Self.outcome(of: label, found?.verdict ?? .unread))
    }
  }

  func count(_ outcome: Outcome) -> Int { judgements.count { $0.outcome == outcome } }

  /// A line for each equation that is not judged as it should be.
  var complaints: [String] {
    judgements.filter { $0.outcome != .right }.map { judgement in
      let said = judgement.found.map { "\($0.verdict.rawValue): \($0.message)" } ?? "no such equation"
      let label = judgement.label
      return
        "\(judgement.outcome.rawValue): \(label.id), line \(label.line), \(label.latex): \(label.verdict.rawValue) "
        + "expected (\(label.reason ?? "no reason given")), \(said)"
    }
  }

  static func outcome(of label: LabelledDocument.Equation, _ said: Verdict) -> Outcome {
    if said == label.verdict || label.accept.contains(said) { return .right }
    if said == .unread { return .unread }
    if isFine(label.verdict) && said.isFault { return .falseAlarm }
    if label.verdict.isFault && isFine(said) { return .miss }
    return .other
  }

  /// Whether a verdict says that nothing is wrong.
  static func isFine(_ verdict: Verdict) -> Bool { !verdict.isFault && !verdict.isUndecided }

  /// The equation of the checker that stands where the label says and reads most like it.
  private static func match(_ label: LabelledDocument.Equation, in equations: [CheckedEquation]) -> CheckedEquation? {
    let wanted = Likeness(label.latex)
    let near = equations.filter { found in
      found.range.cell == label.cell && found.range.line <= label.endLine + 1 && found.range.endLine >= label.line - 1
    }
    let ranked = near.map { found in
      (found: found, likeness: wanted.likeness(to: Likeness(found.latex)), distance: abs(found.range.line - label.line))
    }
    let best = ranked.max { ($0.likeness, -$0.distance) < ($1.likeness, -$1.distance) }
    return best.flatMap { $0.likeness >= 0.3 ? $0.found : nil }
  }

  /// A factor without spaces and TeX's decoration.
  static func bare(_ factor: String) -> String {
    var text = factor.replacing("−", with: "-").replacing("√", with: "\\sqrt")
    for mark in [" ", "$", "{", "}", "\\", "(", ")"] { text = text.replacing(mark, with: "") }
    return text
  }
}

/// A formula's text as letters and signs alone, to find it again between two readers who cut it differently.
struct Likeness {
  private let characters: [Character]
  private let triples: Set<[Character]>

  init(_ latex: String) {
    var text = latex.replacing(#/\\(left|right|big|Big|quad|qquad)(?![A-Za-z])/#, with: "")
    text = text.replacing(#/\\[,;!: ]/#, with: "").replacing(#/\\\\/#, with: "")
    let marks: Set<Character> = [" ", "\n", "\t", "&", "$"]
    var letters = text.filter { !marks.contains($0) }[...]
    let closing: Set<Character> = [".", ",", ";", ":"]
    while let last = letters.last, closing.contains(last) { letters.removeLast() }
    let all = Array(letters)
    characters = all
    triples = Set((0..<max(1, all.count - 2)).map { Array(all[$0..<min($0 + 3, all.count)]) })
  }

  /// 1 for the same text, above ½ for one that contains the other, less for what they have in common.
  func likeness(to other: Likeness) -> Double {
    guard !characters.isEmpty, !other.characters.isEmpty else { return 0 }
    if characters == other.characters { return 1 }
    let (short, long) = characters.count < other.characters.count ? (self, other) : (other, self)
    if String(long.characters).contains(String(short.characters)) {
      return 0.5 + 0.5 * Double(short.characters.count) / Double(long.characters.count)
    }
    let common = triples.intersection(other.triples).count
    return 0.5 * Double(common) / Double(triples.union(other.triples).count)
  }
}
