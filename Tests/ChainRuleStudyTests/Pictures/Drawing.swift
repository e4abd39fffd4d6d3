import Foundation
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// An SVG document read by an XML parser, which refuses what is not well-formed.
final class Drawing: NSObject, XMLParserDelegate {
  private(set) var ids: [String] = []
  private(set) var edges: [[String]] = []
  private(set) var texts: [String] = []
  private(set) var boxes: [CGRect] = []
  /// The horizontal coordinates of each edge's points.
  private(set) var paths: [[Double]] = []
  private(set) var width = 0.0
  private(set) var height = 0.0
  private var text: String?

  struct Malformed: Error {
    let reason: String
  }

  init(_ svg: String) throws {
    super.init()
    let parser = XMLParser(data: Data(svg.utf8))
    parser.delegate = self
    guard parser.parse() else { throw Malformed(reason: "\(parser.parserError.map { "\($0)" } ?? "")") }
  }

  /// The boxes to which arrows lead from one.
  func reached(from id: String) -> Set<String> {
    var reached: Set<String> = [id]
    var pending = [id]
    while let next = pending.popLast() {
      for edge in edges where edge[0] == next && reached.insert(edge[1]).inserted { pending.append(edge[1]) }
    }
    return reached
  }

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
    attributes: [String: String] = [:]
  ) {
    func number(_ key: String) -> Double { attributes[key].flatMap(Double.init) ?? .nan }
    switch (name, attributes["class"]) {
    case ("svg", _):
      let view = (attributes["viewBox"] ?? "").split(separator: " ").compactMap { Double($0) }
      if view.count == 4 { (width, height) = (view[2], view[3]) }
    case ("g", _): if let id = attributes["data-id"] { ids.append(id) }
    case ("rect", _):
      boxes.append(CGRect(x: number("x"), y: number("y"), width: number("width"), height: number("height")))
    case ("path", "edge"):
      edges.append([attributes["data-from"] ?? "", attributes["data-to"] ?? ""])
      let points = (attributes["d"] ?? "").split { "MLC ".contains($0) }.compactMap { Double($0) }
      paths.append(points.enumerated().filter { $0.offset.isMultiple(of: 2) }.map(\.element))
    case ("text", _): text = ""
    default: break
    }
  }

  func parser(_ parser: XMLParser, foundCharacters string: String) { text? += string }

  func parser(
    _ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?
  ) {
    guard name == "text", let read = text else { return }
    texts.append(read)
    text = nil
  }
}
