extension Vocabulary {
  /// Names of functions, in lower case.
  static let functions: Set<String> = [
    "abs", "activation", "activation_derivative", "arccos", "arcsin", "arctan", "arctanh", "argmax", "argmin",
    "artanh", "atan", "attention", "avg", "batchnorm", "bce", "clip", "concat", "conv", "cos", "cosh", "cot", "coth",
    "cov", "cross_entropy", "crossentropy", "csc", "det", "diag", "dim", "dot", "dropout", "elu", "erf", "exp",
    "flatten", "gelu", "hardtanh", "heaviside", "identity", "inv", "layernorm", "leakyrelu", "len", "lg", "ln", "log",
    "logistic", "logsoftmax", "logsumexp", "loss_function", "lrelu", "lse", "matmul", "max", "maximum", "mean", "min",
    "minimum", "mish", "mse", "norm", "one_hot", "onehot", "ones", "outer", "prod", "range", "rank", "relu", "reshape",
    "sec", "selu", "sgn", "sigm", "sigmoid", "sign", "silu", "sin", "sinh", "softmax", "softplus", "softsign", "sqrt",
    "square", "std", "step", "sum", "swish", "tan", "tanh", "tr", "trace", "transpose", "var", "vec", "where", "zeros",
  ]

  /// Functions that take the factors behind them without brackets.
  static let prefixes: Set<String> = [
    "arccos", "arcsin", "arctan", "cos", "cosh", "cot", "coth", "det", "diag", "erf", "exp", "lg", "ln", "log", "max",
    "min", "rank", "relu", "sgn", "sigmoid", "sign", "sin", "sinh", "softmax", "tan", "tanh", "tr", "trace", "vec",
  ]

  /// Words that are one name where their letters stand together without a space.
  static let names: Set<String> = functions.union([
    "acc", "act", "alpha", "batch", "beta", "bias", "const", "cost", "data", "delta", "eps", "epsilon", "err", "error",
    "eta", "gamma", "grad", "gradient", "hidden", "input", "label", "labels", "lambda", "layer", "logit", "logits",
    "loss", "lr", "mlp", "mu", "net", "new", "nll", "num_examples", "old", "omega", "out", "output", "phi", "pred",
    "probs", "psi", "reg", "rho", "rmse", "rnn", "scale", "score", "scores", "shift", "sigma", "size", "step_size",
    "target", "tau", "temp", "theta", "total", "true", "weight", "weights",
  ])

  /// Words that join statements, or say for what a statement holds.
  enum Connective {
    /// "for", "if": a condition follows.
    case condition
    /// "and", "where", "so": another statement follows.
    case statement
    case otherwise
  }

  static let connectives: [String: Connective] = {
    let words: [Connective: [String]] = [
      .condition: [
        "falls", "for", "forall", "für", "if", "pour", "provided", "si", "unless", "wenn", "when", "whenever",
      ],
      .statement: [
        "a", "also", "an", "and", "are", "as", "assume", "assuming", "at", "avec", "because", "but", "by", "define",
        "donc", "e.g.", "et", "finally", "from", "given", "gives", "have", "hence", "here", "i.e.", "is", "it", "let",
        "likewise", "mit", "note", "now", "of", "on", "or", "où", "s.t.", "similarly", "since", "so", "such", "that",
        "the", "then", "therefore", "this", "thus", "to", "und", "using", "we", "where", "which", "with", "wobei",
        "yields",
      ],
      .otherwise: ["else", "otherwise", "sinon", "sonst"],
    ]
    return Dictionary(
      words.flatMap { connective, words in words.map { ($0, connective) } }, uniquingKeysWith: { first, _ in first })
  }()

  /// Letters that are indices where several stand together behind an underscore: `Y_ji`, but not `W_hx`.
  static let indexLetters: Set<Character> = ["i", "j", "k", "l", "m", "n", "p", "q", "r", "s", "t", "u", "v", "ℓ"]

  /// Words below or above a letter that are a label rather than letters side by side.
  static let labels: Set<String> = [
    "attn", "avg", "batch", "bce", "ce", "cls", "conv", "cur", "data", "emb", "err", "fc", "ff", "ffn", "final", "head",
    "hid", "hidden", "in", "init", "inp", "input", "kl", "log", "loss", "max", "mean", "min", "model", "mse", "nd",
    "net", "new", "next", "nll", "norm", "old", "opt", "out", "output", "pool", "pred", "prev", "rd", "ref", "reg",
    "relu", "softmax", "st", "std", "target", "test", "th", "tot", "total", "train", "true", "val", "var",
  ]
}
