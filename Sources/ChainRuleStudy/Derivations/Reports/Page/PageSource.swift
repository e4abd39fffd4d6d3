/// A document's text, with what was read as mathematics in the place of its characters.
struct PageSource {
  /// The Markdown cells of a notebook, or the whole document.
  let cells: [Cell]

  struct Cell {
    var number: Int?
    var lines: [PageLine]
  }

  init(_ checked: CheckedDerivation) {
    let document = checked.document
    guard document.format == .notebook else {
      cells = [Cell(number: nil, lines: PageSource.lines(of: document.text, nil, checked))]
      return
    }
    cells = document.cells.sorted { $0.key < $1.key }.map { number, text in
      Cell(number: number, lines: PageSource.lines(of: text, number, checked))
    }
  }

  private static func lines(of text: String, _ cell: Int?, _ checked: CheckedDerivation) -> [PageLine] {
    let source = SourceLines(text)
    var spans: [(offsets: Range<Int>, token: PageToken)] = []
    for equation in checked.equations where equation.range.cell == cell {
      guard let offsets = source.offsets(of: equation.range) else { continue }
      spans.append((offsets, .equation(equation)))
    }
    for mention in checked.document.mentions where mention.range.cell == cell {
      guard let offsets = source.offsets(of: mention.range) else { continue }
      spans.append((offsets, .formula(mention.formula, source: String(source.characters[offsets]))))
    }
    // Of two that begin at the same place the longer comes first, so that the other is a part of it.
    spans.sort { ($0.offsets.lowerBound, -$0.offsets.count) < ($1.offsets.lowerBound, -$1.offsets.count) }
    var tokens: PageLine = []
    var place = 0
    for (offsets, token) in spans {
      if offsets.lowerBound > place {
        tokens += source.characters[place..<offsets.lowerBound].map(PageToken.character)
      } else if offsets.lowerBound < place, case .formula = token {
        continue
      }
      tokens.append(token)
      place = max(place, offsets.upperBound)
    }
    tokens += source.characters[place...].map(PageToken.character)
    return tokens.split(omittingEmptySubsequences: false) { $0.character == "\n" }.map { PageLine($0) }
  }
}
