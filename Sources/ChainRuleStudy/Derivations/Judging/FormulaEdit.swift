/// A small change of a formula: what a teacher would try to mend it, or what a hasty author might have written instead.
struct FormulaEdit {
  enum Kind: Hashable {
    case transpose, order, sign, sum, mask, index, term, factor, symbol, product
  }

  var formula: Formula
  var kind: Kind
  /// What was done, in words.
  var words: String

  /// All changes at one place of a formula, the smallest first.
  static func all(of formula: Formula, _ context: EditContext) -> [FormulaEdit] {
    let edits = everywhere(formula, context, depth: 0) + top(formula, context)
    var seen: Set<Formula> = [formula]
    let different = edits.filter { seen.insert($0.formula).inserted }
    return different.enumerated().sorted { ($0.element.kind.rank, $0.offset) < ($1.element.kind.rank, $1.offset) }
      .map(\.element)
  }

  // MARK: At the whole

  private static func top(_ formula: Formula, _ context: EditContext) -> [FormulaEdit] {
    var edits: [FormulaEdit] = []
    switch formula {
    case .negated(let a): edits.append(FormulaEdit(formula: a, kind: .sign, words: "change the sign"))
    default: edits.append(FormulaEdit(formula: .negated(formula.grouped), kind: .sign, words: "change the sign"))
    }
    if case .product = formula {
    } else {
      edits += transposed(formula)
    }
    edits += context.sums.map { sum in
      let summed = sum(formula)
      let letter: String? =
        if case .big(let big) = summed, big.to == nil { big.indices.first?.letter } else { nil }
      return FormulaEdit(formula: summed, kind: .sum, words: "sum over \(letter ?? "the batch")")
    }
    edits += context.masks.map { mask in
      FormulaEdit(
        formula: .product([formula.grouped, mask], [.elementwise]), kind: .mask,
        words: "multiply elementwise by the derivative of the activation")
    }
    edits += context.terms.flatMap { term in
      [
        FormulaEdit(formula: formula.adding(term), kind: .term, words: "add the missing term"),
        FormulaEdit(formula: formula.adding(.negated(term)), kind: .term, words: "subtract the missing term"),
      ]
    }
    return edits
  }

  // MARK: At each place

  private static func everywhere(_ formula: Formula, _ context: EditContext, depth: Int) -> [FormulaEdit] {
    guard depth < 12 else { return [] }
    var edits = local(formula, context)
    // What a derivative is of and by is not changed piece by piece; nor are indices, which have changes of their own.
    switch formula {
    case .derivative:
      let children = formula.children
      return edits
        + children.indices.flatMap { place in
          symbols(children[place], context).filter { $0.kind == .index }.map {
            FormulaEdit(formula: formula.replacingChild(place, by: $0.formula), kind: .index, words: $0.words)
          }
        }
    case .symbol, .number: return edits
    case .scripted(let base, _, _):
      if case .symbol = base { return edits }
    default: break
    }
    let children = formula.children
    for place in children.indices {
      if case .big = formula, place < children.count - 1 { continue }
      if case .application = formula, place == 0 { continue }
      for edit in everywhere(children[place], context, depth: depth + 1) {
        edits.append(
          FormulaEdit(formula: formula.replacingChild(place, by: edit.formula), kind: edit.kind, words: edit.words))
      }
    }
    return edits
  }

  private static func local(_ formula: Formula, _ context: EditContext) -> [FormulaEdit] {
    switch formula {
    case .product(let factors, let signs): return products(factors, signs)
    case .sum(let terms):
      return terms.indices.flatMap { place -> [FormulaEdit] in
        var flipped = terms
        if case .negated(let a) = flipped[place] {
          flipped[place] = a
        } else {
          flipped[place] = .negated(flipped[place])
        }
        var fewer = terms
        fewer.remove(at: place)
        var scaled: [FormulaEdit] = []
        if let scale = context.scale {
          var changed = terms
          changed[place] = changed[place].scaled(by: scale)
          scaled = [FormulaEdit(formula: .sum(changed), kind: .factor, words: "multiply one term by \(scale.unicode)")]
        }
        return scaled + [
          FormulaEdit(formula: .sum(flipped), kind: .sign, words: "change the sign of one term"),
          FormulaEdit(formula: fewer.count == 1 ? fewer[0] : .sum(fewer), kind: .term, words: "leave out a term"),
        ]
      }
    case .negated(let a): return [FormulaEdit(formula: a, kind: .sign, words: "leave out the minus sign")]
    case .big(let big):
      return [FormulaEdit(formula: big.body, kind: .sum, words: "leave out the sum")]
    case .symbol, .scripted: return symbols(formula, context)
    default: return []
    }
  }

