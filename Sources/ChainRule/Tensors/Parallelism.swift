import CChainRule

/// How many threads the kernels use.
public enum Parallelism {
  /// The most threads that one operation on tensors uses: by default as many as the machine has processors, or as the
  /// environment variable `CHAINRULE_THREADS` says. From 1 to 64; another number, or a variable that is none, stops the
  /// program. Small operations use one. Results do not depend on it, bit for bit.
  public static var threads: Int {
    get { Int(cr_threads()) }
    set {
      guard newValue >= 1, newValue <= 64 else { stop("Parallelism.threads: \(newValue); it is from 1 to 64") }
      cr_set_threads(Int32(newValue))
    }
  }
}
