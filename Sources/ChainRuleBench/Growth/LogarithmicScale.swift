/// An axis on which equal ratios are equal distances.
struct LogarithmicScale {
  let least: Double
  let most: Double
  /// Where the least and the most are drawn.
  let from: Double
  let to: Double

  init(least: Double, most: Double, from: Double, to: Double) {
    self.least = least
    self.most = most
    self.from = from
    self.to = to
  }

  /// From the power of ten below all values to the one above them.
  init(decadesAround values: [Double], from: Double, to: Double) {
    func power(_ rounding: FloatingPointRoundingRule, of value: Double) -> Double {
      System.power(10, (System.logarithm(value) / System.logarithm(10)).rounded(rounding))
    }
    self.init(least: power(.down, of: values.min()!), most: power(.up, of: values.max()!), from: from, to: to)
  }

  func place(_ value: Double) -> Double {
    from + (to - from) * System.logarithm(value / least) / System.logarithm(most / least)
  }

  /// The powers of ten from the least to the most, where the least is one.
  var decades: [Double] {
    let count = Int((System.logarithm(most / least) / System.logarithm(10)).rounded())
    return (0...count).map { least * System.power(10, Double($0)) }
  }
}