  private static func products(_ factors: [Formula], _ signs: [ProductSign]) -> [FormulaEdit] {
    var edits: [FormulaEdit] = []
    for place in factors.indices {
      for edit in transposed(factors[place]) {
        var changed = factors
        changed[place] = edit.formula
        edits.append(FormulaEdit(formula: .product(changed, signs), kind: .transpose, words: edit.words))
      }
      if factors.count > 1 {
        var fewer = factors
        var fewerSigns = signs
        fewer.remove(at: place)
        fewerSigns.remove(at: place == 0 ? 0 : place - 1)
        edits.append(
          FormulaEdit(
            formula: fewer.count == 1 ? fewer[0] : .product(fewer, fewerSigns), kind: .factor,
            words: "leave out a factor"))
      }
    }
    for place in signs.indices {
      var changed = signs
      changed[place] = signs[place] == .elementwise || signs[place] == .circle ? .juxtaposition : .elementwise
      edits.append(
        FormulaEdit(
          formula: .product(factors, changed), kind: .product,
          words: changed[place] == .elementwise ? "multiply elementwise" : "take the matrix product"))
      var swapped = factors
      swapped.swapAt(place, place + 1)
      let (a, b) = (swapped[place], swapped[place + 1])
      edits.append(FormulaEdit(formula: .product(swapped, signs), kind: .order, words: "swap the factors"))
      for first in [a] + transposed(a).map(\.formula) {
        for second in [b] + transposed(b).map(\.formula) where first != a || second != b {
          var both = swapped
          both[place] = first
          both[place + 1] = second
          edits.append(
            FormulaEdit(formula: .product(both, signs), kind: .order, words: "swap the factors and transpose"))
        }
      }
      for first in transposed(factors[place]).map(\.formula) {
        for second in transposed(factors[place + 1]).map(\.formula) {
          var both = factors
          both[place] = first
          both[place + 1] = second
          edits.append(FormulaEdit(formula: .product(both, signs), kind: .transpose, words: "transpose both factors"))
        }
      }
    }
    return edits
  }

  private static func transposed(_ formula: Formula) -> [FormulaEdit] {
    switch formula {
    case .number, .fraction, .indicator, .cases, .ellipsis, .words, .placeholder, .matrix: return []
    case .scripted(let base, let subscripts, let superscripts):
      if let place = superscripts.firstIndex(of: .transpose) {
        var fewer = superscripts
        fewer.remove(at: place)
        let plain: Formula =
          subscripts.isEmpty && fewer.isEmpty ? base : .scripted(base, subscripts: subscripts, superscripts: fewer)
        return [FormulaEdit(formula: plain, kind: .transpose, words: "leave out the transpose of \(plain.unicode)")]
      }
      return [
        FormulaEdit(
          formula: .scripted(base, subscripts: subscripts, superscripts: superscripts + [.transpose]), kind: .transpose,
          words: "transpose \(formula.unicode)")
      ]
    case .symbol, .fenced:
      return [
        FormulaEdit(
          formula: .scripted(formula, subscripts: [], superscripts: [.transpose]), kind: .transpose,
          words: "transpose \(formula.unicode)")
      ]
    default:
      return [
        FormulaEdit(
          formula: .scripted(formula.grouped, subscripts: [], superscripts: [.transpose]), kind: .transpose,
          words: "transpose \(formula.unicode)")
      ]
    }
  }

  private static func symbols(_ formula: Formula, _ context: EditContext) -> [FormulaEdit] {
    var edits: [FormulaEdit] = []
    if case .scripted(let base, let subscripts, let superscripts) = formula {
      for (place, superscript) in superscripts.enumerated() {
        for step in [1, -1] {
          guard let changed = superscript.shifted(by: step, context.steps) else { continue }
          var all = superscripts
          all[place] = changed
          edits.append(
            FormulaEdit(
              formula: .scripted(base, subscripts: subscripts, superscripts: all), kind: .index,
              words: "take another layer"))
        }
      }
      if subscripts.count == 2, subscripts[0] != subscripts[1], subscripts.allSatisfy({ $0.formula?.letter != nil }) {
        edits.append(
          FormulaEdit(
            formula: .scripted(base, subscripts: subscripts.reversed(), superscripts: superscripts), kind: .index,
            words: "swap the indices of \(formula.unicode)"))
      }
      for (place, subscript_) in subscripts.enumerated() {
        if case .index(.number(let digits)) = subscript_, let layer = Int(digits) {
          for other in [layer + 1, layer - 1] where other >= 1 {
            var all = subscripts
            all[place] = .index(.number(String(other)))
            edits.append(
              FormulaEdit(
                formula: .scripted(base, subscripts: all, superscripts: superscripts), kind: .index,
                words: "take another index"))
          }
        }
        guard case .index(let index) = subscript_, let letter = index.letter else { continue }
        for other in context.letters where other != letter {
          var all = subscripts
          all[place] = .index(.symbol(Symbol(name: other, latex: context.spelling[other])))
          edits.append(
            FormulaEdit(
              formula: .scripted(base, subscripts: all, superscripts: superscripts), kind: .index,
              words: "take the index \(other)"))
        }
        for step in [1, -1] {
          guard context.steps.contains(letter) else { continue }
          var all = subscripts
          all[place] = .index(index.shifted(by: step))
          edits.append(
            FormulaEdit(
              formula: .scripted(base, subscripts: all, superscripts: superscripts), kind: .index,
              words: "take another step"))
        }
      }
    }
    for (name, other) in context.exchanges where formula.baseName == name {
      edits.append(
        FormulaEdit(formula: formula.renamed(to: other), kind: .symbol, words: "take \(other.name) in place of \(name)")
      )
    }
    return edits
  }
}

