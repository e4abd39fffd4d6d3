extension Tensor {
  /// The mean squared distance from the mean along axes, by default all of them: divided by n, not by n − 1.
  public func variance(alongAxes axes: [Int]? = nil, keepingAxes: Bool = false) -> Tensor {
    square(self - mean(alongAxes: axes, keepingAxes: true)).mean(alongAxes: axes, keepingAxes: keepingAxes)
  }
}

extension Variable {
  /// The mean squared distance from the mean along axes, by default all of them: divided by n, not by n − 1.
  /// Derivative: 2(x − mean x)/n.
  public func variance(alongAxes axes: [Int]? = nil, keepingAxes: Bool = false) -> Variable {
    square(self - mean(alongAxes: axes, keepingAxes: true)).mean(alongAxes: axes, keepingAxes: keepingAxes)
  }
}
