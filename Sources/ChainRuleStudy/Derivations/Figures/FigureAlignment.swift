/// Which part of a line each figure of the next line was computed from, as far as both are built alike.
struct FigureAlignment {
  struct Pair {
    let source: Formula
    let figures: Formula
    /// The place of its first number among those of the line.
    let first: Int
  }

  private(set) var pairs: [Pair] = []

  /// Whether both lines have parts in common, so that there is more than the comparison of the two as they are.
  var isStructured: Bool { pairs.count != 1 || pairs[0].first != 0 || isInner }
  private var isInner = false

  init(_ source: Formula, _ figures: Formula) {
    align(source, figures, first: 0, depth: 0)
  }

  private mutating func align(_ source: Formula, _ figures: Formula, first: Int, depth: Int) {
    let source = source.leadingSign
    let figures = figures.leadingSign
    guard depth < 60, PrintedFigure(figures) == nil, let parts = Self.parts(source, figures) else {
      pairs.append(Pair(source: source, figures: figures, first: first))
      if depth > 0 { isInner = true }
      return
    }
    var place = first
    for (source, figures) in parts {
      if !figures.printedNumbers.isEmpty { align(source, figures, first: place, depth: depth + 1) }
      place += figures.printedNumbers.count
    }
  }

  /// The parts of both formulas that belong together; `nil` if they are built differently.
  private static func parts(_ a: Formula, _ b: Formula) -> [(Formula, Formula)]? {
    func zipped(_ a: [Formula], _ b: [Formula]) -> [(Formula, Formula)]? {
      a.count == b.count ? Array(zip(a, b)) : nil
    }
    switch (a, b) {
    case (.sum(let a), .sum(let b)): return zipped(a, b)
    case (.product(let a, _), .product(let b, _)): return zipped(a, b)
    case (.negated(let a), .negated(let b)): return [(a, b)]
    case (.fraction(let a, let c, _), .fraction(let b, let d, _)): return [(a, b), (c, d)]
    case (.root(let a, nil), .root(let b, nil)): return [(a, b)]
    case (.application(let f, let a), .application(let g, let b)):
      return f.canonical == g.canonical ? zipped(a, b) : nil
    case (.fenced(_, let a), .fenced(_, let b)): return zipped(a, b)
    case (.matrix(let a, _), .matrix(let b, _)):
      return a.map(\.count) == b.map(\.count) ? zipped(a.flatMap { $0 }, b.flatMap { $0 }) : nil
    case (.scripted(let a, [], let c), .scripted(let b, [], let d)):
      // The powers are the same; an exponential is compared as a whole.
      return c == d && a.baseName == nil ? [(a, b)] + c.compactMap(\.formula).map { ($0, $0) } : nil
    default: return nil
    }
  }
}

extension Formula {
  /// The formula without brackets that only group, and with the sign of a product at its first factor.
  fileprivate var leadingSign: Formula {
    let formula = ungrouped
    guard case .negated(let inner) = formula, case .product(let factors, let signs) = inner.ungrouped,
      PrintedFigure(inner) == nil, let first = factors.first
    else { return formula }
    return .product([.negated(first)] + factors.dropFirst(), signs)
  }
}
