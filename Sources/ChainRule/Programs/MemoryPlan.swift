/// Places in one block of memory for all buffers of a program; those that are not needed at the same time share it.
struct MemoryPlan {
  /// Where each buffer begins, in bytes.
  private(set) var offsets: [Int]
  /// The length of the block, in bytes.
  private(set) var byteCount = 0
  /// What all buffers would take side by side.
  let unsharedByteCount: Int

  private static let alignment = 64

  /// - Parameters:
  ///   - lengths: of the buffers, in bytes.
  ///   - kept: buffers that are read after the run.
  init(_ steps: [ProgramStep], lengths: [Int], kept: Set<Int>) {
    let lengths = lengths.map { ($0 + Self.alignment - 1) / Self.alignment * Self.alignment }
    unsharedByteCount = lengths.reduce(0, +)
    offsets = Array(repeating: 0, count: lengths.count)
    var lastUse = Array(repeating: -1, count: lengths.count)
    for (index, step) in steps.enumerated() {
      for case .buffer(let buffer) in step.inputs + step.outputs { lastUse[buffer] = index }
    }
    for buffer in kept { lastUse[buffer] = steps.count }
    var free: [(offset: Int, length: Int)] = []
    var isPlaced = Array(repeating: false, count: lengths.count)
    for (index, step) in steps.enumerated() {
      for case .buffer(let buffer) in step.outputs where !isPlaced[buffer] {
        isPlaced[buffer] = true
        offsets[buffer] = take(lengths[buffer], from: &free)
      }
      for buffer in Set((step.inputs + step.outputs).compactMap(\.buffer)) where lastUse[buffer] == index {
        give(offsets[buffer], lengths[buffer], to: &free)
      }
    }
  }

  /// The smallest free place that is long enough; where there is none, the block grows.
  private mutating func take(_ length: Int, from free: inout [(offset: Int, length: Int)]) -> Int {
    guard length > 0 else { return 0 }
    if let best = free.indices.filter({ free[$0].length >= length }).min(by: { free[$0].length < free[$1].length }) {
      let offset = free[best].offset
      free[best] = (offset + length, free[best].length - length)
      if free[best].length == 0 { free.remove(at: best) }
      return offset
    }
    // A free place at the end is made longer.
    let last = free.indices.first { free[$0].offset + free[$0].length == byteCount }
    let offset = last.map { free.remove(at: $0).offset } ?? byteCount
    byteCount = offset + length
    return offset
  }

  private func give(_ offset: Int, _ length: Int, to free: inout [(offset: Int, length: Int)]) {
    guard length > 0 else { return }
    var (offset, length) = (offset, length)
    if let before = free.firstIndex(where: { $0.offset + $0.length == offset }) {
      offset = free[before].offset
      length += free.remove(at: before).length
    }
    if let after = free.firstIndex(where: { $0.offset == offset + length }) { length += free.remove(at: after).length }
    free.append((offset, length))
  }
}

extension ProgramStep.Storage {
  var buffer: Int? {
    if case .buffer(let number) = self { number } else { nil }
  }
}
