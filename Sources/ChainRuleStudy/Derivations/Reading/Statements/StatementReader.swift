/// Turns stretches of mathematics into statements.
struct StatementReader {
  var source: SourceText
  let macros: MacroTable
  /// Runs of letters that the document uses as one name.
  let names: Set<String>
  /// What the statement before says last: a display that begins with a relation goes on with it.
  var lastMember: Formula?
  /// How many characters macros may still expand to.
  var expansionBudget = 1_000_000

  init(_ source: SourceText, macros: MacroTable = MacroTable(), names: Set<String> = []) {
    self.source = source
    self.macros = macros
    self.names = names
  }

  mutating func read(_ segment: MathSegment) -> SegmentReading {
    var lexer = MathLexer(
      source.scalars, segment: segment, macros: macros, expansionBudget: min(expansionBudget, 200_000))
    lexer.run()
    expansionBudget -= min(expansionBudget, 200_000) - lexer.expansionBudget
    let rows = RowSplitter.rows(of: lexer.tokens)
    var reading = SegmentReading()
    for row in rows {
      let list = TokenList(row, dialect: segment.dialect)
      var builder = StatementBuilder(list: list, segment: segment, reader: self)
      builder.damage = lexer.damage + list.damage
      builder.elsewhere = lexer.damage.first?.message
      builder.limit = lexer.limit
      builder.build()
      reading.append(builder.reading)
      lastMember = reading.statements.last?.statement.members.last ?? lastMember
    }
    if reading.statements.count > 1 {
      for index in reading.statements.indices { reading.statements[index].statement.origin = .row }
    }
    return reading
  }
}

extension SegmentReading {
  mutating func append(_ other: SegmentReading) {
    statements += other.statements
    mentions += other.mentions
    problems += other.problems
    words += other.words
  }
}
