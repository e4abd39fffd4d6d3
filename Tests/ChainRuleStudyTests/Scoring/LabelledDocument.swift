import ChainRuleStudy
import Foundation
import Testing

/// A document with a verdict for each of its equations, given by a person.
struct LabelledDocument: Decodable, Sendable, CustomTestStringConvertible {
  /// An equation and the verdicts that it may get.
  struct Equation: Decodable, Sendable {
    let id: String
    let line: Int
    let endLine: Int
    /// The cell of a notebook, from 1; lines are then those of the cell.
    let cell: Int?
    let latex: String
    let kind: String
    /// The verdict that it should get.
    let verdict: Verdict
    /// All verdicts that a careful reader may give.
    let accept: Set<Verdict>
    /// By what the claim is off.
    let factor: String?
    /// The corrected line.
    let correct: String?
    /// Why the label is what it is.
    let reason: String?

    enum CodingKeys: String, CodingKey {
      case id, line, cell, latex, kind, verdict, accept, factor, correct, reason
      case endLine = "end_line"
    }
  }

  /// The name of the document's file.
  let document: String
  let source: String
  let equations: [Equation]

  var testDescription: String { document }

  /// The transcribed documents, by name.
  static let transcriptions: [LabelledDocument] = {
    let files = (try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)) ?? []
    return files.filter { $0.pathExtension == "json" }.sorted { $0.path < $1.path }.compactMap { file in
      try? JSONDecoder().decode(LabelledDocument.self, from: Data(contentsOf: file))
    }
  }()

  /// The text of a transcribed document.
  func text() throws -> String { try String(contentsOf: url, encoding: .utf8) }

  /// Where a transcribed document is.
  var url: URL { Self.folder.appending(path: document) }

  private static let folder = Bundle.module.bundleURL.appending(path: "Resources/Transcriptions")
}
