import Foundation
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

@testable import ChainRuleBench

@Suite struct GrowthPlotTests {
  /// Keeps the attributes of all elements of each name.
  final class Elements: NSObject, XMLParserDelegate {
    var attributes: [String: [[String: String]]] = [:]

    func parser(
      _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
      attributes: [String: String] = [:]
    ) {
      self.attributes[name, default: []].append(attributes)
    }
  }

  private func elements(_ svg: String) -> [String: [[String: String]]] {
    let (parser, elements) = (XMLParser(data: Data(svg.utf8)), Elements())
    parser.delegate = elements
    #expect(parser.parse())
    return elements.attributes
  }

  private func places(_ polyline: [String: String]) -> [(x: Double, y: Double)] {
    (polyline["points"] ?? "").split(separator: " ").map { pair in
      let numbers = pair.split(separator: ",").map { Double($0) ?? .nan }
      return (numbers[0], numbers[1])
    }
  }

  @Test("times that grow as a power lie on a straight line, within the panel, and arithmetic alone is below")
  func lines() throws {
    let points = GrowthSeries.allCases.flatMap { series in
      series.values.map { value in
        GrowthPoint(
          series: series, value: value, mode: .eager, median: 3e-7 * Double(value), operations: 1e3 * Double(value))
      }
    }
    let svg = GrowthPlot(points: points, peak: 1e10, threads: 2).svg
    let elements = elements(svg)
    #expect(elements["script"] == nil)
    #expect(elements["circle"]?.count == 13 + 10)
    let curves = try #require(elements["polyline"])
    let frames = try #require(elements["rect"]).filter { $0["class"] == "frame" }
    try #require(curves.count == 4 && frames.count == 2)
    for (frame, curves) in zip(frames, [curves[..<2], curves[2...]]) {
      let (arithmetic, eager) = (places(curves.first!), places(curves.last!))
      let (left, top) = (Double(frame["x"]!)!, Double(frame["y"]!)!)
      let (right, bottom) = (left + Double(frame["width"]!)!, top + Double(frame["height"]!)!)
      for ((first, second), third) in zip(zip(eager, eager.dropFirst()), eager.dropFirst(2)) {
        #expect(abs((third.y - second.y) - (second.y - first.y)) < 0.25)
        #expect(abs((third.x - second.x) - (second.x - first.x)) < 0.25)
        #expect(second.x > first.x && second.y < first.y)
      }
      for (above, below) in zip(eager, arithmetic) {
        #expect(above.x == below.x && above.y < below.y)
        #expect(left...right ~= above.x && top...bottom ~= above.y && top...bottom ~= below.y)
      }
    }
  }

  @Test("a scale covers whole decades")
  func scale() {
    let scale = LogarithmicScale(decadesAround: [0.002, 0.05, 3], from: 100, to: 0)
    #expect(scale.decades.map { ($0 * 1e6).rounded() / 1e6 } == [0.001, 0.01, 0.1, 1, 10])
    #expect(abs(scale.place(0.001) - 100) < 1e-9 && abs(scale.place(10)) < 1e-9 && abs(scale.place(0.1) - 50) < 1e-9)
  }

  @Test("a point is measured with the network of its series")
  func measured() {
    let point = GrowthPoint(.width, 8, .eager, budget: 1e-4)
    #expect(point.median > 0)
    #expect(point.operations == 2 * 128 * (3 * (64 + 64 + 80) - 64))
    #expect("\(point.json)".hasPrefix(#"{"name": "growth", "mode": "eager", "width": 8, "median": "#))
  }
}
