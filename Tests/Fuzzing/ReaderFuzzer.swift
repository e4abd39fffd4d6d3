/// What libFuzzer calls with each input: a document in every format, read and printed.
///
/// The first byte says which format; the rest is the document. Nothing may crash, hang or take much memory, and what
/// is read must keep the rules that its types state.
@_cdecl("LLVMFuzzerTestOneInput")
public func readDocument(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
  let bytes = Array(UnsafeBufferPointer(start: start, count: count))
  guard let first = bytes.first else { return 0 }
  let content = Array(bytes.dropFirst())
  let text = String(decoding: content, as: UTF8.self)
  switch first % 6 {
  case 0: check(ReadDocument(reading: text, name: "a", format: .markdown))
  case 1: check(ReadDocument(reading: text, name: "a", format: .latex))
  case 2: check(ReadDocument(reading: text, name: "a", format: .plainText))
  case 3: check(ReadDocument(reading: text, name: "a", format: .notebook))
  case 4: check(ReadDocument(readingEquation: text))
  default: if let document = try? ReadDocument(reading: content, name: "a") { check(document) }
  }
  return 0
}

private func check(_ document: ReadDocument) {
  for statement in document.statements {
    precondition(statement.relations.count == max(0, statement.members.count - 1), "members and relations")
    precondition(statement.range.line <= statement.range.endLine, "lines")
    precondition(statement.range.column > 0 && statement.range.endColumn > 0, "columns")
    _ = statement.unicode
    _ = statement.printed
    _ = statement.printedLaTeX()
  }
  for problem in document.problems {
    precondition(problem.line > 0 && problem.column > 0 && !problem.message.isEmpty, "problem")
  }
}
