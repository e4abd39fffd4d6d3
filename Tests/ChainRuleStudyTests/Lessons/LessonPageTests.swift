import ChainRule
import Foundation
import Testing

@testable import ChainRuleStudy

@Suite(.serialized, .enabled(if: Browser.program != nil, "no Chromium is installed: lesson pages are not opened"))
struct LessonPageTests {
  /// Where screenshots are kept, for whoever wants to look at them.
  static let album = ProcessInfo.processInfo.environment["CHAIN_RULE_SCREENSHOTS"].map { URL(filePath: $0) }

  private func with(_ page: LessonPage, width: Int = 1280, _ body: (Browser) throws -> Void) throws {
    let browser = try Browser()
    defer { browser.close() }
    try browser.open(page.html, width: width)
    try body(browser)
    #expect(browser.complaints.isEmpty, "\(browser.complaints)")
  }

  private func keep(_ browser: Browser, as name: String) throws {
    let picture = try browser.screenshot()
    #expect(picture.starts(with: [0x89, 0x50, 0x4E, 0x47]) && picture.count > 10_000)
    if let album = Self.album { try picture.write(to: album.appending(path: "\(name).png")) }
  }

  /// The numbers that the page says each step gives exactly, by the step's title, from here to the last step.
  private func walk(_ browser: Browser) throws -> [String: [Double]] {
    var found: [String: [Double]] = [:]
    while try browser.evaluate("document.getElementById('next').disabled") as? Bool == false {
      try browser.press("ArrowRight")
      let title = try browser.evaluate("document.querySelector('#step output').dataset.name") as? String
      let text = try browser.evaluate("document.querySelector('#step output').textContent") as? String
      found[title ?? ""] = (text ?? "").replacing("−", with: "-").split(separator: ", ").compactMap { Double($0) }
    }
    return found
  }

  private func expect(_ numbers: [Double]?, toBe tensor: Tensor<Double>, _ title: String) {
    #expect(numbers?.count == tensor.elementCount, "\(title)")
    for (a, b) in zip(numbers ?? [], tensor.scalars) { #expect(abs(a - b) <= 1e-9, "\(title): \(a) is not \(b)") }
  }

  /// Every named value and gradient of the tape is what the page said.
  private func expect(_ found: [String: [Double]], from gradients: Gradients<Double>) {
    var count = 0
    for variable in gradients.tape.variables where variable.number <= gradients.output.number {
      guard let name = variable.name else { continue }
      if variable.operation != nil {
        expect(found[name], toBe: variable.value, name)
        count += 1
      }
      if let gradient = gradients[variable] {
        expect(found["∂L/∂\(name)"], toBe: gradient.value, "∂L/∂\(name)")
        count += 1
      }
    }
    #expect(found.count == count)
  }

  @Test("stepping with a key shows the tape's numbers, in each of the three lessons, on wide and on narrow screens")
  func tinyNetworks() throws {
    try with(LessonPage.tinyNetwork()) { browser in
      for (number, network) in [TinyNetwork.oneSample, .threeSamples, .threeInputs].enumerated() {
        try browser.evaluate("document.querySelectorAll('#choice button')[\(number)].click()")
        expect(try walk(browser), from: network.gradients)
        try browser.evaluate("document.querySelector('[data-id=n2]').dispatchEvent(new MouseEvent('click'))")
        for width in [1280, 390] {
          try browser.resize(width: width)
          try keep(browser, as: "tiny-\(number)-\(width)")
          let overflow = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
          #expect(try browser.evaluate(overflow) as? Int == 0)
        }
        try browser.resize(width: 1280)
      }
      try browser.prefer(scheme: "dark")
      try keep(browser, as: "tiny-dark")
      try browser.print(media: "print")
      try browser.evaluate("window.dispatchEvent(new Event('beforeprint'))")
      try keep(browser, as: "tiny-print")
    }
  }

  @Test("the document's figures stand beside the exact numbers until a number is changed")
  func documentFigures() throws {
    try with(LessonPage.tinyNetwork()) { browser in
      for _ in 0..<2 { try browser.press("ArrowRight") }
      let text = "document.getElementById('step').textContent"
      #expect((try browser.evaluate(text) as? String ?? "").contains("≈ 0.71095, 0.70057"))
      try set("W[1]", 0, to: 0.9, browser)
      #expect(!(try browser.evaluate(text) as? String ?? "").contains("≈"))
    }
  }

  private func set(_ name: String, _ element: Int, to value: Double, _ browser: Browser) throws {
    try browser.evaluate(
      """
      (() => {
        const place = document.querySelectorAll('input[aria-label^="\(name), element"]')[\(element)];
        place.value = \(value);
        place.dispatchEvent(new Event('input', { bubbles: true }));
      })()
      """)
  }

  @Test("a number that is changed in the page changes everything as it does on a tape")
  func editing() throws {
    try with(LessonPage.tinyNetwork()) { browser in
      try browser.evaluate("document.querySelectorAll('#choice button')[1].click()")
      try set("x", 4, to: -3.25, browser)
      try set("W[2]", 1, to: 2.5, browser)
      var network = TinyNetwork.threeSamples
      network.input[1, 1] = -3.25
      network.secondWeights[0, 1] = 2.5
      expect(try walk(browser), from: network.gradients)
    }
  }

  @Test("who predicts is asked before, and told after, what is right")
  func predicting() throws {
    try with(LessonPage.tinyNetwork()) { browser in
      try browser.evaluate("document.getElementById('predict').click()")
      for (name, value) in [("sign", "positive"), ("size", "1 to 10"), ("shape", "2 × 1")] {
        try browser.evaluate("document.querySelector('input[name=\(name)][value=\"\(value)\"]').click()")
      }
      try keep(browser, as: "predict")
      #expect(try browser.evaluate("document.querySelector('#step output') === null") as? Bool == true)
      try browser.evaluate("document.getElementById('next').click()")
      let told = try browser.evaluate("document.getElementById('judgement').textContent") as? String ?? ""
      #expect(told.contains("Right: the sign is positive."))
      #expect(told.contains("Not so: the size is 0.1 to 1, not 1 to 10."))
      #expect(told.contains("2 of 3 right"))
    }
  }

  @Test("on a narrow screen the picture moves to the current box")
  func scrolling() throws {
    try with(LessonPage.tinyNetwork(), width: 390) { browser in
      try browser.evaluate("document.getElementById('graph').style.scrollBehavior = 'auto'")
      for _ in 0..<7 {
        try browser.press("ArrowRight")
        let isSeen = """
          (() => {
            const box = document.querySelector('.node.current rect').getBoundingClientRect();
            const frame = document.getElementById('graph').getBoundingClientRect();
            return box.left >= frame.left && box.right <= frame.right;
          })()
          """
        #expect(try browser.evaluate(isSeen) as? Bool == true)
      }
    }
  }

  @Test("boxes can be reached and chosen with keys, and tell that what was not asked for has no gradient")
  func keys() throws {
    try with(LessonPage.tinyNetwork()) { browser in
      try browser.evaluate("document.querySelector('[data-id=n0]').focus()")
      try browser.press("Enter")
      let told = try browser.evaluate("document.getElementById('story').textContent") as? String ?? ""
      #expect(told.contains("x is given, of shape 2 × 1."))
      #expect(told.contains("– No gradient was asked for here"))
    }
  }
}
