/// Puts the pieces of a row together to statements.
struct StatementBuilder {
  let list: TokenList
  let segment: MathSegment
  let reader: StatementReader
  var damage: [(offset: Int, message: String)] = []
  /// What is broken somewhere in the formula.
  var elsewhere: String?
  /// Why the end of the formula was not read.
  var limit: SyntaxError?
  private(set) var reading = SegmentReading()
  private var draft: Draft?
  /// Formulas before a comma that may belong to what follows: `W, b \in …`.
  private var waiting: [(formula: Formula, range: Range<Int>)] = []

  /// What a piece says.
  private struct Chain {
    var members: [Formula]
    var relations: [Relation]
    var range: Range<Int>
    var separator: Piece.Separator
    var damage: [String]

    /// `l = 1, 2, …`: a letter and the beginning of a list.
    var isIndexRange: Bool {
      guard members.count == 2, relations[0] == .equal || relations[0] == .element,
        let letter = members[0].indexLetter, StatementBuilder.indexLetters.contains(letter)
      else { return false }
      return members[1].isListItem
    }
  }

  private static let indexLetters: Set<String> = ["i", "j", "k", "l", "m", "n", "r", "s", "t", "ℓ"]

  private struct Draft {
    var chain: Chain
    var conditions: [Condition] = []
    /// What follows the last member, or that of the last condition, in a list without brackets.
    var list: [Formula] = []
    var end: Int

    mutating func settleList() {
      if let last = conditions.indices.last {
        conditions[last].extendLast(by: list)
      } else if let last = chain.members.indices.last, !list.isEmpty {
        chain.members[last] = chain.members[last].followed(by: list)
      }
      list = []
    }
  }

  init(list: TokenList, segment: MathSegment, reader: StatementReader) {
    self.list = list
    self.segment = segment
    self.reader = reader
  }

  mutating func build() {
    let splitter = PieceSplitter(list)
    reading.words = splitter.words
    for piece in splitter.pieces.compactMap({ withoutOpenEnd($0) }) where !isRemark(piece) {
      switch parse(piece) {
      case .success(let chain): add(chain)
      case .failure(let error): report(limit ?? error, in: piece)
      }
    }
    finish()
  }

  /// A piece without a relation at its end, behind which nothing stands; `nil` for a relation alone.
  private func withoutOpenEnd(_ piece: Piece) -> Piece? {
    var piece = piece
    while let last = piece.range.last, case .relation = list.tokens[last].kind { piece.range.removeLast() }
    return piece.range.isEmpty ? nil : piece
  }

  /// "about $\approx 3$": a relation among words, without a left side.
  private func isRemark(_ piece: Piece) -> Bool {
    guard segment.origin == .inline, draft == nil, case .relation = list.tokens[piece.range.lowerBound].kind else {
      return false
    }
    return true
  }

  private func parse(_ piece: Piece) -> Result<Chain, SyntaxError> {
    var parser = FormulaParser(list, range: piece.range, dialect: segment.dialect, names: reader.names)
    do throws(SyntaxError) {
      let (members, relations) = try parser.chain(after: draft?.chain.members.last ?? reader.lastMember)
      return .success(
        Chain(
          members: members, relations: relations, range: piece.range, separator: piece.separator,
          damage: parser.damage))
    } catch {
      return .failure(error)
    }
  }

  // MARK: Putting together

  private mutating func add(_ chain: Chain) {
    if chain.relations.isEmpty {
      addFormula(chain)
    } else if goesOn(chain) {
      draft?.chain.members += chain.members.dropFirst()
      draft?.chain.relations += chain.relations
      draft?.end = chain.range.upperBound
    } else if draft != nil, chain.separator != .implication, isCondition(chain) {
      draft?.settleList()
      draft?.conditions.append(Condition(members: chain.members, relations: chain.relations))
      draft?.end = chain.range.upperBound
    } else {
      flush(upTo: offsets(chain.range).lowerBound)
      var chain = chain
      if chain.separator == .comma, let first = waiting.first {
        chain.members[0] = first.formula.followed(by: waiting.dropFirst().map(\.formula) + [chain.members[0]])
        chain.range = first.range.lowerBound..<chain.range.upperBound
        waiting = []
      }
      mentionWaiting()
      draft = Draft(chain: chain, end: chain.range.upperBound)
    }
  }

