/// The axes that the indices of a claim count.
struct ClaimIndices {
  /// An index that counts two different axes, in words.
  let clash: String?

  init(_ model: Model, _ formulas: [Formula], _ environment: [String: Int]) {
    let interpreter = Interpreter(model, environment: environment)
    var first: [String: (axis: Dimension, place: Formula)] = [:]
    var clash: String?
    var scopes = 0

    func note(_ letter: String, _ scope: [String: Int], _ axis: Dimension, _ place: Formula) {
      guard environment[letter] == nil else { return }
      let axis = model.dimensions.root(axis)
      let key = "\(letter) \(scope[letter] ?? 0)"
      guard axis != .one, let known = first[key] else {
        if axis != .one { first[key] = (axis, place) }
        return
      }
      guard known.axis != axis, clash == nil else { return }
      let (one, other) = (model.dimensions.title(of: known.axis), model.dimensions.title(of: axis))
      clash =
        "the index \(letter) runs to \(one ?? "one length") in \(known.place.unicode) and to "
        + "\(other ?? "another") in \(place.unicode)"
    }

    func isKronecker(_ use: ScriptedUse) -> Bool {
      use.name.base == "δ" && use.axes.count == 2 && use.instance.isEmpty
    }

    func visit(_ formula: Formula, _ scope: [String: Int]) {
      var scope = scope
      if case .big(let big) = formula {
        scopes += 1
        for letter in big.indices.compactMap(\.letter) { scope[letter] = scopes }
      }
      if let use = model.guide.use(formula), !isKronecker(use), let shape = model.shape(of: use, interpreter) {
        // One index alone may count either axis of a matrix.
        switch (use.axes.count, use.example) {
        case (2, nil):
          if let letter = use.axes[0]?.letter { note(letter, scope, shape.rows, formula) }
          if let letter = use.axes[1]?.letter { note(letter, scope, shape.columns, formula) }
        case (1, nil) where shape.rows == .one || shape.columns == .one:
          if let letter = use.axes[0]?.letter {
            note(letter, scope, shape.rows == .one ? shape.columns : shape.rows, formula)
          }
        default: break
        }
      }
      for child in formula.children { visit(child, scope) }
    }
    for formula in formulas { visit(formula, [:]) }
    self.clash = clash
  }
}
