extension CheckedDerivation {
  /// How much was judged and what was found, in a sentence.
  public var coverage: String {
    guard !equations.isEmpty else { return "no equation was found" }
    let counts = counts
    func phrases(_ isWanted: (Verdict) -> Bool) -> String {
      let wanted = Verdict.inOrderOfInterest.filter(isWanted)
      return wanted.compactMap { verdict in counts[verdict].map(verdict.phrase) }.joined(separator: ", ")
    }
    let open = phrases(\.isUndecided)
    let decided = phrases { !$0.isUndecided }
    return "judged \(judged) of \(counted(equations.count, "equation"))\(decided.isEmpty ? "" : ": \(decided)")"
      + (open.isEmpty ? "" : "; not judged: \(open)")
  }

  /// What a document comes to as a whole.
  public enum Outcome: Hashable, Sendable {
    /// Every claim was judged and holds.
    case holds
    /// At least one equation is wrong, or a finding about the document asks for a repair.
    case faulty
    /// Something was left open, or there was no equation at all.
    case undecided
  }

  public var outcome: Outcome {
    if equations.contains(where: \.verdict.isFault) || findings.contains(where: { !$0.repairs.isEmpty }) {
      return .faulty
    }
    return equations.isEmpty || judged < equations.count ? .undecided : .holds
  }

  public var faults: [CheckedEquation] { equations.filter(\.verdict.isFault) }

  /// How strong the evidence for the claims that hold is, in a sentence; `nil` where nothing was compared.
  var evidence: String? {
    let compared = equations.filter { $0.points > 0 && !$0.verdict.isFault && !$0.verdict.isUndecided }
    guard let fewest = compared.map(\.points).min() else { return nil }
    let mutants = compared.compactMap(\.mutants)
    let (tried, rejected) = (mutants.reduce(0) { $0 + $1.tried }, mutants.reduce(0) { $0 + $1.rejected })
    let power = tried == 0 ? "" : "; of \(tried) wrong copies of them the same tests reject \(rejected)"
    return "\(counted(compared.count, "claim")) compared at \(fewest) or more random points\(power)"
  }
}

extension Verdict {
  /// Faults first, then what holds, then what is left open.
  static let inOrderOfInterest: [Verdict] = [
    .wrong, .shape, .factor, .figureWrong, .exact, .convention, .figureRight, .figureRightFromRounded, .definition,
    .ambiguous, .garbled, .unread,
  ]

  /// "2 do not hold".
  func phrase(_ count: Int) -> String {
    let words =
      switch self {
      case .definition: "given"
      case .exact: count == 1 ? "holds" : "hold"
      case .convention: count == 1 ? "holds by a convention" : "hold by a convention"
      case .factor: "off by a factor"
      case .shape: count == 1 ? "does not fit" : "do not fit"
      case .wrong: count == 1 ? "does not hold" : "do not hold"
      case .ambiguous: "ambiguous"
      case .garbled: "damaged"
      case .unread: "not read"
      case .figureRight: count == 1 ? "figure right" : "figures right"
      case .figureRightFromRounded: count == 1 ? "figure right from rounded ones" : "figures right from rounded ones"
      case .figureWrong: count == 1 ? "figure off" : "figures off"
      }
    return "\(count) \(words)"
  }

  /// A sign that tells the kinds of verdicts apart without colour.
  var mark: String {
    switch self {
    case .definition: "·"
    case .exact, .figureRight: "✓"
    case .convention, .figureRightFromRounded: "≈"
    case .factor, .shape, .wrong, .figureWrong: "✗"
    case .ambiguous, .garbled, .unread: "?"
    }
  }
}

extension CheckedEquation {
  /// The verdict with what it is about: "off by × 1/m".
  public var headline: String {
    let factors = faults.compactMap(\.factor).map { "× \(oneLine($0))" }
    return verdict == .factor && !factors.isEmpty ? "off by \(factors.listed())" : verdict.words
  }

  /// The equation in one line, for people: in Unicode, or as it stands in the document where it is code or not read.
  public var text: String {
    guard let statement, statement.code == nil, !statement.members.isEmpty else { return oneLine(latex) }
    return oneLine(statement.unicode)
  }

  /// The corrected lines that are offered, each once.
  public var corrections: [String] {
    var seen: Set<String> = []
    return faults.compactMap(\.correct).filter { seen.insert($0).inserted }
  }

  /// `12:3`, or `cell 2, 12:3`.
  var place: String { range.place }
}

extension SourceRange {
  /// `12:3`, or `cell 2, 12:3`.
  var place: String { (cell.map { "cell \($0), " } ?? "") + "\(line):\(column)" }
}
