/// The Markdown cells of a Jupyter notebook.
struct Notebook {
  /// A cell's text and its number in the notebook, from 1.
  private(set) var cells: [(number: Int, text: String)] = []

  init(_ text: String, name: String) throws(DocumentError) {
    var scanner = JSONScanner(text)
    do throws(JSONScanner.Failure) {
      let value = try scanner.document()
      guard case .object(let notebook) = value, case .array(let all)? = notebook["cells"] else {
        throw JSONScanner.Failure(message: "it has no list of cells", offset: 0)
      }
      for (index, cell) in all.enumerated() {
        guard case .object(let cell) = cell, case .string("markdown")? = cell["cell_type"] else { continue }
        switch cell["source"] {
        case .string(let text)?: cells.append((index + 1, text))
        case .array(let lines)?:
          let strings = lines.map { line in
            if case .string(let text) = line { text } else { "" }
          }
          cells.append((index + 1, strings.joined()))
        default: break
        }
      }
    } catch {
      let (line, column) = scanner.place(of: error.offset)
      throw DocumentError(name: name, line: line, column: column, problem: .malformedNotebook(error.message))
    }
  }
}
