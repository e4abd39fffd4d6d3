import ChainRuleStudy
import Testing

/// What a program as a whole does wrong: order, loops, names; and what cannot be decided.
@Suite struct CodeStructureTests {
  private func lines(_ text: String) -> [CheckedEquation] {
    CodeSample.verdicts(text.split(separator: "\n").map(String.init))
  }

  private func entry(_ text: String, in entries: [CheckedEquation]) throws -> CheckedEquation {
    try #require(entries.first { $0.latex == text })
  }

  /// A sample with two neighbouring lines swapped.
  private func swapped(_ sample: CodeSample, _ first: String) throws -> [CheckedEquation] {
    var lines = sample.lines
    let place = try #require(lines.firstIndex { $0.contains(first) })
    lines.swapAt(place, place + 1)
    return CodeSample.verdicts(lines)
  }

  @Test("a line that stands before the line whose result it reads is wrong, and no other line is")
  func order() throws {
    for (sample, first, early) in [
      (CodeSample.columns, "Z1 = ", "A1 = np.tanh(Z1)"), (.layers, "z[k] =", "a[k] = activation(z[k])"),
      (.columns, "dZ1 = ", "dW1 = np.dot(dZ1, X.T) / m"), (.columns, "dZ2 = ", "dW2 = np.dot(dZ2, A1.T) / m"),
    ] {
      let entries = try swapped(sample, first)
      #expect(try entry(early, in: entries).verdict == .wrong)
      #expect(entries.count { $0.verdict.isFault || $0.verdict.isUndecided } == 1, "\(entries.map(\.message))")
    }
  }

  @Test("a loop that leaves out a layer whose gradients the updates use is wrong, and the lines for it are written out")
  func shortLoop() throws {
    let entries = lines(
      """
      for l = 1 to L:
        z[l] = W[l] * a[l-1] + b[l]
        a[l] = g(z[l])
      loss = loss_function(a[L], y)
      delta[L] = dloss/da[L] * g'(z[L])
      for l = L-1 to 1:
        delta[l] = (W[l+1].T * delta[l+1]) * g'(z[l])
        dW[l] = delta[l] * a[l-1].T
      for l = 1 to L:
        W[l] -= eta * dW[l]
      """)
    let header = try entry("for l = L-1 to 1:", in: entries)
    #expect(header.verdict == .wrong)
    #expect(header.faults.first?.correct == "dW[L] = delta[L] * a[L-1].T")
    #expect(entries.count { $0.verdict.isFault } == 1, "\(entries.map(\.message))")
    #expect(try entry("dW[l] = delta[l] * a[l-1].T", in: entries).verdict == .convention)
  }

  @Test("a loop that reaches for a layer that there is not is wrong, and the lines in it are right")
  func longLoop() throws {
    let entries = CodeSample.layers.verdicts(replacing: "for k = L-1 to 1:", by: "for k = L to 1:")
    let header = try entry("for k = L to 1:", in: entries)
    #expect(header.verdict == .wrong, "\(header.message)")
    #expect(entries.count { $0.verdict.isFault } == 1, "\(entries.map(\.message))")
  }

  @Test("a second network begins where forward lines assign a name anew")
  func twoNetworks() throws {
    let entries = lines(
      """
      scores = X @ W + b
      dscores = softmax(scores)
      dscores[range(n), y] -= 1
      dscores /= n
      dW = X.T @ dscores
      H = np.maximum(0, X @ W + b)
      scores = H @ V + c
      dV = H.T @ dscores
      dH = dscores @ V.T
      dH[H <= 0] = 0
      dW = X.T @ dH
      """)
    #expect(entries.allSatisfy { !$0.verdict.isFault && !$0.verdict.isUndecided }, "\(entries.map(\.message))")
    #expect(try entry("dW = X.T @ dH", in: entries).verdict == .exact)
    #expect(entries.count { $0.verdict == .exact } == 6)
  }

  @Test("of a gradient that is changed in place, the line that completes it has the verdict")
  func inPlace() throws {
    let entries = CodeSample.rows.verdicts()
    #expect(try entry("dscores = probs", in: entries).verdict == .definition)
    #expect(try entry("dscores[range(n), y] -= 1", in: entries).verdict == .definition)
    #expect(try entry("dscores /= n", in: entries).verdict == .exact)
    // The gradient by the hidden layer first, by what the activation is applied to then.
    #expect(try entry("dhidden = np.dot(dscores, W2.T)", in: entries).verdict == .exact)
    #expect(try entry("dhidden[hidden <= 0] = 0", in: entries).verdict == .exact)
  }

