/// What was found false in the lines before: a line that only repeats it is not charged again.
struct EarlierMistakes {
  /// A side of an equation that was found false, with what it was said to be.
  struct Mistake {
    var left: Formula
    var right: Formula
    var line: Int
  }

  /// What a line repeats stands not far above it. So many mistakes are looked through for each faulty line, and so many
  /// that it mentions are tried, so that a document takes a time in proportion to its length.
  static let remembered = 64
  static let tried = 4

  private var latest: [Mistake] = []

  /// Keeps the members of a statement that were found false.
  mutating func add(_ statement: Statement, _ entry: CheckedEquation) {
    guard entry.verdict == .factor || entry.verdict == .wrong, let left = statement.members.first else { return }
    let members = statement.claimedMembers.dropFirst()
    let faulty = zip(members, entry.links).filter { $1.verdict.isFault }.map { $0.0 }
    latest += (faulty.isEmpty ? Array(members.suffix(1)) : faulty).suffix(Self.remembered).map {
      Mistake(left: left, right: $0, line: statement.range.line)
    }
    latest.removeFirst(max(0, latest.count - Self.remembered))
  }

  /// The newest mistakes that a statement mentions, each with the statement's members as they read if it is taken as it
  /// stands: either the symbol is used as it was said to be, or what it was said to be is written out.
  func readings(of statement: Statement) -> [(mistake: Mistake, members: [[Formula]])] {
    let members = statement.claimedMembers
    var found: [(mistake: Mistake, members: [[Formula]])] = []
    for mistake in latest.reversed() where mistake.line != statement.range.line {
      let readings = [(mistake.left, mistake.right), (mistake.right, mistake.left)].map { old, new in
        members.enumerated().map { place, member in
          place == 0 && old == mistake.right ? member : member.replacing(old, by: new)
        }
      }.filter { $0 != members }
      if readings.isEmpty { continue }
      found.append((mistake, readings))
      if found.count == Self.tried { break }
    }
    return found
  }
}
