extension SnippetWriter {
  /// A derivative as the finite difference of a function, which is defined first.
  func derivative(_ term: Term) throws(Failure) -> SnippetExpression {
    let place = scopes.count - 1
    let key = PlainPoint.DerivativeKey(term: term, environment: environment)
    if bound.isEmpty, let known = scopes[place].derivatives[key] { return known }
    let (expression, title) = try newDerivative(term)
    guard bound.isEmpty else { return expression }
    let name = define(names.unused(title), expression)
    scopes[place].derivatives[key] = name
    return name
  }

  private func newDerivative(_ term: Term) throws(Failure) -> (SnippetExpression, title: String) {
    switch term {
    case .derivative(let derivative): return try newDerivative(derivative)
    case .pullback(let cotangent, let from, let to, let isDirect):
      guard bound.isEmpty, !isDirect else { throw Failure(message: "a script does not send back several values") }
      // What is sent back does not move with what a function is of.
      let inner = scopes.dropFirst()
      scopes.removeLast(inner.count)
      let sent = define(names.unused("sent_back"), try expression(cotangent))
      scopes += inner
      let call = try function(of: to, isDirect: false, title: "sent_back") { () throws(Failure) in
        try reduced(.sum, .both, syntax.binary(.multiply, sent, expression(from)))
      }
      let result = try laidOut(.gradient, PlainMatrix(0), call, to)
      return (result, "d" + call.argument.text)
    default: throw Failure(message: "it is no derivative")
    }
  }

  private func newDerivative(_ derivative: TermDerivative) throws(Failure) -> (SnippetExpression, title: String) {
    var derivative = derivative
    let value = try value(derivative.of)
    if derivative.form == .sampleJacobian { derivative = try ofFirstSample(derivative, value) }
    var of = ""
    var isOfNumber = false
    if case .quantity(let reference) = derivative.of {
      let id = try id(reference)
      of = names.name(of: id)
      isOfNumber = isNumber(id)
    }
    let call = try function(of: derivative.by, isDirect: derivative.isDirect, title: of) { () throws(Failure) in
      guard derivative.isDirect else {
        let value = try expression(derivative.of)
        // A Jacobian is one of arrays.
        let isArray = derivative.form == .jacobian || derivative.form == .hessian
        return isArray && value.isNumber ? syntax.binary(.multiply, value, syntax.ones(1, 1)) : value
      }
      guard case .quantity(let reference) = derivative.of, reference.row == nil, reference.column == nil else {
        throw Failure(message: "a script shows direct derivatives of whole quantities only")
      }
      let id = try id(reference)
      guard let description = model.quantities[id] else { throw Failure(message: "\(id) is not known") }
      return try definition(id, description)
    }
    // Of a loss, as everybody calls it; of anything else, with what it is of.
    let title = isOfNumber ? "d\(call.argument.text)" : "d\(of)_d\(call.argument.text)"
    return (try laidOut(derivative.form, value, call, derivative.by), title)
  }

  /// The same derivative for the first sample only.
  private func ofFirstSample(_ derivative: TermDerivative, _ value: PlainMatrix) throws(Failure) -> TermDerivative {
    let samples = model.sampleDimension.map { point.values.size($0) } ?? 1
    let target = try self.value(.quantity(derivative.by.whole))
    let inColumns = value.columns == samples && target.columns == samples
    var first = derivative
    first.form = .jacobian
    first.of = .element(derivative.of, row: inColumns ? nil : .number(1), column: inColumns ? .number(1) : nil)
    if inColumns { first.by.column = .number(1) } else { first.by.row = .number(1) }
    return first
  }

  /// A function that the script defines, ready to be differentiated.
  private struct Call {
    /// The function of the quantity alone.
    var function: String
    var argument: SnippetExpression
    /// Whether its value is a number.
    var isNumber: Bool
  }

  private func function(
    of by: QuantityReference, isDirect: Bool, title: String, _ body: () throws(Failure) -> SnippetExpression
  ) throws(Failure) -> Call {
    let id = try id(by)
    for scope in scopes {
      guard let outer = scope.by, let origins = try? point.origins(of: outer) else { continue }
      // The inner function would compute anew what the outer one moves.
      if origins.contains(id) { throw Failure(message: "a script does not show such second derivatives") }
    }
    let argument = try quantity(id)
    scopes.append(Scope(by: id, isDirect: isDirect))
    var result = try body()
    guard var scope = scopes.popLast() else { throw Failure(message: "it has no value") }
    if let last = scope.last, last.name == result.text {
      scope.lines.removeLast()
      result = last.value
    }
    let name = names.unused((title.isEmpty ? "value" : title) + "_of_" + argument.text)
    let words = Set(
      (scope.lines + [result.text]).flatMap { $0.split { !$0.isLetter && !$0.isNumber && $0 != "_" } }.map(String.init))
    let indices = bound.values.filter { words.contains($0) }.sorted()
    let lines = syntax.function(name, (argument.text, argument.isNumber), indices, scope.lines, result)
    scopes[scopes.count - 1].lines += lines
    return Call(function: syntax.partial(name, indices), argument: argument, isNumber: result.isNumber)
  }

  /// The derivative of a function, laid out as the form says.
  private func laidOut(
    _ form: TermDerivative.Form, _ value: PlainMatrix, _ call: Call, _ by: QuantityReference
  ) throws(Failure) -> SnippetExpression {
    let x = call.argument.text
    func array(_ text: String) -> SnippetExpression { SnippetExpression(text: text, isNumber: false) }
    if call.argument.isNumber {
      return SnippetExpression(text: syntax.rate(call.function, x), isNumber: call.isNumber)
    }
    let target = try self.value(.quantity(by.whole))
    let row = try place(by.row, of: target.rows)
    let column = try place(by.column, of: target.columns)
    switch form {
    case .gradient, .diagonal:
      if by.row != nil || by.column != nil || !value.isSingle, let row, let column {
        return SnippetExpression(
          text: syntax.change(call.function, x, row, column, isNumber: call.isNumber), isNumber: call.isNumber)
      }
      let whole = array(syntax.slope(call.function, x))
      return by.row == nil && by.column == nil ? whole : syntax.element(whole, row, column)
    case .jacobian, .hessian, .sampleJacobian:
      guard !call.isNumber else { throw Failure(message: "a script shows Jacobians of arrays only") }
      let whole = syntax.jacobian(call.function, x)
      switch (
        target.rows == 1 ? nil : by.row.flatMap { _ in row },
        target.columns == 1 ? nil : by.column.flatMap { _ in column }
      ) {
      case (let row?, let column?):
        return array(syntax.columns(whole, from: "(\(row)) * \(target.columns) + \(column)", by: 1, count: 1))
      case (let row?, nil):
        return array(syntax.columns(whole, from: "(\(row)) * \(target.columns)", by: 1, count: target.columns))
      case (nil, let column?): return array(syntax.columns(whole, from: column, by: target.columns, count: target.rows))
      case (nil, nil): return array(whole)
      }
    }
  }
}