extension FormulaEdit.Kind {
  /// Which repair a teacher tries first.
  fileprivate var rank: Int {
    switch self {
    case .sign: 0
    case .transpose: 1
    case .order: 2
    case .sum: 3
    case .product: 4
    case .index: 5
    case .mask: 6
    case .factor: 7
    case .term: 8
    case .symbol: 9
    }
  }
}

/// What a document offers to mend a formula with.
struct EditContext {
  /// Sums over the batch, around a formula.
  var sums: [(Formula) -> Formula] = []
  /// σ′(z) and its like, of the layer that the left side is about.
  var masks: [Formula] = []
  /// 1/m, where there is a batch.
  var scale: Formula?
  /// Terms that may be missing: λW.
  var terms: [Formula] = []
  /// The statement's letters of elements, and those of layers and steps.
  var letters: [String] = []
  var steps: Set<String> = []
  /// How the author writes a letter.
  var spelling: [String: String] = [:]
  /// Symbols that are easily mistaken for one another: Z and A.
  var exchanges: [(String, Symbol)] = []
}

extension Formula {
  /// In brackets, if it has to be.
  var grouped: Formula {
    switch self {
    case .sum, .negated, .product, .fraction(_, _, .solidus): .fenced(.round, [self])
    default: self
    }
  }

  /// In brackets, where a sum sign in front would not take all of it.
  var termwise: Formula { if case .sum = self { .fenced(.round, [self]) } else { self } }

  func scaled(by scale: Formula) -> Formula {
    switch self {
    case .negated(let a): .negated(a.scaled(by: scale))
    case .product(let factors, let signs): .product([scale] + factors, [.juxtaposition] + signs)
    default: .product([scale, grouped], [.juxtaposition])
    }
  }

  func adding(_ term: Formula) -> Formula {
    if case .sum(let terms) = self { .sum(terms + [term]) } else { .sum([self, term]) }
  }

  func replacingChild(_ place: Int, by child: Formula) -> Formula {
    var next = -1
    return mapChildren { old in
      next += 1
      return next == place ? child : old
    }
  }

  func shifted(by step: Int) -> Formula {
    switch self {
    case .number(let digits): return Int(digits).map { .number(String($0 + step)) } ?? self
    case .symbol: return .sum([self, step > 0 ? .number("1") : .negated(.number("1"))])
    case .sum(let terms) where terms.count == 2:
      let offset: Int? =
        switch terms[1] {
        case .number(let digits): Int(digits)
        case .negated(.number(let digits)): Int(digits).map { -$0 }
        default: nil
        }
      guard let offset else { return self }
      let sum = offset + step
      if sum == 0 { return terms[0] }
      return .sum([terms[0], sum > 0 ? .number(String(sum)) : .negated(.number(String(-sum)))])
    default: return self
    }
  }

  func renamed(to symbol: Symbol) -> Formula {
    switch self {
    case .symbol: .symbol(symbol)
    case .scripted(let base, let subscripts, let superscripts):
      .scripted(base.renamed(to: symbol), subscripts: subscripts, superscripts: superscripts)
    default: self
    }
  }
}

extension Superscript {
  fileprivate func shifted(by step: Int, _ steps: Set<String>) -> Superscript? {
    switch self {
    case .bracketed(let index): .bracketed(index.shifted(by: step))
    case .parenthesised(let index): .parenthesised(index.shifted(by: step))
    case .plain(let index):
      index.isWholeNumber || (index.offsetLetter ?? index.letter).map { steps.contains($0) } == true
        ? .plain(index.shifted(by: step)) : nil
    default: nil
    }
  }
}
