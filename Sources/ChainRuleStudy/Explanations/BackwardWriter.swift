import ChainRule

/// Writes the backward pass of one output, on a copy of its tape.
struct BackwardWriter<Scalar: TensorScalar> {
  /// A copy, so that looking at a gradient records nothing on the tape that it belongs to.
  let tape: Tape<Scalar>
  let style: GradientStyle
  let output: Int
  private let nodes: [Variable<Scalar>]
  private let gradients: Gradients<Scalar>
  private let originals: [Variable<Scalar>]
  var writer = NodeWriter<Scalar>()
  /// The quantities that have an equation, and what they are called.
  private(set) var shown: [Int: (name: String, formula: Formula)] = [:]
  /// Where each node is used: by which node, as which operand.
  private(set) var uses: [Int: [(place: Int, slot: Int)]] = [:]
  /// What stands for the gradient of a node while pullbacks are written.
  private var cotangents: [Int: Variable<Scalar>] = [:]
  private var extra: Set<Int>

  init(_ gradients: Gradients<Scalar>, style: GradientStyle, showing extra: Set<Int> = []) {
    self.gradients = gradients
    self.style = style
    self.extra = extra
    output = gradients.output.number
    originals = Array(gradients.tape.variables.prefix(output + 1))
    tape = gradients.tape.copied(through: gradients.output)
    nodes = tape.variables
    chooseShown()
  }

  func variable(_ number: Int) -> Variable<Scalar> { nodes[number] }

  /// The gradient of a node as it was computed; `nil` where none was.
  func gradient(_ number: Int) -> Variable<Scalar>? { gradients[originals[number]] }

  var loss: Formula { shown[output]?.formula ?? Formula(name: "L") }

  func gradientLabel(_ number: Int) -> Formula? {
    shown[number].map { style.gradient(of: $0.formula, loss: loss) }
  }

  // MARK: What is shown

  private mutating func chooseShown() {
    var needed: Set<Int> = [output]
    for number in stride(from: output, through: 0, by: -1) {
      guard needed.contains(number) || nodes[number].name != nil, let operation = nodes[number].operation else {
        continue
      }
      for (slot, input) in operation.inputs.enumerated() {
        needed.insert(input.number)
        if needed.contains(number) { uses[input.number, default: []].append((number, slot)) }
      }
    }
    for node in nodes where needed.contains(node.number) || node.name != nil { writer.enter(node) }
    var names = Set(nodes.compactMap(\.name))
    var depths: [Int: Int] = [:]
    for node in nodes where needed.contains(node.number) || node.name != nil {
      let number = node.number
      let depth = 1 + (node.operation?.inputs.map { shown[$0.number] == nil ? depths[$0.number] ?? 0 : 0 }.max() ?? 0)
      depths[number] = depth
      guard isShown(node, depth: depth) else { continue }
      let name = node.name ?? freshName(node, &names)
      shown[number] = (name, Formula(name: name))
    }
    for node in nodes where shown[node.number] != nil && writer.label(of: node) == nil {
      writer.label(node, WrittenTerm(shown[node.number]?.formula ?? .ellipsis))
    }
    let leaves = nodes.filter { shown[$0.number] != nil && $0.leafKind != nil }
    writer.axes.name(leaves, taken: Set(shown.values.map(\.name)))
  }

  private func isShown(_ node: Variable<Scalar>, depth: Int) -> Bool {
    if node.name != nil || node.number == output || extra.contains(node.number) { return true }
    if node.leafKind == .parameter || node.leafKind == .data { return true }
    // Formulas that are written out are not deep, so that no chain is too long to be written.
    guard let operation = node.operation else { return false }
    return depth > 8 || !operation.isLayout && effectiveUses(node.number) > 1
  }

  /// How often a node is used, where what only changes the layout passes a use on.
  private func effectiveUses(_ number: Int) -> Int {
    var count = 0
    var pending = [number]
    while let next = pending.popLast(), count < 2 {
      for use in uses[next] ?? [] {
        if nodes[use.place].operation?.isLayout == true { pending.append(use.place) } else { count += 1 }
      }
    }
    return count
  }

  /// A name that no other is like: readers take H and h for relatives.
  private func freshName(_ node: Variable<Scalar>, _ names: inout Set<String>) -> String {
    let letters =
      switch node.leafKind {
      case .parameter: ["θ", "P", "w"]
      case .data: ["X", "D", "x"]
      default: node.number == output ? ["L", "J", "E"] : ["H", "U", "V", "S", "G"]
      }
    var name = letters[0]
    if node.number == output, let letter = letters.first(where: { !names.contains($0) }) {
      name = letter
    } else {
      let letter = letters.first { letter in
        !names.contains { $0.lowercased().hasPrefix(letter.lowercased()) && !$0.hasPrefix(letter + "_") }
      }
      var count = 1
      repeat {
        name = "\(letter ?? "Q")_\(count)"
        count += 1
      } while names.contains(name)
    }
    names.insert(name)
    return name
  }

