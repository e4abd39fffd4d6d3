/// What the names of a program stand for, as far as their spelling and their use tell.
struct CodeNaming: Sendable {
  /// What the name of a gradient is the gradient by.
  enum Target: Hashable, Sendable {
    case value(String)
    /// Of δ: what the activation of its layer is applied to.
    case preactivation
  }

  /// What a line of code does.
  enum Role: Hashable, Sendable {
    /// Computes the network or its loss.
    case forward
    case gradient
    /// Changes a parameter by a gradient.
    case update
    /// Computes something else from gradients.
    case derived
    case structure
  }

  private let bases: Set<String>
  /// The same names by their letters alone.
  private let spellings: [String: [String]]
  private var targets: [String: Target] = [:]
  /// Parameters that a line of the program updates.
  private var updated: Set<String> = []

  init(_ program: CodeProgram) {
    var bases: Set<String> = []
    for action in program.actions {
      for reference in action.reads { bases.insert(reference.base) }
      if let target = action.target { bases.insert(target.base) }
    }
    self.bases = bases
    spellings = Dictionary(grouping: bases) { Self.letters(of: $0) }
    for base in bases { targets[base] = findTarget(of: base) }
    for action in program.actions where role(of: action) == .update {
      if let target = action.target { updated.insert(target.base) }
    }
  }

  // MARK: Gradients

  private static let prefixes = [
    "dL_d", "dLoss_d", "dloss_d", "dJ_d", "dC_d", "dcost_d", "dE_d", "grad_", "d_", "grad", "d",
  ]
  private static let suffixes = ["_grad", "_gradient"]

  /// What a name is the gradient by; `nil` for a name of anything else.
  func target(of base: String) -> Target? { targets[base] }

  private func findTarget(of base: String) -> Target? {
    if base == "δ" || base == "delta" || base == "Δ" { return .preactivation }
    for suffix in Self.suffixes where base.hasSuffix(suffix) {
      if let value = value(called: String(base.dropLast(suffix.count))) { return .value(value) }
    }
    for prefix in Self.prefixes where base.hasPrefix(prefix) {
      if let value = value(called: String(base.dropFirst(prefix.count))) { return .value(value) }
    }
    return nil
  }

  private func value(called name: String) -> String? {
    guard !name.isEmpty else { return nil }
    if bases.contains(name) { return name }
    if let letter = Vocabulary.greek[name], bases.contains(letter) { return letter }
    let others = (spellings[Self.letters(of: name)] ?? []).filter { findTarget(of: $0) == nil }
    if let other = others.min() { return other }
    // hidden is short for hidden_layer.
    guard name.count >= 4 else { return nil }
    return bases.filter { $0.hasPrefix(name) }.min { ($0.count, $0) < ($1.count, $1) }
  }

  private static func letters(of name: String) -> String { name.lowercased().filter { $0 != "_" } }

  func role(of action: CodeAction) -> Role {
    guard let written = action.target else { return .structure }
    if target(of: written.base) != nil { return .gradient }
    guard action.reads.contains(where: { target(of: $0.base) != nil }) else { return .forward }
    return action.isInPlace ? .update : .derived
  }

  // MARK: Values

  private static let dataNames: Set<String> = ["x", "inputs", "input", "data", "features", "images", "samples"]
  private static let labelNames: Set<String> = [
    "y", "t", "target", "targets", "label", "labels", "y_true", "ytrue", "onehot", "one_hot", "y_onehot", "y_one_hot",
    "y_enc", "truth", "expected",
  ]
  private static let countNames: Set<String> = [
    "m", "n", "N", "M", "num_examples", "num_samples", "n_samples", "num_train", "batch_size", "n_examples", "n_train",
    "num_data", "B", "batchsize", "nsamples",
  ]
  private static let numberNames: Set<String> = [
    "lr", "alpha", "eta", "η", "α", "λ", "lambda", "lambd", "lam", "reg", "eps", "epsilon", "ε", "mu", "μ", "rho", "ρ",
    "wd", "momentum",
  ]
  private static let parameterNames: Set<String> = [
    "w", "b", "u", "v", "theta", "θ", "gamma", "γ", "beta", "β", "bias", "biases", "weight", "weights", "weigths",
    "kernel",
    "c",
  ]

  func isLabel(_ base: String) -> Bool { Self.labelNames.contains(base.lowercased()) }

  /// The number of samples, where it is a number.
  func isSampleCount(_ base: String) -> Bool { Self.countNames.contains(base) }

  func isNumber(_ base: String) -> Bool {
    if Self.numberNames.contains(base) || isSampleCount(base) { return true }
    return ["rate", "size", "num_", "step", "count", "strength", "decay", "lambda"].contains { base.contains($0) }
  }

  func isParameter(_ base: String) -> Bool {
    if updated.contains(base) { return true }
    if Self.dataNames.contains(base.lowercased()) || isLabel(base) { return false }
    let stem = base.lowercased().split(separator: "_").first.map(String.init) ?? base
    if stem == "c" { return base.lowercased() == "c" }
    return Self.parameterNames.contains(stem) || stem.count == 2 && (stem.first == "w" || stem.first == "b")
  }
}
