import ChainRule
import Foundation
import Testing

@testable import ChainRuleStudy

@Suite struct TinyNetworkTests {
  /// A printed number, and what a half of its last digit is worth.
  private func reading(_ figure: String) -> (value: Double, half: Double)? {
    let digits = figure.split(separator: ".").dropFirst().first?.count ?? 0
    return Double(figure).map { ($0, 0.5 * pow(10, -Double(digits))) }
  }

  @Test("every figure beside the lesson stands in the document, and is the tape's number rounded")
  func figures() throws {
    let page = URL(filePath: #filePath).deletingLastPathComponent().appending(
      path: "../../../Docs/Derivations/TinySigmoidNetwork.md")
    let document = try String(contentsOf: page, encoding: .utf8)
    let network = TinyNetwork.oneSample
    let gradients = network.gradients
    var known: [String: Tensor<Double>] = [:]
    for variable in gradients.tape.variables where variable.number <= gradients.output.number {
      guard let name = variable.name else { continue }
      known[name] = variable.value
      if let gradient = gradients[variable] { known["∂L/∂\(name)"] = gradient.value }
    }
    for (name, texts) in network.figures {
      let tensor = try #require(known[name])
      #expect(texts.count == tensor.elementCount)
      for (text, exact) in zip(texts, tensor.scalars) {
        let figure = text.replacing("−", with: "-")
        #expect(document.contains(figure), "\(figure)")
        let (value, half) = try #require(reading(figure))
        #expect(abs(value - exact) <= half * 1.0001, "\(name): \(figure) for \(exact)")
      }
    }
  }

  @Test("three samples have a share of 1/3 each, and a third input makes the first matrix wide")
  func variants() {
    let samples = TinyNetwork.threeSamples.gradients
    let prediction = samples.tape.variables.first { $0.name == "ŷ" }
    let target = samples.tape.variables.first { $0.name == "y" }
    if let prediction, let target, let gradient = samples[prediction] {
      for (slope, (a, b)) in zip(gradient.value.scalars, zip(prediction.value.scalars, target.value.scalars)) {
        #expect(abs(slope - (a - b) / 3) < 1e-15)
      }
    } else {
      Issue.record("the prediction has no gradient")
    }
    #expect(TinyNetwork.threeInputs.firstWeights.shape == [2, 3])
  }

  @Test("the page is small and names nothing outside of itself")
  func selfContained() throws {
    let page = try LessonPage.tinyNetwork().html
    #expect(page.utf8.count < 200_000)
    // The one address is the name of the language of pictures, which nobody loads.
    let addresses = page.replacing("http://www.w3.org/2000/svg", with: "")
    #expect(!addresses.contains("http://") && !addresses.contains("https://") && !addresses.contains("src="))
  }
}