  /// Whether a chain begins with a relation, and so continues the statement before it.
  private func goesOn(_ chain: Chain) -> Bool {
    guard let draft, draft.conditions.isEmpty, case .relation = list.tokens[chain.range.lowerBound].kind else {
      return false
    }
    return true
  }

  /// A piece without a relation goes on with a list, or is a mention.
  private mutating func addFormula(_ chain: Chain) {
    let formula = chain.members[0]
    if chain.separator == .condition { return }
    if let draft, chain.separator == .comma, formula.isListItem, !draft.conditions.isEmpty || draft.chain.isIndexRange {
      self.draft?.list.append(formula)
      self.draft?.end = chain.range.upperBound
      return
    }
    if case .words = formula { return }
    if chain.separator != .comma { mentionWaiting() }
    waiting.append((formula, chain.range))
  }

  private mutating func mentionWaiting() {
    for (formula, range) in waiting {
      let offsets = self.offsets(range)
      reading.mentions.append(
        (ReadDocument.Mention(range: reader.source.range(offsets), formula: formula), offsets))
    }
    waiting = []
  }

  /// Whether a chain only says for what the statement before it holds.
  private func isCondition(_ chain: Chain) -> Bool {
    if chain.separator == .condition { return true }
    guard chain.separator == .comma || chain.separator == .space, let left = chain.members[0].indexLetter else {
      return false
    }
    let comparisons: Set<Relation> = [.less, .lessOrEqual, .greater, .greaterOrEqual, .unequal]
    if chain.relations.allSatisfy({ comparisons.contains($0) }) { return true }
    if chain.relations == [.element], left.first?.isLowercase == true { return !chain.members[1].isSpace }
    guard chain.relations == [.equal], Self.indexLetters.contains(left) else { return false }
    return chain.members[1].isListItem && followsList(chain.range.upperBound)
  }

  /// Whether a comma and a number or an ellipsis come next.
  private func followsList(_ position: Int) -> Bool {
    guard position + 1 < list.tokens.count, list.tokens[position].kind == .comma else { return false }
    switch list.tokens[position + 1].kind {
    case .number, .ellipsis: return true
    default: return false
    }
  }

  private mutating func finish() {
    flush()
    mentionWaiting()
  }

  /// The statement so far is complete; what is broken before `end` is broken in it.
  private mutating func flush(upTo end: Int = .max) {
    guard var current = draft else { return }
    draft = nil
    current.settleList()
    let range = current.chain.range.lowerBound..<current.end
    let offsets = self.offsets(range)
    var broken = damage.filter { (offsets.lowerBound..<end).contains($0.offset) }.map(\.message)
    if broken.isEmpty, let elsewhere { broken = ["this formula is broken elsewhere: " + elsewhere] }
    var all = segment.damage
    for message in broken + current.chain.damage where !all.contains(message) { all.append(message) }
    let statement = Statement(
      range: reader.source.range(offsets), latex: reader.source[offsets], members: current.chain.members,
      relations: current.chain.relations, conditions: current.conditions, origin: segment.origin, damage: all)
    reading.statements.append((statement, offsets))
  }

  private mutating func report(_ error: SyntaxError, in piece: Piece) {
    let holdsRelation = list.holdsRelation(in: piece.range)
    guard holdsRelation || error.reason == .limit else { return }
    if holdsRelation { flush() }
    let offsets = self.offsets(piece.range)
    let place = reader.source.place(of: error.offset)
    reading.problems.append(
      ReadingProblem(
        range: reader.source.range(offsets), latex: reader.source[offsets], reason: error.reason, line: place.line,
        column: place.column, message: error.message))
  }

  private func offsets(_ range: Range<Int>) -> Range<Int> {
    let tokens = list.tokens[range]
    let start = tokens.map(\.range.lowerBound).min() ?? segment.range.lowerBound
    return start..<max(start, tokens.map(\.range.upperBound).max() ?? start)
  }
}
