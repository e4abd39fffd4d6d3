import CChainRule

typealias TapePointer = UnsafeMutablePointer<TapeCore>

/// The contents of a tape, in memory that is recycled but never freed.
///
/// Because the block outlives every tape, a variable can be a plain pointer with a generation number: one that outlives
/// its tape is recognised, and none is reference counted.
struct TapeCore {
  /// Counts the tapes that have used this block.
  var generation: UInt32 = 0
  var format = ScalarFormat.float64
  unowned(unsafe) var owner: AnyObject?
  var evaluation = TapeEvaluation.eager
  var nodes = ChunkedStorage<Node>()
  /// The values of nodes that are not single numbers.
  var values = ChunkedStorage<StoredValue>()
  /// Where small values lie.
  var arena = TensorArena()
  /// The inputs of nodes that have more than two.
  var wideInputs: [Int32] = []
  var primitives = PrimitiveTable()
  var names: [Int32: String] = [:]
  /// The leaves of parameters that have an identity apart from the tape, such as a layer's, by that identity.
  var identifiedParameters: [UInt64: Int32] = [:]
  /// The checkpointed slices of the tape, by their last node; inner ones stand before outer ones.
  var checkpoints: [Int32: [CheckpointedSlice]] = [:]
  /// Where not `nil`, gathers what operations refuse instead of stopping, while a claim is recorded.
  var refusals: [String]?
  /// Is told of every node as soon as it is recorded.
  var observer: ((Int32) -> Void)?
  /// Whether the lines that record numbers that are not finite are looked for.
  var watchesForNonFinite = false
  /// The lines that recorded some nodes, found by watching.
  var callSites: [Int32: CallSite] = [:]

  /// A block for a new tape.
  static func take(format: ScalarFormat) -> TapePointer {
    let core: TapePointer
    if let recycled = cr_recycled() {
      core = recycled.assumingMemoryBound(to: TapeCore.self)
    } else {
      core = .allocate(capacity: 1)
      core.initialize(to: TapeCore())
    }
    core.pointee.format = format
    return core
  }

  /// Empties the block and gives it back. Complexity: O(nodes), without recursion.
  static func give(back core: TapePointer) {
    core.pointee.generation &+= 1
    core.pointee.owner = nil
    core.pointee.evaluation = .eager
    core.pointee.nodes.removeAll(keepingChunks: 4)
    core.pointee.values.removeAll(keepingChunks: 2)
    core.pointee.arena.removeAll()
    core.pointee.wideInputs = []
    core.pointee.primitives.removeAll()
    core.pointee.names = [:]
    core.pointee.identifiedParameters = [:]
    core.pointee.checkpoints = [:]
    core.pointee.refusals = nil
    core.pointee.observer = nil
    core.pointee.watchesForNonFinite = false
    core.pointee.callSites = [:]
    cr_recycle(core)
  }
}

/// A node's value: a cache, which can be released and is computed again when somebody looks.
struct StoredValue {
  var tensor: UntypedTensor
  var isReleased = false

  mutating func release() {
    tensor.buffer = nil
    isReleased = true
  }
}

extension UnsafeMutablePointer where Pointee == TapeCore {
  /// Calls `body`; the small tensors that are made in it are the tape's.
  @inline(__always)
  func usingArena<Result>(_ body: () -> Result) -> Result {
    TensorArena.using(withUnsafeMutablePointer(to: &pointee.arena) { $0 }, body)
  }

  @inline(__always)
  func node(_ index: Int32) -> Node { pointee.nodes[Int(index)] }

  func shape(of index: Int32) -> Shape {
    let node = node(index)
    return node.isSingleNumber ? .scalar : pointee.values[Int(node.valueIndex)].tensor.shape
  }

  func value(of index: Int32) -> UntypedTensor {
    let node = node(index)
    guard !node.isSingleNumber else {
      return UntypedTensor(format: pointee.format, shape: .scalar, fill: node.scalar)
    }
    let place = Int(node.valueIndex)
    return pointee.values[place].isReleased ? recomputed(index) : pointee.values[place].tensor
  }

  func primitive(of node: Node) -> any Primitive { pointee.primitives[node.primitiveIndex!] }

  func name(of index: Int32) -> String? { pointee.names[index] }

  /// The name, or a description by position where it has none.
  func displayName(of index: Int32, position: Int) -> String { name(of: index) ?? "operand \(position)" }

  @inline(__always)
  func input(_ slot: Int, of node: Node) -> Int32 {
    if node.second >= -1 { return slot == 0 ? node.first : node.second }
    return pointee.wideInputs[Int(node.first) + slot]
  }

  func inputs(of node: Node) -> [Int32] { (0..<node.inputCount).map { input($0, of: node) } }

  /// Appends the node of an operation whose value is computed when somebody looks, and returns its index.
  func appendUncomputed(tag: UInt32, isDifferentiable: Bool, first: Int32, second: Int32, shape: Shape) -> Int32 {
    let value = UntypedTensor(format: pointee.format, shape: shape, fill: 0)
    pointee.values.append(StoredValue(tensor: value, isReleased: true))
    return append(
      Node(
        tag: tag, isDifferentiable: isDifferentiable, first: first, second: second,
        valueIndex: Int32(pointee.values.count - 1), scalar: 0))
  }

  /// Appends a node and returns its index.
  func append(tag: UInt32, isDifferentiable: Bool, first: Int32, second: Int32, _ value: UntypedTensor) -> Int32 {
    let isSingleNumber = value.shape.rank == 0
    if !isSingleNumber { pointee.values.append(StoredValue(tensor: value)) }
    return append(
      Node(
        tag: tag, isDifferentiable: isDifferentiable, first: first, second: second,
        valueIndex: isSingleNumber ? -1 : Int32(pointee.values.count - 1), scalar: isSingleNumber ? value.fill : 0))
  }

  @inline(__always)
  func append(_ node: Node) -> Int32 {
    pointee.nodes.append(node)
    let index = Int32(truncatingIfNeeded: pointee.nodes.count &- 1)
    if let observer = pointee.observer { observer(index) }
    return index
  }
}

extension UnsafeMutablePointer where Pointee == TapeCore {
  /// Refuses to record an operation: stops with the message, or notes it where a claim is being recorded.
  func refuse(_ message: String) {
    if pointee.refusals == nil { stop(message) }
    pointee.refusals?.append(message)
  }

  /// What `body` returns, and the first operation that was refused in it. What stands in for an output that was refused
  /// is one of the operands: after a refusal the values mean nothing.
  func notingRefusals<Result>(_ body: () -> Result) -> (result: Result, refusal: String?) {
    let outer = pointee.refusals
    pointee.refusals = []
    let result = body()
    defer { pointee.refusals = outer }
    return (result, pointee.refusals?.first)
  }
}
