import ChainRule
import Foundation
import Testing

@testable import ChainRuleStudy

/// What is written from a tape is read back by the checker, which compares it with tapes of its own.
@Suite struct WrittenPassTests {
  static let isLong = ProcessInfo.processInfo.environment["CHAINRULE_LONG_TESTS"] != nil
  static let seeds = 0..<(isLong ? 200 : 24)

  static func check(_ pass: BackwardPass) -> CheckedDerivation {
    Derivation(pass.markdown, name: "written.md", format: .markdown).check()
  }

  /// What is not exact of what was written; nothing, if all of it is.
  static func problems(_ pass: BackwardPass) -> [String] {
    let checked = check(pass)
    var problems = checked.equations.filter { $0.verdict != .exact && $0.verdict != .definition }
      .map { "\($0.verdict.rawValue): \($0.latex): \($0.message)" }
    let exact = checked.equations.count { $0.verdict == .exact }
    if exact < pass.backward.count { problems.append("\(exact) of \(pass.backward.count) are exact") }
    return problems
  }

  @Test("the backward passes of random networks are read back and found exact", arguments: seeds)
  func randomNetworks(seed: Int) {
    let network = RandomNetwork(seed: seed)
    let style: GradientStyle = [.partial, .differential, .delta][seed % 3]
    let pass = network.loss.backward().written(style: style)
    #expect(Self.problems(pass) == [], "\(network.summary)\n\(pass.markdown)")
  }

  @Test("a backward pass with one mistake is caught", arguments: seeds)
  func mutatedNetworks(seed: Int) throws {
    let network = RandomNetwork(seed: seed)
    var pass = network.loss.backward().written(style: [.partial, .differential][seed % 2])
    let candidates = pass.backward.indices.flatMap { place in
      Mutation.allCases.compactMap { mutation in
        pass.backward[place].equation.members.last.flatMap(mutation.apply).map { (place, mutation, $0) }
      }
    }
    let (place, mutation, formula) = candidates[(seed * 31) % candidates.count]
    pass.backward[place].equation.members[pass.backward[place].equation.members.count - 1] = formula
    let faults = Self.check(pass).equations.filter(\.verdict.isFault)
    #expect(
      !faults.isEmpty, "\(network.summary) \(mutation): \(pass.backward[place].equation.unicode)")
  }

  enum Mutation: CaseIterable {
    case sign, factor, transpose, mask

    func apply(_ formula: Formula) -> Formula? {
      switch self {
      case .sign: .negated(.fenced(.round, [formula]))
      case .factor: .product([.number("3"), .fenced(.round, [formula])], [.juxtaposition])
      case .transpose: formula.droppingTranspose
      case .mask: formula.droppingMask
      }
    }
  }
}

extension Formula {
  fileprivate var droppingTranspose: Formula? {
    guard contains(where: { $0.isTransposed }) else { return nil }
    if isTransposed { return transposed }
    return mapChildren { $0.droppingTranspose ?? $0 }
  }

  private var isTransposed: Bool {
    if case .scripted(_, _, let superscripts) = self { superscripts.last == .transpose } else { false }
  }

  fileprivate var droppingMask: Formula? {
    guard case .product(let factors, let signs) = self, factors.count > 1,
      let place = factors.firstIndex(where: { if case .indicator = $0 { true } else { false } })
    else { return nil }
    var (rest, left) = (factors, signs)
    rest.remove(at: place)
    left.remove(at: max(0, place - 1))
    return rest.count == 1 ? rest[0] : .product(rest, left)
  }
}
