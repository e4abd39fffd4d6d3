import ChainRule

extension RandomGraph {
  typealias Operation = (inout Attempt) -> Variable<Scalar>?

  /// The names of all operations that are drawn from.
  public static var operationNames: [String] { vocabulary.map(\.name) }

  static var vocabulary: [(name: String, apply: Operation)] {
    smooth + positive + kinked + pairs + layout + reductions + linear + losses
  }

  private static func unary(_ apply: @escaping (Variable<Scalar>) -> Variable<Scalar>) -> Operation {
    { $0.draw().map(apply) }
  }

  /// An operation on one operand that has a kink where a mask changes.
  private static func kinked(
    _ apply: @escaping (Variable<Scalar>) -> Variable<Scalar>, mask: @escaping (Variable<Scalar>) -> Variable<Scalar>
  ) -> Operation {
    { attempt in
      attempt.draw().map { x in
        attempt.masks.append(mask(x))
        return apply(x)
      }
    }
  }

  private static var smooth: [(name: String, apply: Operation)] {
    [
      ("negate", unary { -$0 }), ("square", unary { square($0) }), ("exp", unary { exp($0) }),
      ("expm1", unary { expm1($0) }), ("sin", unary { sin($0) }), ("cos", unary { cos($0) }),
      ("tanh", unary { tanh($0) }), ("sigmoid", unary { sigmoid($0) }), ("softplus", unary { softplus($0) }),
      ("gelu", unary { gelu($0) }), ("erf", unary { erf($0) }), ("cube", unary { power($0, 3) }),
      ("scale", unary { 0.7 * $0 + 0.2 }),
    ]
  }

  private static var positive: [(name: String, apply: Operation)] {
    [
      ("log", { $0.draw(above: 0.3).map { log($0) } }), ("sqrt", { $0.draw(above: 0.3).map { sqrt($0) } }),
      ("log1p", { $0.draw(above: -0.6).map { log1p($0) } }),
      ("power 1.7", { $0.draw(above: 0.3).map { power($0, 1.7) } }),
      ("reciprocal", { $0.draw(above: 0.3).map { 1 / $0 } }),
      (
        "power",
        { attempt in
          guard let base = attempt.draw(above: 0.3) else { return nil }
          return attempt.draw { $0.shape == base.shape }.map { power(base, $0) }
        }
      ),
    ]
  }

  private static var kinked: [(name: String, apply: Operation)] {
    [
      ("relu", kinked({ relu($0) }, mask: { $0 .> 0 })), ("abs", kinked({ abs($0) }, mask: { $0 .> 0 })),
      ("leakyReLU", kinked({ leakyReLU($0, slope: 0.2) }, mask: { $0 .> 0 })),
      ("elu", kinked({ elu($0, alpha: 0.7) }, mask: { $0 .> 0 })),
      ("clamp", kinked({ clamp($0, to: -0.8...0.9) }, mask: { ($0 .> -0.8) + ($0 .> 0.9) })),
      ("sign", kinked({ sign($0) }, mask: { $0 .> 0 })), ("greater", kinked({ $0 .> 0.1 }, mask: { $0 .> 0.1 })),
    ]
  }

  private static func binary(
    mask: ((Variable<Scalar>, Variable<Scalar>) -> Variable<Scalar>)? = nil,
    _ apply: @escaping (Variable<Scalar>, Variable<Scalar>) -> Variable<Scalar>
  ) -> Operation {
    { attempt in
      attempt.drawPair().map { x, y in
        if let mask { attempt.masks.append(mask(x, y)) }
        return apply(x, y)
      }
    }
  }

  private static var pairs: [(name: String, apply: Operation)] {
    [
      ("add", binary { $0 + $1 }), ("subtract", binary { $0 - $1 }), ("multiply", binary { $0 * $1 }),
      ("maximum", binary(mask: { $0 .> $1 }) { maximum($0, $1) }),
      ("minimum", binary(mask: { $0 .> $1 }) { minimum($0, $1) }),
      ("select", binary(mask: { $0 .> $1 }) { select(where: $0 .> $1, $0 * $1, otherwise: sin($1)) }),
      (
        "divide",
        { attempt in
          guard let divisor = attempt.draw(above: 0.4) else { return nil }
          return attempt.draw { (try? $0.shape.broadcast(with: divisor.shape)) != nil }.map { $0 / divisor }
        }
      ),
    ]
  }

