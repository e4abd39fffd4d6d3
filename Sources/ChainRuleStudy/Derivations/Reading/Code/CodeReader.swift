/// Reads the lines of a block of code as statements.
struct CodeReader {
  let source: SourceText
  /// Which block of the document it is.
  let block: Int

  private static let tokenLimit = 2000

  /// A statement, or the words of a comment.
  enum Line {
    case statement(Statement)
    case comment(String, offset: Int)
  }

  func read(_ range: Range<Int>) -> [Line] {
    var lines: [Line] = []
    var start = range.lowerBound
    while start < range.upperBound {
      let end = logicalEnd(from: start, upTo: range.upperBound)
      read(start..<end, into: &lines)
      start = end
    }
    return lines
  }

  /// The end of a line, and of those that it goes on in because a bracket is open.
  private func logicalEnd(from start: Int, upTo limit: Int) -> Int {
    var place = start
    var depth = 0
    var lineCount = 0
    while place < limit {
      switch source.scalars[place] {
      case "(", "[", "{": depth += 1
      case ")", "]", "}": depth -= 1
      case "#":
        while place + 1 < limit, source.scalars[place + 1] != "\n" { place += 1 }
      case "\n":
        lineCount += 1
        let continues = place > start && source.scalars[place - 1] == "\\"
        if depth <= 0 && !continues || lineCount > 20 {
          // An open bracket that is never closed belongs to the first line only.
          if lineCount > 20 { return (source.scalars[start..<limit].firstIndex(of: "\n") ?? place) + 1 }
          return place + 1
        }
      default: break
      }
      place += 1
    }
    if depth > 0, let first = source.scalars[start..<limit].firstIndex(of: "\n") { return first + 1 }
    return limit
  }

  private func read(_ range: Range<Int>, into lines: inout [Line]) {
    var start = range.lowerBound
    var indentation = 0
    while start < range.upperBound, source.scalars[start].isSpace || source.scalars[start] == ">" {
      indentation += source.scalars[start] == "\t" ? 4 : 1
      start += 1
    }
    guard start < range.upperBound else { return }
    let (tokens, comment) = CodeToken.tokens(of: start..<range.upperBound, in: source.scalars)
    if let comment {
      let text = source[comment].drop { "#/▷ ".contains($0) }
      lines.append(.comment(String(text).trimmed, offset: comment.lowerBound))
    }
    let all = Self.withoutNumber(tokens)
    // Code that is longer is none that people write.
    guard all.count <= Self.tokenLimit, let first = all.first, let last = all.last else { return }
    let offsets = first.range.lowerBound..<last.range.upperBound
    var statement = Statement(
      range: source.range(offsets), latex: source[offsets], members: [], relations: [], origin: .code)
    var kind = CodeLine.Kind.other
    if let loop = CodeLoop.read(all) {
      kind = loop
    } else if let assignment = Self.assignment(all) {
      (statement.members, statement.relations, kind) = assignment
    }
    statement.code = CodeLine(kind: kind, indentation: indentation, block: block)
    lines.append(.statement(statement))
  }

  /// Without a line's number, "3:", and the words "set", "compute".
  private static func withoutNumber(_ tokens: [CodeToken]) -> [CodeToken] {
    var tokens = tokens[...]
    if tokens.count > 2, case .number = tokens[0].kind, tokens[1].kind == .sign(":") { tokens = tokens.dropFirst(2) }
    if tokens.count > 3, case .name(let word)? = tokens.first?.kind,
      ["set", "compute", "let", "update", "calculate"].contains(word.lowercased()),
      case .name? = tokens.dropFirst().first?.kind
    {
      tokens = tokens.dropFirst()
    }
    while let last = tokens.last, last.kind == .sign(";") || last.kind == .sign(".") { tokens = tokens.dropLast() }
    return Array(tokens)
  }

  private static let assignments: [String: Relation] = [
    "=": .equal, ":=": .defined, "<-": .assigned, "+=": .addAssigned, "-=": .subtractAssigned,
    "*=": .multiplyAssigned, "/=": .divideAssigned,
  ]

  /// An assignment's members and relations; `nil` for what is none.
  static func assignment(_ tokens: [CodeToken]) -> ([Formula], [Relation], CodeLine.Kind)? {
    var parser = CodeParser(tokens)
    do throws(SyntaxError) {
      var members = [try targets(&parser)]
      var relations: [Relation] = []
      while case .sign(let sign)? = parser.next, let relation = assignments[sign] {
        _ = parser.accept(sign)
        relations.append(relation)
        members.append(try targets(&parser))
      }
      guard parser.isAtEnd, let relation = relations.first else { return nil }
      if members.count == 2, case .scripted(let array, let subscripts, let superscripts) = members[0],
        subscripts.count == 1, case .index(let mask) = subscripts[0], case .indicator = mask
      {
        let target = superscripts.isEmpty ? array : .scripted(array, subscripts: [], superscripts: superscripts)
        return ([target, mask, members[1]], [.colon, relation], .maskedAssignment)
      }
      return (members, relations, .assignment)
    } catch {
      return nil
    }
  }

  /// `a`, or `a, b`.
  private static func targets(_ parser: inout CodeParser) throws(SyntaxError) -> Formula {
    var items = [try parser.expression()]
    while parser.accept(",") { items.append(try parser.expression()) }
    return items.count == 1 ? items[0] : .fenced(.none, items)
  }
}
