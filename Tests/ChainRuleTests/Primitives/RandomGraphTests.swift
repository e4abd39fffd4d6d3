import ChainRule
import ChainRuleTestSupport
import Foundation
import Testing

/// The reverse walk against finite differences where operations meet: fan-out, broadcasting, views of views.
@Suite struct RandomGraphTests {
  static let isLong = ProcessInfo.processInfo.environment["CHAINRULE_LONG_TESTS"] != nil

  @Test("The gradient of every parameter agrees with finite differences", arguments: 0..<(isLong ? 500 : 40))
  func gradients(seed: Int) {
    let graph = RandomGraph<Double>(seed: seed)
    let listing = graph.tape.description
    let gradients = graph.loss.backward()
    var (compared, count) = (0, 0)
    for parameter in graph.parameters {
      let value = parameter.value
      let gradient = gradients[parameter]?.value ?? Tensor(repeating: 0, shape: value.shape)
      let scale = max(1, gradient.scalars.map(abs).max() ?? 0)
      for (place, claimed) in gradient.scalars.enumerated() {
        count += 1
        guard let slope = slope(of: graph, parameter, place) else { continue }
        compared += 1
        #expect(
          abs(claimed - slope) <= 1e-7 * scale,
          "seed \(seed): element \(place) of the gradient of \(parameter.name!) is \(claimed), by differences \(slope)\n\(listing)"
        )
      }
    }
    #expect(compared > count / 2, "seed \(seed): \(count - compared) of \(count) differences meet a kink\n\(listing)")
  }

  /// ∂loss/∂parameter in one element by central differences of fourth order, at the largest step that meets no kink;
  /// `nil` where there is none.
  private func slope(of graph: RandomGraph<Double>, _ parameter: Variable<Double>, _ place: Int) -> Double? {
    let point = parameter.value
    let masks = graph.masks.map(\.value)
    func loss(at distance: Double) -> Double? {
      var scalars = point.scalars
      scalars[place] += distance
      let moved = Tensor(shape: point.shape, scalars: scalars)
      let values = graph.tape.evaluate([graph.loss] + graph.masks, substituting: [parameter: moved])
      return Array(values[1...]) == masks ? values[0].scalar : nil
    }
    for step in [1e-3, 1e-4] {
      guard let a = loss(at: -2 * step), let b = loss(at: -step), let c = loss(at: step), let d = loss(at: 2 * step)
      else { continue }
      return (a - 8 * b + 8 * c - d) / (12 * step)
    }
    return nil
  }

  @Test("The graphs use every operation, and use what they have computed more than once")
  func coverage() {
    let graphs = (0..<40).map { RandomGraph<Double>(seed: $0) }
    let drawn = Set(graphs.flatMap(\.operations))
    #expect(Set(RandomGraph<Double>.operationNames).subtracting(drawn) == [])
    #expect(graphs.contains { $0.operations.count == 30 })
    #expect(graphs.filter { $0.greatestFanOut >= 3 }.count > 20)
  }
}