  private static var layout: [(name: String, apply: Operation)] {
    [
      ("transpose", { $0.draw { $0.rank >= 2 }.map { $0.transposed() } }),
      (
        "permute",
        { attempt in
          attempt.draw { $0.rank >= 2 }.map { x in
            x.permuted(Array(x.shape.indices).shuffled(using: &attempt.generator))
          }
        }
      ),
      (
        "reshape",
        { $0.draw { $0.shape.elementCount % 2 == 0 }.map { $0.reshaped(to: [2, $0.shape.elementCount / 2]) } }
      ),
      ("broadcast", { $0.draw { $0.rank <= 2 }.map { $0.broadcast(to: Shape([2] + $0.shape)) } }),
      (
        "concatenate",
        { attempt in
          guard let (x, axis) = attempt.drawAxis() else { return nil }
          let other = attempt.draw { y in
            y.rank == x.rank && y.shape.indices.allSatisfy { $0 == axis || y.shape[$0] == x.shape[$0] }
          }
          return other.map { concatenate([x, $0, x], alongAxis: axis) }
        }
      ),
      (
        "slice",
        { attempt in
          guard let (x, axis) = attempt.drawAxis() else { return nil }
          let start = attempt.pick(0...x.shape[axis] - 1)
          return x.sliced(alongAxis: axis, start..., step: attempt.pick(1...2))
        }
      ),
      (
        "pad",
        { attempt in
          guard let (x, axis) = attempt.drawAxis() else { return nil }
          let padding = AxisPadding(
            before: attempt.pick(0...1), after: attempt.pick(0...1), between: attempt.pick(0...1))
          return x.padded([axis: padding], with: 0.5)
        }
      ),
      (
        "gather",
        { attempt in
          guard let (x, axis) = attempt.drawAxis() else { return nil }
          return x.gathered(alongAxis: axis, (0..<3).map { _ in attempt.pick(0...x.shape[axis] - 1) })
        }
      ),
      (
        "scatter",
        { attempt in
          guard let (x, axis) = attempt.drawAxis() else { return nil }
          return x.scattered(alongAxis: axis, (0..<x.shape[axis]).map { _ in attempt.pick(0...2) }, length: 3)
        }
      ),
    ]
  }

  /// A reduction of one axis, or of all.
  private static func reduction(_ apply: @escaping (Variable<Scalar>, [Int]?, Bool) -> Variable<Scalar>) -> Operation {
    { attempt in
      guard let (x, axis) = attempt.drawAxis() else { return nil }
      return apply(x, attempt.pick(0...3) == 0 ? nil : [axis], Bool.random(using: &attempt.generator))
    }
  }

  private static var reductions: [(name: String, apply: Operation)] {
    [
      ("sum", reduction { $0.sum(alongAxes: $1, keepingAxes: $2) }),
      ("mean", reduction { $0.mean(alongAxes: $1, keepingAxes: $2) }),
      ("variance", reduction { $0.variance(alongAxes: $1, keepingAxes: $2) }),
      ("logSumExp", reduction { $0.logSumExp(alongAxes: $1, keepingAxes: $2) }),
      (
        "norm",
        { attempt in
          guard let (x, axis) = attempt.drawAxis() else { return nil }
          // Away from 0, where the norm has a kink.
          return x.value.norm(alongAxes: [axis]).scalars.allSatisfy { $0 > 0.3 } ? x.norm(alongAxes: [axis]) : nil
        }
      ),
      (
        "max",
        { attempt in
          guard let (x, axis) = attempt.drawAxis() else { return nil }
          attempt.masks.append(x .== x.max(alongAxes: [axis], keepingAxes: true))
          return x.max(alongAxes: [axis])
        }
      ),
    ]
  }

  private static var linear: [(name: String, apply: Operation)] {
    [
      (
        "matmul",
        { attempt in
          guard let a = attempt.draw({ $0.rank >= 2 }) else { return nil }
          return attempt.draw { $0.rank == 2 && $0.shape[0] == a.shape[a.rank - 1] }.map { 0.5 * matmul(a, $0) }
        }
      ),
      (
        "matmul of transposed operands",
        { attempt in
          guard let a = attempt.drawMatrix() else { return nil }
          return attempt.draw { $0.rank == 2 && $0.shape[1] == a.shape[0] }
            .map { 0.5 * matmul(a.transposed(), $0.transposed()) }
        }
      ),
      (
        "addBias",
        { attempt in
          guard let x = attempt.drawMatrix() else { return nil }
          let axis = attempt.pick(0...1)
          let length = x.shape[1 - axis]
          return attempt.draw { $0.shape == [length] || $0.shape == (axis == 1 ? [length, 1] : [1, length]) }
            .map { addBias(x, $0, samplesAlong: axis) }
        }
      ),
      ("dot", { $0.drawTwins().map { 0.3 * dot($0, $1) } }),
    ]
  }

  private static var losses: [(name: String, apply: Operation)] {
    [
      ("softmax", { attempt in attempt.drawAxis().map { softmax($0, alongAxis: $1) } }),
      ("logSoftmax", { attempt in attempt.drawAxis().map { logSoftmax($0, alongAxis: $1) } }),
      (
        "softmaxCrossEntropy",
        { attempt in
          guard let (logits, labels) = attempt.drawTwins({ $0.rank == 2 }) else { return nil }
          let axis = attempt.pick(0...1)
          return softmaxCrossEntropy(
            logits: logits, labels: softmax(labels, alongAxis: 1 - axis), samplesAlong: axis,
            reduction: attempt.pick(0...1) == 0 ? .mean : .none)
        }
      ),
      (
        "softmaxCrossEntropy of class indices",
        { attempt in
          guard let logits = attempt.drawMatrix() else { return nil }
          let labels = (0..<logits.shape[1]).map { _ in Scalar(attempt.pick(0...logits.shape[0] - 1)) }
          return softmaxCrossEntropy(logits: logits, labels: logits.tape.data(Tensor(labels)))
        }
      ),
      ("binaryCrossEntropy", { $0.drawTwins().map { binaryCrossEntropy(logits: $0, labels: sigmoid($1)) } }),
      ("meanSquaredError", { $0.drawTwins().map { meanSquaredError(prediction: $0, target: $1) } }),
      ("halfSquaredError", { $0.drawTwins().map { 0.1 * halfSquaredError(prediction: $0, target: $1) } }),
    ]
  }
}
