import ChainRuleStudy
import Testing

/// Programs that compute gradients rightly, to judge as they are and with mistakes planted.
struct CodeSample: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let lines: [String]

  init(_ description: String, _ text: String) {
    testDescription = description
    lines = text.split(separator: "\n").map(String.init)
  }

  /// The verdicts of the lines, by the lines' text without indentation.
  static func verdicts(_ lines: [String]) -> [CheckedEquation] {
    let text = "```\n" + lines.joined(separator: "\n") + "\n```\n"
    return Derivation(ReadDocument(reading: text, name: "sample", format: .markdown)).check().equations
  }

  /// The verdicts after some text is replaced where it occurs first.
  func verdicts(replacing old: String = "", by new: String = "") -> [CheckedEquation] {
    var lines = lines
    if let place = lines.firstIndex(where: { $0.contains(old) }), !old.isEmpty {
      lines[place] = lines[place].replacing(old, with: new, maxReplacements: 1)
    }
    return Self.verdicts(lines)
  }

  static let layers = CodeSample(
    "pseudo code of any depth, one sample",
    """
    for k = 1 to L:
        z[k] = W[k] * a[k-1] + b[k]
        a[k] = activation(z[k])
    J = loss_function(a[L], y)
    delta[L] = dJ/da[L] * activation_derivative(z[L])
    for k = L-1 to 1:
        delta[k] = (W[k+1].T * delta[k+1]) * activation_derivative(z[k])
    for k = 1 to L:
        dW[k] = delta[k] * a[k-1].T
        db[k] = delta[k]
    for k = 1 to L:
        W[k] -= rate * dW[k]
        b[k] -= rate * db[k]
    """)

  static let rows = CodeSample(
    "two layers, samples as rows, class numbers as labels",
    """
    hidden = np.maximum(0, np.dot(X, W1) + b1)
    scores = np.dot(hidden, W2) + b2
    exp_scores = np.exp(scores)
    probs = exp_scores / np.sum(exp_scores, axis=1, keepdims=True)
    loss = np.sum(-np.log(probs[range(n), y])) / n
    dscores = probs
    dscores[range(n), y] -= 1
    dscores /= n
    dW2 = np.dot(hidden.T, dscores)
    db2 = np.sum(dscores, axis=0, keepdims=True)
    dhidden = np.dot(dscores, W2.T)
    dhidden[hidden <= 0] = 0
    dW1 = np.dot(X.T, dhidden)
    db1 = np.sum(dhidden, axis=0, keepdims=True)
    W1 -= step_size * dW1
    b1 += -step_size * db1
    """)

  static let columns = CodeSample(
    "two layers, samples as columns, dZ times the number of samples",
    """
    m = X.shape[1]
    Z1 = np.dot(W1, X) + b1
    A1 = np.tanh(Z1)
    Z2 = np.dot(W2, A1) + b2
    A2 = sigmoid(Z2)
    cost = -np.sum(Y * np.log(A2) + (1 - Y) * np.log(1 - A2)) / m
    dZ2 = A2 - Y
    dW2 = np.dot(dZ2, A1.T) / m
    db2 = np.sum(dZ2, axis=1, keepdims=True) / m
    dZ1 = np.dot(W2.T, dZ2) * (1 - np.power(A1, 2))
    dW1 = np.dot(dZ1, X.T) / m
    db1 = np.sum(dZ1, axis=1, keepdims=True) / m
    W1 = W1 - lr * dW1
    W2 = W2 - lr * dW2
    """)

  static let operators = CodeSample(
    "any depth with @ and ranges, squared error",
    """
    A[0] = X
    for l in range(1, L + 1):
        Z[l] = A[l-1] @ W[l] + b[l]
        A[l] = np.tanh(Z[l])
    loss = 0.5 * np.sum((A[L] - Y) ** 2)
    dA[L] = A[L] - Y
    for l in range(L, 0, -1):
        dZ[l] = dA[l] * (1 - A[l] ** 2)
        dW[l] = A[l-1].T @ dZ[l]
        db[l] = dZ[l].sum(axis=0, keepdims=True)
        dA[l-1] = dZ[l] @ W[l].T
    """)

  static let tutorial = CodeSample(
    "two layers of sigmoids whose derivative takes the output",
    """
    hidden = sigmoid(np.dot(X, W1) + b1)
    output = sigmoid(np.dot(hidden, W2) + b2)
    loss = 0.5 * np.sum((output - y) ** 2)
    d_output = (output - y) * sigmoid_derivative(output)
    d_W2 = hidden.T.dot(d_output)
    d_hidden = d_output.dot(W2.T) * sigmoid_derivative(hidden)
    d_W1 = X.T.dot(d_hidden)
    """)

  static let ridge = CodeSample(
    "linear regression with a regularisation term",
    """
    pred = X @ w + b
    loss = np.mean((pred - y) ** 2) + 0.5 * reg * np.sum(w ** 2)
    dpred = 2 * (pred - y) / n
    dw = X.T @ dpred + reg * w
    db = np.sum(dpred)
    w -= lr * dw
    b -= lr * db
    """)

  static let batchNorm = CodeSample(
    "batch norm",
    """
    mu = np.mean(x, axis=0)
    var = np.var(x, axis=0)
    x_hat = (x - mu) / np.sqrt(var + eps)
    out = gamma * x_hat + beta
    dgamma = np.sum(dout * x_hat, axis=0)
    dbeta = np.sum(dout, axis=0)
    dx_hat = dout * gamma
    dvar = np.sum(dx_hat * (x - mu), axis=0) * -0.5 * (var + eps) ** (-1.5)
    dmu = -np.sum(dx_hat, axis=0) / np.sqrt(var + eps) - 2 * dvar * np.mean(x - mu, axis=0)
    dx = dx_hat / np.sqrt(var + eps) + dvar * 2 * (x - mu) / N + dmu / N
    """)

  static let numbers = CodeSample(
    "one neuron, numbers only",
    """
    z = w * x + b
    p = sigmoid(z)
    loss = (p - y) ** 2
    dp = 2 * (p - y)
    dz = dp * p * (1 - p)
    dw = dz * x
    db = dz
    w = w - lr * dw
    """)

  static let matlab = CodeSample(
    "MATLAB, one sample",
    """
    z2 = W1 * x + b1;
    a2 = sigmoid(z2);
    z3 = W2 * a2 + b2;
    a3 = sigmoid(z3);
    delta3 = (a3 - y) .* sigmoid_prime(z3);
    delta2 = (W2' * delta3) .* sigmoid_prime(z2);
    dW2 = delta3 * a2';
    dW1 = delta2 * x';
    db1 = delta2;
    """)

  static let all = [layers, rows, columns, operators, tutorial, ridge, batchNorm, numbers, matlab]
}
