/// A symbol as it is used at one place, with what hangs on it sorted by meaning.
struct ScriptedUse: Hashable, Sendable {
  var name: QuantityName
  /// Layers and time steps.
  var instance: [Formula] = []
  /// Elements: an index or, as `nil`, a whole axis.
  var axes: [Formula?] = []
  /// The example of a batch, where it is written above: `x^{(i)}`.
  var example: Formula?
  /// dZ for the gradient with respect to Z.
  var isDifferential = false
  var primes = 0
  var isTransposed = false
  var powers: [Formula] = []
}

extension ScriptedUse {
  /// Whether nothing is done to the symbol: it is a quantity, or a part of one.
  var isPlain: Bool { primes == 0 && !isTransposed && powers.isEmpty }
}