  // MARK: Gradients

  /// The uses of a node through which a gradient flows, from the last to the first.
  func differentiableUses(_ number: Int) -> [(place: Int, slot: Int)] {
    (uses[number] ?? []).filter { gradient($0.place) != nil }
  }

  /// What one use contributes, and its value; `nil` where nothing flows.
  mutating func contribution(
    of use: (place: Int, slot: Int)
  ) -> (term: WrittenTerm, value: Variable<Scalar>)? {
    guard let operation = nodes[use.place].operation, let upstream = cotangent(use.place),
      let pulled = operation.pullback(of: upstream, to: use.slot)
    else { return nil }
    writer.mean = writer.meanCount(of: operation)
    defer { writer.mean = nil }
    return (writer.term(pulled), pulled)
  }

  /// The gradient of a node as the sum of its contributions.
  mutating func gradientTerm(_ number: Int) -> WrittenTerm? {
    if number == output { return WrittenTerm(number: 1) }
    var sum: WrittenTerm?
    for use in differentiableUses(number) {
      guard let term = contribution(of: use)?.term else { continue }
      sum = sum.map { WrittenTerm.sum($0, term) } ?? term
    }
    return sum
  }

  /// A leaf that stands for the gradient of a node, and is written as its label, or as the gradient's formula.
  private mutating func cotangent(_ number: Int) -> Variable<Scalar>? {
    if let known = cotangents[number] { return known }
    guard let gradient = gradient(number) else { return nil }
    let term: WrittenTerm?
    if number != output, let label = gradientLabel(number) {
      term = WrittenTerm(label)
    } else if number == output, gradient.value.scalars.contains(where: { $0 != 1 }) {
      term = WrittenTerm(style.gradient(of: loss, loss: loss))
    } else {
      term = gradientTerm(number)
    }
    guard let term else { return nil }
    let leaf = standIn(for: gradient, of: number, term)
    cotangents[number] = leaf
    return leaf
  }

  /// A leaf with the value of a node's gradient that is written as it is said.
  mutating func standIn(for gradient: Variable<Scalar>, of number: Int, _ term: WrittenTerm) -> Variable<Scalar> {
    let leaf = tape.data(gradient.value)
    writer.label(leaf, term)
    for axis in leaf.shape.indices { writer.axes.tie(leaf, axis, nodes[number], axis) }
    return leaf
  }

  /// The quantities from the output backwards, each behind everything that its gradient is made of: a parameter stands
  /// right behind what it was used in first.
  var reverseOrder: [Int] {
    let keys = shown.keys.sorted().filter { $0 != output }.map { number -> (number: Int, key: Int) in
      guard nodes[number].leafKind != nil else { return (number, 2 * number) }
      let first = (uses[number] ?? []).map { shownUser(of: $0.place) }.min()
      return (number, first.map { 2 * $0 - 1 } ?? -1)
    }
    return keys.sorted { $0.key != $1.key ? $0.key > $1.key : $0.number < $1.number }.map(\.number)
  }

  /// The quantity in whose equation a node is written.
  func shownUser(of place: Int) -> Int {
    var place = place
    while shown[place] == nil, let next = uses[place]?.first?.place { place = next }
    return place
  }

  /// Unnamed nodes whose gradient is long and flows on to several places: they deserve a name.
  mutating func crowded() -> Set<Int> {
    var crowded: Set<Int> = []
    for number in stride(from: output - 1, through: 0, by: -1) where shown[number] == nil {
      guard uses[number] != nil, gradient(number) != nil, let operation = nodes[number].operation, !operation.isLayout
      else { continue }
      let targets = operation.inputs.filter { gradient($0.number) != nil }
      guard let term = gradientTerm(number), targets.count > 1 && term.operations > 1 || term.operations > 10 else {
        continue
      }
      crowded.insert(number)
      // What comes before it is written with its gradient's label.
      shown[number] = ("", .placeholder)
    }
    return crowded
  }
}

extension RecordedOperation {
  /// Whether the operation changes only the layout, and is written as its operand or close to it.
  var isLayout: Bool {
    primitive is Broadcast || primitive is Reshape || primitive is Transpose || primitive is StopGradient
  }
}