  @Test("a regularisation term that is added later makes the line before it right for the data's part")
  func regularisation() throws {
    let added = lines("s = X @ W + b\nds = (softmax(s) - Y) / n\ndW = X.T @ ds\ndW += reg * W")
    #expect(try entry("dW = X.T @ ds", in: added).verdict == .convention)
    #expect(try entry("dW += reg * W", in: added).verdict == .exact)
    let subtracted = lines("s = X @ W + b\nds = (softmax(s) - Y) / n\ndW = X.T @ ds\ndW -= reg * W")
    let fault = try entry("dW -= reg * W", in: subtracted)
    #expect(fault.verdict == .wrong)
    #expect(fault.faults.first?.correct == "dW += reg * W")
  }

  @Test("the corrected line is printed as the author writes")
  func corrections() throws {
    for (sample, old, new, correct) in [
      (CodeSample.rows, "np.dot(hidden.T, dscores)", "np.dot(hidden, dscores)", "dW2 = np.dot(hidden.T, dscores)"),
      (.rows, "hidden <= 0", "hidden > 0", "dhidden[hidden <= 0] = 0"),
      (.rows, "dscores, axis=0", "dscores, axis=1", "db2 = np.sum(dscores, axis=0, keepdims=True)"),
      (.columns, "np.dot(dZ2, A1.T) / m", "np.dot(dZ2, A1.T)", "dW2 = np.dot(dZ2, A1.T) / m"),
      (
        .layers, "W[k+1].T * delta[k+1]", "W[k+1] * delta[k+1]",
        "delta[k] = (W[k+1].T * delta[k+1]) * activation_derivative(z[k])"
      ),
    ] {
      let faults = sample.verdicts(replacing: old, by: new).flatMap(\.faults)
      #expect(faults.compactMap(\.correct) == [correct])
    }
  }

  @Test("a factor is named by what the program calls the number of samples")
  func factors() {
    let faults = CodeSample.columns.verdicts(replacing: "np.dot(dZ1, X.T) / m", by: "np.dot(dZ1, X.T)").flatMap(
      \.faults)
    #expect(faults.map(\.factor) == ["m"])
  }

  @Test("what cannot be decided is no fault")
  func undecided() {
    for text in [
      "Z = W @ X + b\nA = mystery(Z)\ndZ = dA * mystery_slope(Z)\ndW = dZ @ X.T",
      "dW = dZ @ A.T\ndb = 3 * dZ",
      "Z = W @ X\nif flag:\n  dZ = 3 * Z\nelse:\n  dZ = Z",
      "for i in range(m):\n  z[i] = w.T @ x[i]\n  dw += 7 * x[i]",
      "z = W @ x\nloss = strange(z)[3, 4:7]\ndz = z * z",
      "h = f(W @ x)\ndW = cols(dh)",
    ] {
      let entries = lines(text)
      #expect(!entries.isEmpty)
      #expect(entries.allSatisfy { !$0.verdict.isFault }, "\(text): \(entries.map(\.message))")
    }
  }

  @Test("hostile programs end with a verdict for every line")
  func hostile() {
    let programs = [
      "for l = 1 to 1000000000:\n  dW[l] = W[l] * z[l]",
      "for l = 9999999999999999999999 to 1:\n  dW[l] = W[l]\nz = W[99999999999999999999] * x",
      "z = " + String(repeating: "(", count: 5000) + "x" + String(repeating: ")", count: 5000) + "\ndx = z",
      "z = x" + String(repeating: " + x", count: 3000) + "\ndx = z",
      "z[0] = x\n" + String(repeating: "for l = 1 to 900:\n", count: 1) + "  z[l] = W @ z[l-1]\n  dW = z[l]",
      (0..<40).map { String(repeating: " ", count: $0) + "for i\($0) = 1 to 999:" }.joined(separator: "\n")
        + "\n" + String(repeating: " ", count: 41) + "dW[i0+i1+i2+i3] = W[i0+i1+i2+i3+i39]",
      String(repeating: "dW = W @ x\n", count: 5000), "dW[ = 3", "dW = W ** x\nW = W @ W @ W\nx = W[1,2,3]", "= = =",
      "x = 1e999\ndx = x / 0\nz = x * x\nW[-5] = W[-5] + dW[-5]",
    ]
    for text in programs {
      let entries = lines(text)
      #expect(entries.count > 0)
    }
  }
}
