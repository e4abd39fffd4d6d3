import ChainRule
import ChainRuleTestSupport
import Foundation
import Testing

@Suite struct LossTests {
  /// The softmax of some numbers, by a plain loop.
  static func softmax(_ x: [Double]) -> [Double] {
    let largest = x.max()!
    let exponentials = x.map { exp($0 - largest) as Double }
    let sum = exponentials.reduce(0, +)
    return exponentials.map { $0 / sum }
  }

  /// A function of each column (axis 0) or each row (axis 1) of a matrix.
  static func along(_ axis: Int, _ x: Tensor<Double>, _ function: ([Double]) -> [Double]) -> Tensor<Double> {
    let (rows, columns) = (x.shape[0], x.shape[1])
    let scalars = x.scalars
    var result = scalars
    for line in 0..<(axis == 0 ? columns : rows) {
      let places = (0..<(axis == 0 ? rows : columns)).map { axis == 0 ? $0 * columns + line : line * columns + $0 }
      for (place, value) in zip(places, function(places.map { scalars[$0] })) { result[place] = value }
    }
    return Tensor(shape: x.shape, scalars: result)
  }

  /// The cross-entropies of the columns or rows of logits and labels.
  static func crossEntropies(_ logits: Tensor<Double>, _ labels: Tensor<Double>, classesAlong axis: Int) -> [Double] {
    let logProbabilities = along(axis, logits) { softmax($0).map { log($0) } }.scalars
    let y = labels.scalars
    let (rows, columns) = (logits.shape[0], logits.shape[1])
    var losses = Array(repeating: 0.0, count: axis == 0 ? columns : rows)
    for row in 0..<rows {
      for column in 0..<columns {
        losses[axis == 0 ? column : row] -= y[row * columns + column] * logProbabilities[row * columns + column]
      }
    }
    return losses
  }

  static let cases: [OperationCase] = [0, 1].flatMap { axis in
    [
      OperationCase("softmax along \(axis)", [uneven([4, 3], seed: 1)]) {
        ChainRule.softmax($0[0], alongAxis: axis)
      } reference: {
        along(axis, $0[0], softmax)
      },
      OperationCase("logSoftmax along \(axis)", [uneven([4, 3], seed: 1)]) {
        logSoftmax($0[0], alongAxis: axis)
      } reference: {
        along(axis, $0[0]) { softmax($0).map { log($0) } }
      },
      OperationCase(
        "softmaxCrossEntropy, classes along \(axis), mean", [uneven([4, 3], seed: 1), uneven([4, 3], seed: 2)]
      ) {
        softmaxCrossEntropy(logits: $0[0], labels: ChainRule.softmax($0[1], alongAxis: axis), samplesAlong: 1 - axis)
      } reference: {
        let losses = crossEntropies($0[0], along(axis, $0[1], softmax), classesAlong: axis)
        return Tensor(losses.reduce(0, +) / Double(losses.count))
      },
      OperationCase(
        "softmaxCrossEntropy, classes along \(axis), sum", [uneven([4, 3], seed: 1), uneven([4, 3], seed: 2)]
      ) {
        softmaxCrossEntropy(
          logits: $0[0], labels: ChainRule.softmax($0[1], alongAxis: axis), samplesAlong: 1 - axis, reduction: .sum)
      } reference: {
        Tensor(crossEntropies($0[0], along(axis, $0[1], softmax), classesAlong: axis).reduce(0, +))
      },
      OperationCase(
        "softmaxCrossEntropy, classes along \(axis), none", [uneven([4, 3], seed: 1), uneven([4, 3], seed: 2)]
      ) {
        softmaxCrossEntropy(
          logits: $0[0], labels: ChainRule.softmax($0[1], alongAxis: axis), samplesAlong: 1 - axis, reduction: .none)
      } reference: {
        Tensor(crossEntropies($0[0], along(axis, $0[1], softmax), classesAlong: axis))
      },
    ]
  }

  @Test("value, gradient, forward mode and second derivative", arguments: cases)
  func checks(operation: OperationCase) {
    #expect(operation.problems() == [])
  }
}
