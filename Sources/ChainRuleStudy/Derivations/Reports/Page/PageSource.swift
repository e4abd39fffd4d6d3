/// A document's text, with what was read as mathematics in the place of its characters.
struct PageSource {
  /// The cells of a notebook, or the whole document.
  private(set) var cells: [Cell] = []

  struct Cell {
    var number: Int?
    var lines: [PageLine]
  }

  init(_ checked: CheckedDerivation) {
    if checked.document.format == .notebook {
      cells = PageSource.cells(of: checked)
      return
    }
    let source = SourceLines(checked.document.text)
    var spans: [(offsets: Range<Int>, token: PageToken)] = []
    for equation in checked.equations {
      guard let offsets = source.offsets(of: equation.range) else { continue }
      spans.append((offsets, .equation(equation)))
    }
    for mention in checked.document.mentions {
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
    let lines = tokens.split(omittingEmptySubsequences: false) { $0.character == "\n" }.map { PageLine($0) }
    cells = [Cell(number: nil, lines: lines)]
  }

  /// The cells of a notebook, whose text holds more than what people read: prose and equations, line by line.
  private static func cells(of checked: CheckedDerivation) -> [Cell] {
    var cells: [Int: [Int: PageLine]] = [:]
    for prose in checked.document.prose {
      let text = prose.isHeading && !prose.text.hasPrefix("#") ? "## \(prose.text)" : prose.text
      cells[prose.cell ?? 1, default: [:]][prose.line, default: []] += PageLine(characters: text)
    }
    for equation in checked.equations {
      cells[equation.range.cell ?? 1, default: [:]][equation.range.line, default: []].append(.equation(equation))
    }
    return cells.sorted { $0.key < $1.key }.map { number, lines in
      var texts: [PageLine] = []
      var previous = 0
      for (line, text) in lines.sorted(by: { $0.key < $1.key }) {
        if line > previous + 1 { texts.append([]) }
        texts.append(text)
        previous = line
      }
      return Cell(number: number, lines: texts)
    }
  }
}
