/// What was found about many documents, such as the homework of a class: findings, not marks.
public struct DocumentCollection: Sendable {
  public var documents: [CheckedDerivation]
  public var unreadable: [Unreadable]

  /// A document that could not be read at all.
  public struct Unreadable: Hashable, Sendable {
    public var name: String
    public var message: String

    public init(name: String, message: String) {
      self.name = name
      self.message = message
    }
  }

  /// Faults or findings of the same kind.
  public struct Cause: Sendable {
    public var words: String
    public var places: [Place]

    public var documentCount: Int { Set(places.map(\.document)).count }
  }

  public struct Place: Sendable {
    public var document: String
    /// An equation, or a finding about the document as a whole.
    public var equation: CheckedEquation?
    public var finding: CheckedDerivation.Finding?
  }

  public init(_ documents: [CheckedDerivation], unreadable: [Unreadable] = []) {
    self.documents = documents
    self.unreadable = unreadable
  }

  /// How the documents fare, in a sentence.
  public var coverage: String {
    let equations = documents.reduce(0) { $0 + $1.equations.count }
    let judged = documents.reduce(0) { $0 + $1.judged }
    let outcomes = Dictionary(grouping: documents, by: \.outcome).mapValues(\.count)
    let parts = [
      (outcomes[.holds] ?? 0, "without a fault"), (outcomes[.faulty] ?? 0, "with faults"),
      (outcomes[.undecided] ?? 0, "with something left open"), (unreadable.count, "could not be read"),
    ]
    return "judged \(judged) of \(counted(equations, "equation")) in \(counted(documents.count, "document")): "
      + parts.filter { $0.0 > 0 }.map { "\($0) \($1)" }.joined(separator: ", ")
  }

  /// Documents with something that was not decided, most of it first.
  public var forEyes: [CheckedDerivation] {
    documents.filter(\.needsEyes).sorted { $0.openCount > $1.openCount }
  }

  /// Faults and findings of all documents by what causes them, the most frequent first.
  public var causes: [Cause] {
    var places: [String: [Place]] = [:]
    for document in documents {
      for finding in document.findings {
        places[finding.cause, default: []].append(Place(document: document.name, finding: finding))
      }
      for equation in document.faults {
        for words in equation.causes {
          places[words, default: []].append(Place(document: document.name, equation: equation))
        }
      }
    }
    return places.map { Cause(words: $0, places: $1) }.sorted {
      ($0.places.count, $1.words) > ($1.places.count, $0.words)
    }
  }
}

extension CheckedDerivation {
  var openCount: Int { equations.count(where: \.verdict.isUndecided) }

  /// A verdict that stands for the whole document.
  var overall: Verdict {
    switch outcome {
    case .holds: .exact
    case .faulty: .wrong
    case .undecided: .unread
    }
  }

  /// Whether a person should look: something was not decided, or nothing was found at all.
  var needsEyes: Bool { openCount > 0 || equations.isEmpty }
}

extension CheckedEquation {
  /// What is wrong, in words that are the same for the same mistake with other symbols.
  var causes: [String] {
    let words = faults.map { fault in
      fault.factor.map { "off by × \($0)" } ?? (fault.repair ?? fault.mistake).map(generalised) ?? verdict.words
    }
    var seen: Set<String> = []
    return words.isEmpty ? [verdict.words] : words.filter { seen.insert($0).inserted }
  }
}

/// The words of a sentence without its formulas.
private func generalised(_ text: String) -> String {
  var words: [Substring] = []
  for word in text.split(whereSeparator: \.isWhitespace) {
    let letters = word.prefix { $0.isLetter || "'’-".contains($0) }
    let rest = word.dropFirst(letters.count)
    let isWord = (letters.count > 1 || letters == "a") && rest.allSatisfy { ",.;:".contains($0) }
    if isWord { words.append(letters) } else if words.last != "…" { words.append("…") }
  }
  return oneLine(words.joined(separator: " "))
}
