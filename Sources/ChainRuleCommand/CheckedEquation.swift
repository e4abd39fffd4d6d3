import ChainRule
import ChainRuleStudy

/// One equation with the verdicts of all the networks it was judged on.
struct CheckedEquation {
  let line: Int
  let equation: String
  private let verdicts: [JudgedEquation]

  /// The equations of several networks, those of the same line and text as one, in the order of the document.
  static func gathered(_ judged: [[JudgedEquation]]) -> [CheckedEquation] {
    let keys = judged[0].map { Key(line: $0.line, equation: $0.equation) }
    let groups = Dictionary(grouping: judged.joined()) { Key(line: $0.line, equation: $0.equation) }
    var seen: Set<Key> = []
    let equations = keys.filter { seen.insert($0).inserted }.map {
      CheckedEquation(line: $0.line, equation: $0.equation, verdicts: groups[$0]!)
    }
    return equations.enumerated().sorted { ($0.element.line, $0.offset) < ($1.element.line, $1.offset) }.map(\.element)
  }

  private struct Key: Hashable {
    let line: Int
    let equation: String
  }

  var isAsExpected: Bool { verdicts.allSatisfy(\.isAsExpected) }

  /// Whether the document is right here.
  var isRight: Bool { verdicts.allSatisfy(\.isRight) }

  /// The verdict to show: the first that is not as it must be, or else the first.
  private var shown: JudgedEquation { verdicts.first { !$0.isAsExpected } ?? verdicts[0] }

  var verdict: String {
    switch shown.finding {
    case .claim(let verdict) where verdict.holds: "holds"
    case .claim: (shown.isAsExpected ? "a mistake: " : "") + shown.text
    case .figure: shown.text
    }
  }

  var error: Double? {
    let errors = verdicts.compactMap(\.error)
    return errors.count == verdicts.count ? errors.max() : nil
  }

  var errorText: String { error.map { $0 == 0 ? "0" : scientific($0) } ?? "–" }

  var evidence: String {
    if case .figure(let figure) = shown.finding {
      return "exactly \(decimal(figure.exact, figure.digits + 2))".replacing("-", with: "−")
    }
    let identical = verdicts.count { verdict in
      if case .claim(let claim) = verdict.finding { claim.outcome == .identical } else { false }
    }
    let networks = "\(verdicts.count) network\(verdicts.count == 1 ? "" : "s")"
    if case .claim(let claim) = shown.finding {
      switch claim.outcome {
      case .doesNotConform, .shape: return "shapes, \(networks)"
      default: break
      }
    }
    return identical == verdicts.count
      ? "identical expression, \(networks)"
      : identical == 0
        ? "values, \(networks)"
        : "identical expression on \(identical), values on \(verdicts.count - identical) networks"
  }

  struct Record: Encodable {
    let derivation: String
    let source: String
    let line: Int
    let equation: String
    let verdict: String
    let error: Double?
    let evidence: String
    let networks: Int
    let isAsExpected: Bool
  }

  func record(of derivation: BuiltInDerivation) -> Record {
    Record(
      derivation: derivation.title, source: derivation.source, line: line, equation: equation, verdict: verdict,
      error: error, evidence: evidence, networks: verdicts.count, isAsExpected: isAsExpected)
  }
}
