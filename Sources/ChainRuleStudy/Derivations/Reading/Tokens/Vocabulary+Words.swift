extension Vocabulary {
  /// Names of functions, in lower case, that take what follows them as argument.
  static let functions: Set<String> = [
    "log", "ln", "lg", "exp", "sin", "cos", "tan", "cot", "sec", "csc", "sinh", "cosh", "tanh", "coth", "arcsin",
    "arccos", "arctan", "atan", "artanh", "arctanh", "max", "min", "argmax", "argmin", "softmax", "logsoftmax",
    "sigmoid", "sigm", "sig", "logistic", "relu", "leakyrelu", "lrelu", "elu", "selu", "gelu", "silu", "swish",
    "softplus", "softsign", "mish", "identity", "hardtanh", "step", "heaviside", "sign", "sgn", "abs", "sqrt", "tr",
    "trace", "diag", "det", "vec", "rank", "norm", "mean", "avg", "var", "std", "cov", "sum", "prod", "transpose",
    "onehot", "one_hot", "erf", "clip", "concat", "dim", "kl", "mse", "bce", "loss_function", "crossentropy",
    "cross_entropy", "square", "logsumexp", "lse", "layernorm", "batchnorm", "attention", "norm", "dropout", "conv",
    "pr", "inv", "dot", "matmul", "outer", "reshape", "flatten", "zeros", "ones", "where", "maximum", "minimum",
    "range", "len", "activation", "activation_derivative", "ce",
  ]

  /// Words that are one name where their letters stand together without a space.
  static let names: Set<String> = functions.union([
    "net", "out", "in", "loss", "cost", "error", "err", "target", "pred", "true", "input", "output", "bias", "weight",
    "weights", "grad", "gradient", "score", "scores", "probs", "logits", "logit", "hidden", "layer", "label", "labels",
    "reg", "lr", "const", "acc", "data", "act", "new", "old", "eps", "scale", "shift", "temp", "total", "delta",
    "alpha", "beta", "gamma", "epsilon", "eta", "theta", "lambda", "mu", "sigma", "rho", "tau", "phi", "psi", "omega",
    "rmse", "nll", "kq", "mlp", "rnn", "batch", "size", "step_size", "num_examples",
  ]).subtracting(["kq", "in", "pr", "sig", "ce", "kl"])

  /// Words that join statements, or say for what a statement holds.
  enum Connective {
    /// "for", "if": a condition follows.
    case condition
    /// "and", "where", "so": another statement follows.
    case statement
    case otherwise
  }

  static let connectives: [String: Connective] = {
    var connectives: [String: Connective] = [:]
    for word in [
      "for", "if", "when", "whenever", "forall", "provided", "unless", "iff", "für", "wenn", "falls", "si", "pour",
    ] { connectives[word] = .condition }
    for word in [
      "and", "where", "so", "let", "with", "hence", "thus", "then", "or", "therefore", "since", "because", "as", "but",
      "we", "which", "is", "that", "given", "und", "wobei", "mit", "et", "où", "avec", "donc", "gives", "have", "by",
      "using", "note", "now", "from", "also", "likewise", "similarly", "finally", "are", "of", "the", "here", "such",
      "assuming", "assume", "define", "yields", "i.e.", "e.g.", "s.t.", "to", "on", "at", "a", "an", "it", "this",
    ] { connectives[word] = .statement }
    for word in ["otherwise", "else", "sonst", "sinon"] { connectives[word] = .otherwise }
    return connectives
  }()

  /// Words below or above a letter that are a label rather than letters side by side.
  static let labels: Set<String> = [
    "new", "old", "in", "out", "max", "min", "pred", "true", "prev", "next", "train", "test", "val", "data", "reg",
    "total", "th", "st", "nd", "rd", "hid", "input", "output", "hidden", "model", "target", "loss", "final", "init",
    "opt", "ref", "batch", "avg", "cur", "tot", "err", "emb", "head", "ff", "ffn", "cls", "fc", "conv", "pool", "std",
    "mse", "ce", "bce", "kl", "nll", "mean", "var", "relu", "softmax", "log", "norm", "attn", "net", "inp",
  ]
}
