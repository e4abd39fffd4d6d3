/// How well many documents were judged, as tables in Markdown.
struct ScoreReport {
  /// Counts of what became of some equations.
  struct Tally {
    /// Equations that are right.
    var sound = 0
    /// Of those, the ones that were called faulty.
    var falseAlarms = 0
    /// Equations with a mistake.
    var faulty = 0
    /// Of those, the ones that were called faulty.
    var detected = 0
    /// Equations that were left open though the label does not allow it.
    var open = 0
    var all: Int { sound + faulty }
  }

  private(set) var documents: [(name: String, tally: Tally)] = []
  private(set) var kinds: [String: Tally] = [:]
  private(set) var total = Tally()

  /// Counts a labelled document.
  mutating func add(_ score: Score) {
    var tally = Tally()
    for judgement in score.judgements {
      let isFaulty = judgement.label.verdict.isFault
      let said = judgement.found?.verdict ?? .unread
      count(
        isFaulty: isFaulty, calledFaulty: said.isFault && (isFaulty || judgement.outcome == .falseAlarm),
        isOpen: said.isUndecided && judgement.outcome != .right, kind: judgement.label.kind, into: &tally)
    }
    documents.append((score.document, tally))
  }

  /// Counts one document that was generated, its mistake under the name of its kind.
  mutating func add(_ score: GeneratedScore) {
    var tally = Tally()
    let sound = score.claims - (score.mistake == nil ? 0 : 1)
    for place in 0..<sound {
      count(
        isFaulty: false, calledFaulty: place < score.falseAlarms, isOpen: place >= sound - score.open,
        kind: "no mistake", into: &tally)
    }
    if let mistake = score.mistake {
      count(
        isFaulty: true, calledFaulty: score.isDetected, isOpen: score.isMistakeOpen, kind: mistake.rawValue,
        into: &tally)
    }
    documents.append((score.document, tally))
  }

  private mutating func count(isFaulty: Bool, calledFaulty: Bool, isOpen: Bool, kind: String, into tally: inout Tally) {
    func add(to tally: inout Tally) {
      if isFaulty { tally.faulty += 1 } else { tally.sound += 1 }
      if calledFaulty { if isFaulty { tally.detected += 1 } else { tally.falseAlarms += 1 } }
      if isOpen { tally.open += 1 }
    }
    add(to: &tally)
    add(to: &total)
    add(to: &kinds[kind, default: Tally()])
  }

  /// A row for each document, and one for all.
  var documentTable: String { Self.table("Document", documents.map { ($0.name, $0.tally) } + [("all", total)]) }

  /// A row for each kind of equation or mistake.
  var kindTable: String { Self.table("Kind", kinds.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }) }

  private static func table(_ title: String, _ rows: [(String, Tally)]) -> String {
    func share(_ part: Int, _ whole: Int) -> String { whole == 0 ? "" : "\(part) of \(whole)" }
    let head = ["| \(title) | Equations | False alarms | Detected | Open |", "| --- | --- | --- | --- | --- |"]
    return
      (head
      + rows.map { name, tally in
        "| \(name) | \(tally.all) | \(share(tally.falseAlarms, tally.sound)) | "
          + "\(share(tally.detected, tally.faulty)) | \(tally.open) |"
      }).joined(separator: "\n")
  }
}
