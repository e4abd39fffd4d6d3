extension Variable {
  /// The gradients of this variable with respect to everything on a path from a parameter to it.
  ///
  /// Walks the tape once from here backwards and records each pullback on the same tape. Without a seed the variable
  /// must be a single number; a seed is the cotangent to start from, of this variable's shape.
  ///
  /// - Complexity: O(nodes) walked, and one pullback per input that needs one.
  public func backward(seed: Variable? = nil) -> Gradients<Scalar> {
    check("backward", core)
    return Gradients(of: self, cotangents: pullingBack(validatedSeed(seed), needed: NeededNodes(core)))
  }

  /// The gradients of this variable with respect to the named ones only: nothing is computed that they do not need.
  public func backward(seed: Variable? = nil, withRespectTo variables: [Variable]) -> Gradients<Scalar> {
    check("backward", core)
    for variable in variables { variable.check("backward(withRespectTo:)", core) }
    let needed = NeededNodes(core, dependingOn: variables.map(\.index), through: index)
    return Gradients(of: self, cotangents: pullingBack(validatedSeed(seed), needed: needed))
  }

  /// The reverse walk.
  func pullingBack(_ seed: Variable, needed: NeededNodes) -> Cotangents {
    var cotangents = Cotangents(from: needed.start, through: Int(index))
    cotangents[index] = seed.index
    var checkpoints = CheckpointWalk(core)
    var place = index
    while place >= needed.start {
      defer { place -= 1 }
      checkpoints.step(to: place, cotangents)
      guard let cotangent = cotangents[place], needed.contains(place) else { continue }
      let node = core.node(place)
      guard node.inputCount > 0 else { continue }
      let primitive = core.primitive(of: node)
      for slot in 0..<node.inputCount {
        let input = core.input(slot, of: node)
        guard needed.contains(input) else { continue }
        guard
          let contribution = primitive.pullback(
            of: Variable(core, cotangent), to: slot, inputs: Inputs(core, node), output: Variable(core, place))
        else { continue }
        contribution.checkShape(asCotangentOf: input, from: primitive)
        if let sum = cotangents[input] {
          cotangents[input] = (Variable(core, sum) + contribution).index
        } else {
          cotangents[input] = contribution.index
        }
      }
    }
    checkpoints.step(to: -1, cotangents)
    return cotangents
  }

  func validatedSeed(_ seed: Variable?) -> Variable {
    guard let seed else {
      guard shape.rank == 0 || shape.elementCount == 1 else {
        stop(
          "backward: \(name ?? "the output") is \(shape), not a single number; reduce it with sum() or mean(), or give a seed: of its shape"
        )
      }
      return tape.constant(Tensor(repeating: 1, shape: shape))
    }
    seed.check("backward(seed:)", core)
    guard seed.shape == shape else {
      stop("backward: the seed is \(seed.shape), but \(name ?? "the output") is \(shape)")
    }
    return seed
  }

  @inline(__always)
  private func checkShape(asCotangentOf input: Int32, from primitive: any Primitive) {
    check("pullback", core)
    if core.node(index).isSingleNumber, core.node(input).isSingleNumber { return }
    if shape != core.shape(of: input) {
      stop(
        "\(type(of: primitive).name): its pullback returned \(shape) for an input that is \(core.shape(of: input)); a cotangent has its variable's shape"
      )
    }
  }
}

/// The cotangent of each node that has one, by index.
struct Cotangents {
  // Nodes from `start` on, densely; the few below it (the inputs of a slice) in a dictionary. −1 means none.
  private let start: Int
  private var dense: ContiguousArray<Int32>
  private var below: [Int32: Int32] = [:]

  init(from start: Int32, through end: Int) {
    self.start = Int(start)
    dense = ContiguousArray(repeating: -1, count: end - Int(start) + 1)
  }

  subscript(index: Int32) -> Int32? {
    @inline(__always) get {
      let place = Int(index) &- start
      guard place >= 0 else { return below[index] }
      return place < dense.count && dense[place] >= 0 ? dense[place] : nil
    }
    @inline(__always) set {
      let place = Int(index) &- start
      if place >= 0 { dense[place] = newValue ?? -1 } else { below[index] = newValue }
    }
  }
}

/// The nodes to which cotangents must flow.
struct NeededNodes {
  private let core: TapePointer
  /// The walk ends here.
  let start: Int32
  // `nil`: whatever depends on a parameter, which every node knows of itself.
  private var marks: ContiguousArray<Bool>?
  private var below: Set<Int32> = []

  init(_ core: TapePointer) {
    self.core = core
    start = 0
  }

  /// The nodes on a path from one of `roots`; `start` is where the slice begins, by default the first root.
  init(_ core: TapePointer, dependingOn roots: [Int32], through end: Int32, from start: Int32? = nil) {
    self.core = core
    let start = start ?? Swift.min(roots.min() ?? end, end)
    self.start = start
    var marks = ContiguousArray(repeating: false, count: Int(end - start) + 1)
    for root in roots where root <= end {
      if root >= start { marks[Int(root - start)] = true } else { below.insert(root) }
    }
    for index in start...Swift.max(start, end) {
      let node = core.node(index)
      for slot in 0..<node.inputCount where !marks[Int(index - start)] {
        let input = core.input(slot, of: node)
        marks[Int(index - start)] = input >= start ? marks[Int(input - start)] : below.contains(input)
      }
    }
    self.marks = marks
  }

  @inline(__always)
  func contains(_ index: Int32) -> Bool {
    guard let marks else { return core.node(index).isDifferentiable }
    return index >= start ? marks[Int(index &- start)] : below.contains(index)
  }
}
