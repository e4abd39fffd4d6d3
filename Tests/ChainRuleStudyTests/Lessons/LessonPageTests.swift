import ChainRule
import Foundation
import Testing

@testable import ChainRuleStudy

@Suite(
  .serialized, .enabled(if: Browser.program != nil, "no Chromium is installed: lesson pages are not opened"))
struct LessonPageTests {
  /// Where screenshots are kept, for whoever wants to look at them.
  static let album = ProcessInfo.processInfo.environment["CHAIN_RULE_SCREENSHOTS"].map { URL(filePath: $0) }

  static func keep(_ picture: Data, as name: String) throws {
    #expect(picture.starts(with: [0x89, 0x50, 0x4E, 0x47]) && picture.count > 10_000)
    if let album { try picture.write(to: album.appending(path: "\(name).png")) }
  }

  /// The numbers that the page says a step gives exactly, by the step's title.
  static func walk(_ browser: Browser, steps: Int) throws -> [String: [Double]] {
    var found: [String: [Double]] = [:]
    for _ in 0..<steps {
      try browser.press("ArrowRight")
      let title = try browser.evaluate("document.querySelector('#step output').dataset.name") as? String
      let text = try browser.evaluate("document.querySelector('#step output').textContent") as? String
      found[title ?? ""] = (text ?? "").split(separator: ", ").compactMap { Double($0) }
    }
    return found
  }

  static func expect(_ numbers: [Double]?, toBe tensor: Tensor<Double>, _ title: String) {
    #expect(numbers?.count == tensor.elementCount, "\(title)")
    for (a, b) in zip(numbers ?? [], tensor.scalars) { #expect(abs(a - b) <= 1e-9, "\(title): \(a) is not \(b)") }
  }

  @Test("stepping through the tiny network shows the tape's numbers, and the document's beside them")
  func tinyNetwork() throws {
    let browser = try Browser()
    defer { browser.close() }
    try browser.open(try LessonPage.tinyNetwork().html, width: 1280)
    let gradients = TinyNetwork.oneSample.gradients
    let found = try Self.walk(browser, steps: 14)
    #expect(try browser.evaluate("document.getElementById('next').disabled") as? Bool == true)
    for variable in gradients.tape.variables where variable.number <= gradients.output.number {
      guard let name = variable.name else { continue }
      if variable.operation != nil { Self.expect(found[name], toBe: variable.value, name) }
      if let gradient = gradients[variable] { Self.expect(found["∂L/∂\(name)"], toBe: gradient.value, "∂L/∂\(name)") }
    }
    #expect(found.count == 14)
    #expect(browser.complaints.isEmpty, "\(browser.complaints)")
  }
}
