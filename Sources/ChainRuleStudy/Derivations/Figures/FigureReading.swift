/// The values of formulas with figures: as they are written, and with the exact values that figures stand for.
struct FigureReading {
  let model: FigureModel
  /// What the document printed for symbols.
  let printed: [Formula: FigureArray]
  /// What figures stand for, those of this statement among them.
  var memory: FigureMemory

  private var arithmetic: FigureArithmetic { FigureArithmetic { model.function($0) } }

  func isFigures(_ formula: Formula) -> Bool { formula.isFigures(model.isFunction) }

  /// The value with all figures as they are printed, those that were printed for symbols too.
  func written(_ formula: Formula) -> FigureArray? {
    var arithmetic = arithmetic
    arithmetic.value = { part in
      switch part {
      case .symbol, .scripted, .derivative, .application: printed[part.canonical]
      default: nil
      }
    }
    return arithmetic(formula)
  }

  /// The exact value: of symbols as the document computes them, of figures with what they stand for.
  func exact(_ formula: Formula) -> FigureArray? {
    isFigures(formula) ? substituted(formula).first : model.values(of: formula).first
  }

  /// Which numbers of a formula stand for nothing that was said before.
  func newNumbers(of formula: Formula) -> [Int] {
    formula.printedNumbers.enumerated().filter { $1.contains(".") && memory.meanings(of: $1).isEmpty }.map(\.offset)
  }

  /// The values with known figures replaced by what they may stand for, the likeliest first.
  func substituted(_ formula: Formula) -> [FigureArray] {
    var choices: [[Double]] = [[]]
    for text in formula.printedNumbers {
      let known = text.contains(".") ? memory.meanings(of: text) : []
      let meanings = known.isEmpty ? [Double(text) ?? .nan] : known
      choices = choices.flatMap { choice in meanings.map { choice + [$0] } }
      // Too many to try them all: the rest stand for their latest meaning.
      if choices.count > 32 { choices = Array(choices.prefix(32)) }
    }
    var values: [FigureArray] = []
    for choice in choices {
      guard let value = arithmetic(formula.replacingNumbers(choice)), !values.contains(value) else { continue }
      values.append(value)
    }
    return values
  }

  /// How far each element may be off when these numbers are rounded as they are printed.
  func slack(of formula: Formula, rounded places: [Int]) -> FigureArray? {
    changes(of: formula, places) { text in
      PrintedFigure(text).map { [$0.value - $0.halfUnit, $0.value + $0.halfUnit] } ?? []
    }
  }

  /// How far each element is off at most since known figures are not what they stand for.
  func inheritedSlack(of formula: Formula) -> FigureArray? {
    changes(of: formula, Array(formula.printedNumbers.indices)) { text in
      text.contains(".") ? memory.meanings(of: text) : []
    }
  }

  /// The sum over some numbers of the largest change that other values of it make.
  private func changes(of formula: Formula, _ places: [Int], _ others: (String) -> [Double]) -> FigureArray? {
    let texts = formula.printedNumbers
    let numbers = texts.map { Double($0) ?? .nan }
    guard let written = arithmetic(formula) else { return nil }
    var total = written.map { _ in 0 }
    for place in places {
      var largest = written.map { _ in 0 }
      for other in others(texts[place]) {
        var changed = numbers
        changed[place] = other
        guard let value = arithmetic(formula.replacingNumbers(changed)),
          let change = FigureArray.elementwise(value, written, { abs($0 - $1) }),
          let larger = FigureArray.elementwise(change, largest, max)
        else { return nil }
        largest = larger
      }
      guard let sum = FigureArray.elementwise(total, largest, +) else { return nil }
      total = sum
    }
    return total
  }

  /// The value of one number for which a formula is what it should be; `nil` where there is none nearby.
  func solved(_ formula: Formula, place: Int, target: Double) -> Double? {
    var numbers = formula.printedNumbers.map { text -> Double in
      let known = text.contains(".") ? memory.meanings(of: text).first : nil
      return known ?? Double(text) ?? .nan
    }
    guard numbers.indices.contains(place) else { return nil }
    let start = numbers[place]
    func difference(_ x: Double) -> Double? {
      numbers[place] = x
      return arithmetic(formula.replacingNumbers(numbers))?.number.map { $0 - target }
    }
    // The secant method.
    var (a, b) = (start, start == 0 ? 1e-3 : start * 1.001)
    guard var fa = difference(a) else { return nil }
    for _ in 0..<40 {
      guard let fb = difference(b), fb.isFinite else { return nil }
      if abs(fb) <= 1e-15 * max(1, abs(target)) || fb == fa { break }
      (a, b, fa) = (b, b - fb * (b - a) / (fb - fa), fb)
    }
    guard let rest = difference(b), abs(rest) <= 1e-10 * max(1e-3, abs(target)), abs(b - start) <= abs(start) + 1 else {
      return nil
    }
    return b
  }
}
