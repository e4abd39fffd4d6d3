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
    var free = FreePlaces()
    var isPlaced = Array(repeating: false, count: lengths.count)
    for (index, step) in steps.enumerated() {
      let outputs = step.outputs.compactMap(\.buffer)
      for buffer in outputs where !isPlaced[buffer] {
        isPlaced[buffer] = true
        offsets[buffer] = take(lengths[buffer], from: &free)
      }
      // Once each: what is given back is needed no more.
      for buffer in outputs + step.inputs.compactMap(\.buffer) where lastUse[buffer] == index {
        lastUse[buffer] = -1
        free.give(offsets[buffer], lengths[buffer])
      }
    }
  }

  /// The smallest free place that is long enough; where there is none, the block grows.
  private mutating func take(_ length: Int, from free: inout FreePlaces) -> Int {
    guard length > 0 else { return 0 }
    if let offset = free.take(length) { return offset }
    // A free place at the end is made longer.
    let offset = free.takePlace(endingAt: byteCount) ?? byteCount
    byteCount = offset + length
    return offset
  }
}

/// The parts of a block of memory that are free. No two of them touch.
private struct FreePlaces {
  /// The length of each, by its start; and the start of each, by its end.
  private var lengths: [Int: Int] = [:]
  private var starts: [Int: Int] = [:]
  /// The starts of the places of a length; some of them are there no more.
  private var ofLength: [Int: [Int]] = [:]
  /// The lengths that there are, or were, in ascending order.
  private var sizes: [Int] = []

  /// Takes the first part of a smallest place that is long enough; `nil` where there is none. Complexity: O(lengths).
  mutating func take(_ length: Int) -> Int? {
    let index = sizes.partitioningIndex { $0 >= length }
    while index < sizes.count {
      let size = sizes[index]
      while let start = ofLength[size]!.popLast() {
        guard lengths[start] == size else { continue }
        remove(start, size)
        if size > length { insert(start + length, size - length) }
        return start
      }
      ofLength[size] = nil
      sizes.remove(at: index)
    }
    return nil
  }

  /// Takes all of the place that ends somewhere.
  mutating func takePlace(endingAt end: Int) -> Int? {
    guard let start = starts[end] else { return nil }
    remove(start, end - start)
    return start
  }

  /// Frees a place, which becomes one with its neighbours.
  mutating func give(_ offset: Int, _ length: Int) {
    guard length > 0 else { return }
    var (start, end) = (offset, offset + length)
    if let before = starts[start] {
      remove(before, start - before)
      start = before
    }
    if let after = lengths[end] {
      remove(end, after)
      end += after
    }
    insert(start, end - start)
  }

  private mutating func insert(_ start: Int, _ length: Int) {
    lengths[start] = length
    starts[start + length] = start
    if ofLength[length] == nil {
      ofLength[length] = []
      sizes.insert(length, at: sizes.partitioningIndex { $0 >= length })
    }
    ofLength[length]!.append(start)
  }

  private mutating func remove(_ start: Int, _ length: Int) {
    lengths[start] = nil
    starts[start + length] = nil
  }
}

extension [Int] {
  /// The first place, in an array that is ordered by it, where something holds.
  fileprivate func partitioningIndex(where holds: (Int) -> Bool) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if holds(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}

extension ProgramStep.Storage {
  var buffer: Int? {
    if case .buffer(let number) = self { number } else { nil }
  }
}
