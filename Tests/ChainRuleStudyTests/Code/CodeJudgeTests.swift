import ChainRuleStudy
import Testing

/// Verdicts of pseudo code and NumPy.
@Suite struct CodeJudgeTests {
  /// A mistake planted in a line that is right.
  struct Mistake: Sendable, CustomTestStringConvertible {
    let sample: CodeSample
    let old: String
    let new: String
    let verdicts: Set<Verdict>
    var testDescription: String { "\(sample.testDescription): \(old) → \(new)" }

    init(_ sample: CodeSample, _ old: String, _ new: String, _ verdicts: Verdict...) {
      self.sample = sample
      self.old = old
      self.new = new
      self.verdicts = Set(verdicts)
    }
  }

  @Test("a right program has no fault, and its gradients are judged", arguments: CodeSample.all)
  func rightPrograms(sample: CodeSample) {
    for line in sample.verdicts() {
      #expect(
        line.verdict == .definition || line.verdict == .exact || line.verdict == .convention,
        "\(line.latex): \(line.message)")
    }
    #expect(sample.verdicts().count { $0.verdict == .exact || $0.verdict == .convention } >= 3)
  }

  static let mistakes: [Mistake] = [
    Mistake(.layers, "dW[k] = delta[k] * a[k-1].T", "dW[k] = delta[k] * a[k-1]", .shape),
    Mistake(.layers, "dW[k] = delta[k] * a[k-1].T", "dW[k] = delta[k] * a[k].T", .shape),
    Mistake(.layers, "W[k+1].T * delta[k+1]", "W[k+1] * delta[k+1]", .shape),
    Mistake(.layers, ") * activation_derivative(z[k])", ") * activation_derivative(a[k])", .wrong),
    Mistake(.layers, ") * activation_derivative(z[k])", ")", .wrong),
    Mistake(.layers, "db[k] = delta[k]", "db[k] = -delta[k]", .factor),
    Mistake(.layers, "W[k] -= rate", "W[k] += rate", .wrong),
    Mistake(.layers, "W[k] -= rate * dW[k]", "W[k] -= rate * db[k]", .wrong),
    Mistake(.layers, "J = loss_function", "L = loss_function", .wrong),
    Mistake(.layers, "for k = 1 to L:", "for k = 1 to L-1:", .wrong),
    Mistake(.rows, "-= 1", "+= 1", .wrong),
    Mistake(.rows, "dscores /= n", "dscores *= n", .factor),
    Mistake(.rows, "np.dot(hidden.T, dscores)", "np.dot(hidden, dscores)", .shape),
    Mistake(.rows, "np.dot(hidden.T, dscores)", "np.dot(dscores.T, hidden)", .shape),
    Mistake(.rows, "db2 = np.sum(dscores, axis=0", "db2 = np.sum(dscores, axis=1", .shape),
    Mistake(.rows, "db1 = np.sum(dhidden, axis=0", "db1 = np.mean(dhidden, axis=0", .factor),
    Mistake(.rows, "np.dot(dscores, W2.T)", "-np.dot(dscores, W2.T)", .factor),
    Mistake(.rows, "np.dot(dscores, W2.T)", "np.dot(W2, dscores)", .shape),
    Mistake(.rows, "hidden <= 0", "hidden > 0", .wrong),
    Mistake(.rows, "b1 += -step_size", "b1 += step_size", .wrong),
    Mistake(.columns, "A2 - Y", "Y - A2", .factor),
    Mistake(.columns, "np.dot(dZ2, A1.T) / m", "np.dot(dZ2, A1.T)", .factor),
    Mistake(.columns, "np.sum(dZ2, axis=1, keepdims=True) / m", "np.sum(dZ2, axis=1, keepdims=True)", .factor),
    Mistake(.columns, "np.dot(W2.T, dZ2) *", "np.dot(W2, dZ2) *", .shape),
    Mistake(.columns, "(1 - np.power(A1, 2))", "(1 + np.power(A1, 2))", .wrong),
    Mistake(.columns, "(1 - np.power(A1, 2))", "(1 - np.power(Z1, 2))", .wrong),
    Mistake(.columns, "dZ1, axis=1", "dZ1, axis=0", .shape),
    Mistake(.columns, "W1 - lr", "W1 + lr", .wrong),
    Mistake(.operators, "A[l-1].T @ dZ[l]", "A[l].T @ dZ[l]", .shape),
    Mistake(.operators, "dZ[l] @ W[l].T", "dZ[l] @ W[l]", .shape),
    Mistake(.operators, "(1 - A[l] ** 2)", "(1 - A[l])", .wrong),
    Mistake(.operators, "dA[L] = A[L] - Y", "dA[L] = 2 * (A[L] - Y)", .factor),
    Mistake(.tutorial, "d_output.dot(W2.T) * sigmoid_derivative(hidden)", "d_output.dot(W2.T)", .wrong),
    Mistake(.tutorial, "(output - y) * sig", "(y - output) * sig", .factor),
    Mistake(.batchNorm, "-0.5", "0.5", .factor),
    Mistake(.batchNorm, "dmu / N", "dmu", .wrong),
    Mistake(.batchNorm, "np.sum(dout * x_hat, axis=0)", "np.sum(dout * x, axis=0)", .wrong),
    Mistake(.batchNorm, "dout * gamma", "dout / gamma", .wrong),
    Mistake(.numbers, "p * (1 - p)", "p * (1 + p)", .wrong),
    Mistake(.numbers, "dz * x", "dz * w", .wrong),
    Mistake(.numbers, "w - lr", "w + lr", .wrong),
    Mistake(.matlab, "delta3 * a2'", "delta3 * a2", .shape),
    Mistake(.matlab, "sigmoid_prime(z2)", "sigmoid_prime(z3)", .shape),
    Mistake(.ridge, "+ reg * w", "- reg * w", .wrong),
    Mistake(.ridge, "2 * (pred - y) / n", "(pred - y) / n", .factor),
  ]

  @Test("a planted mistake is charged to its line, and to no other", arguments: mistakes)
  func plantedMistakes(mistake: Mistake) {
    var line: Int?
    for (place, text) in mistake.sample.lines.enumerated() where line == nil && text.contains(mistake.old) {
      line = place + 2
    }
    for entry in mistake.sample.verdicts(replacing: mistake.old, by: mistake.new) {
      if entry.range.line == line {
        #expect(mistake.verdicts.contains(entry.verdict), "\(entry.verdict): \(entry.message)")
        #expect(!entry.faults.isEmpty && !entry.message.isEmpty)
      } else {
        #expect(
          !entry.verdict.isFault && !entry.verdict.isUndecided, "\(entry.latex): \(entry.verdict) \(entry.message)")
      }
    }
  }
}
