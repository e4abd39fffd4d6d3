/// A binding with where it was said.
struct LocatedBinding: Hashable, Sendable {
  var binding: Binding
  var origin: Origin

  enum Origin: Hashable, Sendable {
    case comment(line: Int, column: Int, cell: Int?)
    /// The same in the document that is given beside the one that is judged.
    case given(line: Int, column: Int, document: String)
    /// By the reader of the document.
    case option
  }
}

extension LocatedBinding {
  /// The line of a comment in the document that is judged.
  var line: Int? { if case .comment(let line, _, _) = origin { line } else { nil } }

  /// "'shape X = n × m' (line 3, column 18)", to begin a sentence with.
  var title: String {
    switch origin {
    case .comment(let line, let column, let cell):
      "'\(binding)' (\(cell.map { "cell \($0), " } ?? "")line \(line), column \(column))"
    case .given(let line, let column, let document): "'\(binding)' (\(document), line \(line), column \(column))"
    case .option: "'\(binding.flag)'"
    }
  }

  /// What a symbol's origin is called in a report.
  var originText: String {
    switch origin {
    case .comment(let line, _, _): "line \(line)"
    case .given(let line, _, let document): "\(document), line \(line)"
    case .option: binding.flag
    }
  }

  /// The binding for each of its names.
  var split: [LocatedBinding] {
    guard case .role(let role, let names) = binding else { return [self] }
    return names.map { LocatedBinding(binding: .role(role, [$0]), origin: origin) }
  }

  /// The binding as one of a document that is given beside the judged one.
  func inGiven(_ document: String) -> LocatedBinding {
    guard case .comment(let line, let column, _) = origin else { return self }
    return LocatedBinding(binding: binding, origin: .given(line: line, column: column, document: document))
  }

  /// What can be said only once: a name's role or function, its value, its shape; the layout.
  struct Subject: Hashable {
    var aspect: String
    var name: BoundName?
  }

  var subject: Subject { binding.subject }
}

extension Binding {
  /// What it is about: two bindings with one subject that differ contradict each other.
  var subject: LocatedBinding.Subject {
    switch self {
    case .role(_, let names): .init(aspect: "function", name: names.first)
    case .layers, .samples, .layout: .init(aspect: keyword, name: nil)
    case .function(let name, _), .value(let name, _), .shape(let name, _): .init(aspect: keyword, name: name)
    }
  }

  /// The option of the command that says the same.
  var flag: String {
    switch self {
    case .samples(let samples): "--samples \(samples.rawValue)"
    case .layout(let layout): "--layout \(layout.rawValue)"
    case .layers(let name, let count): "--let \(name?.description ?? "L")=\(count)"
    case .role, .function, .value, .shape:
      names.map { name in
        let text = "\(name)=\(value)"
        let isPlain = text.allSatisfy { ($0.isLetter || $0.isNumber) && $0.isASCII || "_=.-".contains($0) }
        return "--let " + (isPlain ? text : "'\(text)'")
      }.joined(separator: " ")
    }
  }
}
