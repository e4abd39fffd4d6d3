/// Turns stretches of mathematics into statements.
struct StatementReader {
  var source: SourceText
  let macros: MacroTable
  /// Runs of letters that the document uses as one name.
  let names: Set<String>
  /// How many characters macros may still expand to.
  var expansionBudget = 4_000_000

  init(_ source: SourceText, macros: MacroTable = MacroTable(), names: Set<String> = []) {
    self.source = source
    self.macros = macros
    self.names = names
  }

  mutating func read(_ segment: MathSegment) -> SegmentReading {
    var lexer = MathLexer(
      source.scalars, in: segment.range, dialect: segment.dialect, macros: macros,
      expansionBudget: min(expansionBudget, 200_000))
    lexer.run()
    expansionBudget -= min(expansionBudget, 200_000) - lexer.expansionBudget
    let rows = RowSplitter.rows(of: lexer.tokens)
    var reading = SegmentReading()
    for row in rows {
      let list = TokenList(row)
      var builder = StatementBuilder(list: list, segment: segment, reader: self)
      builder.damage = lexer.damage + list.damage
      builder.elsewhere = lexer.damage.first?.message
      builder.build()
      reading.append(builder.reading)
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
