/// What is found about each line of a program that computes gradients, under one setting at several random points.
struct CodeFindings {
  enum Status: Hashable {
    case holds(CodePoint.Truth.Kind)
    case factor(ClaimFactor)
    case misfit(String)
    case different
    case missing(String)
    case undecided(String)

    var holds: Bool { if case .holds = self { true } else { false } }
    /// Why it cannot be decided.
    var reason: String? { if case .undecided(let reason) = self { reason } else { nil } }

    var isFault: Bool {
      switch self {
      case .factor, .misfit, .different, .missing: true
      case .holds, .undecided: false
      }
    }
  }

  /// A write of a gradient, at all points together.
  struct Write {
    var record: CodeRun.Record
    var status: Status
    var error: Double
  }

  let points: [CodePoint]
  let runs: [CodeRun]
  /// The writes of each chain, in their order.
  let chains: [[Write]]

  init(_ points: [CodePoint], _ actions: [CodeAction], corrected: Int? = nil, lines: Set<Int>? = nil) {
    self.points = points
    runs = points.map { CodeRun($0, actions, corrected: corrected, lines: lines) }
    var chains: [Int: [Write]] = [:]
    for (place, record) in (runs.first?.records ?? []).enumerated() {
      let all = runs.compactMap { place < $0.records.count ? $0.records[place] : nil }
      let (status, error) = Self.status(all, points)
      chains[record.chain, default: []].append(Write(record: record, status: status, error: error))
    }
    // Where the gradient by σ(…) means that by its argument, the other is right only until the chain is complete.
    for (chain, writes) in chains {
      guard let last = writes.last, last.status == .holds(.gradient), last.record.truths.first?.kind == .preactivation
      else { continue }
      chains[chain]?[writes.count - 1].status = .different
    }
    self.chains = chains.keys.sorted().compactMap { chains[$0] }
  }

  /// The chains that a line writes to.
  func chains(writtenBy place: Int) -> [[Write]] { chains.filter { $0.contains { $0.record.place == place } } }

  /// Whether the gradients that a line has a part in are right in the end.
  func areRight(writtenBy place: Int) -> Bool {
    let chains = chains(writtenBy: place)
    return !chains.isEmpty && chains.allSatisfy { $0.last?.status.holds ?? false }
  }

  /// How well the setting explains the program.
  var score: Double {
    chains.reduce(0) { sum, chain in
      guard let last = chain.last else { return sum }
      switch last.status {
      case .holds(let kind):
        let isUsual = kind == .preactivation && last.record.truths.first?.kind == kind
        return sum + 2 + 0.1 * Double(chain.dropLast().count { $0.status.holds }) + (isUsual ? 0.2 : 0)
      case .factor: return sum - 0.8
      case .different: return sum - 1
      case .misfit, .missing: return sum - 1.2
      case .undecided: return sum
      }
    }
  }

  private static func status(_ records: [CodeRun.Record], _ points: [CodePoint]) -> (Status, Double) {
    guard let first = records.first, records.count == points.count else { return (.undecided("it has no value"), 0) }
    guard !first.truths.isEmpty, first.truths[0].value.largestMagnitude > 1e-12 else {
      return (.undecided("nothing says what \(first.name) is the gradient of"), 0)
    }
    let kinds = first.truths.map(\.kind).filter { $0 != .preactivation || first.step > 0 || isInline(first, points) }
    for kind in kinds {
      var worst = 0.0
      let holds = records.allSatisfy { record in
        guard let value = try? record.value.get(), let truth = record.truths.first(where: { $0.kind == kind }),
          let error = value.difference(from: truth.value)
        else { return false }
        worst = max(worst, error)
        return error < 1e-7
      }
      if holds { return (.holds(kind), worst) }
    }
    for record in records {
      if case .failure(let failure) = record.value {
        switch failure.kind {
        case .misfit: return (.misfit(failure.message), 0)
        case .unknown: return (.undecided(failure.message), 0)
        case .missing: return (.missing(failure.message), 0)
        }
      }
    }
    for record in records {
      guard let value = try? record.value.get(), let truth = record.truths.first?.value, value.shape != truth.shape
      else { continue }
      return (.misfit("it is an array of \(value.shape), and not of \(truth.shape)"), 0)
    }
    let lengths = [(name: points[0].network.countName, values: points.map(\.sampleCount))]
    for kind in kinds {
      let ratios = records.compactMap { record -> Double? in
        guard let value = try? record.value.get() else { return nil }
        return record.truths.first { $0.kind == kind }.flatMap { value.multiple(of: $0.value) }
      }
      if ratios.count == records.count, let factor = ClaimFactor.fitting(ratios, lengths: lengths) {
        return (.factor(factor), 0)
      }
    }
    return (.different, 0)
  }

  private static func isInline(_ record: CodeRun.Record, _ points: [CodePoint]) -> Bool {
    guard case .value(let base)? = points[0].network.naming.target(of: record.name.base) else { return false }
    return points[0].inline.contains(CodeName(base: base, index: record.name.index))
  }
}
