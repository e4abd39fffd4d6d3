/// A run of nodes whose values are released after recording and computed again when the reverse walk needs them.
struct CheckpointedSlice {
  let first: Int32
  let last: Int32
}

/// Releases, as the reverse walk leaves a checkpointed slice, what was computed again for it and what the walk recorded
/// inside it, but for the cotangents that are still to be used.
struct CheckpointWalk {
  private let core: TapePointer
  private var entered: [(slice: CheckpointedSlice, recordedBefore: Int)] = []

  init(_ core: TapePointer) { self.core = core }

  @inline(__always)
  mutating func step(to place: Int32, _ cotangents: borrowing Cotangents) {
    if !core.pointee.checkpoints.isEmpty { move(to: place, cotangents) }
  }

  private mutating func move(to place: Int32, _ cotangents: borrowing Cotangents) {
    while let (slice, recordedBefore) = entered.last, place < slice.first {
      entered.removeLast()
      for index in slice.first..<slice.last { core.release(index) }
      // Inside the slice the walk gave cotangents to the inputs of its nodes, and to nothing else.
      var pending = Set<Int32>()
      for index in slice.first...slice.last {
        let node = core.node(index)
        for slot in 0..<node.inputCount {
          let input = core.input(slot, of: node)
          guard input < slice.first || core.node(input).leafKind != nil else { continue }
          if let cotangent = cotangents[input] { pending.insert(cotangent) }
        }
      }
      for index in Int32(recordedBefore)..<Int32(core.pointee.nodes.count) where !pending.contains(index) {
        core.release(index)
      }
    }
    for slice in (core.pointee.checkpoints[place] ?? []).reversed() {
      entered.append((slice, core.pointee.nodes.count))
    }
  }
}
