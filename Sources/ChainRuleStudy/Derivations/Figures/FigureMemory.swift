/// Which exact values the printed figures of a document stand for.
struct FigureMemory {
  private struct Entry {
    let printed: Double
    let digits: Int
    let exact: Double
    /// The line in which it was printed, if it is wrong there.
    let mistakenIn: Int?
  }

  private var entries: [Entry] = []
  /// By how much figures are off at most since they are rounded, relative to their values.
  private(set) var largestRounding = 0.0

  /// Notes that a figure stands for a value, and in which line it is wrong.
  mutating func remember(_ figure: PrintedFigure, exact: Double, mistakenIn line: Int? = nil) {
    guard exact.isFinite else { return }
    let sign = figure.isNegative ? -1.0 : 1.0
    if line == nil, exact != figure.value, exact != 0 {
      largestRounding = max(largestRounding, abs(figure.halfUnit / exact))
    }
    entries.append(
      Entry(printed: abs(figure.value), digits: figure.digits - figure.power, exact: sign * exact, mistakenIn: line))
  }

  /// Whether a figure was printed for this value before, and the line where that was wrong.
  func earlier(_ figure: PrintedFigure, for exact: Double) -> (isKnown: Bool, mistakenIn: Int?) {
    let sign = figure.isNegative ? -1.0 : 1.0
    let entry = entries.last {
      $0.printed == abs(figure.value) && abs($0.exact - sign * exact) <= 1e-9 * max(1e-6, abs(exact))
    }
    return (entry != nil, entry?.mistakenIn)
  }

  /// The values that digits, read as a positive number, may stand for, the latest first; empty if they are new.
  ///
  /// With more digits than were printed before, a rounded figure is a new one.
  func meanings(of text: String) -> [Double] {
    guard let figure = PrintedFigure(text) else { return [] }
    let value = figure.value
    var found: [Double] = []
    for entry in entries.reversed() where entry.printed == value {
      guard figure.digits - figure.power <= entry.digits || entry.exact == entry.printed else { continue }
      if !found.contains(entry.exact) { found.append(entry.exact) }
      if found.count == 8 { break }
    }
    return found
  }
}
