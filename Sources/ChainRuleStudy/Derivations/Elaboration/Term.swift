/// A formula with one meaning: every product says which it is, every value is a matrix (a vector has one column, a number
/// one row and one column), and every derivative says how its elements are laid out.
///
/// Terms are computed on a tape (`TapePoint`) and, independently, by plain loops with finite differences (`PlainPoint`).
indirect enum Term: Hashable, Sendable {
  case number(Double)
  /// The value of an index.
  case index(IndexTerm)
  case quantity(QuantityReference)
  case sum([Term])
  case negated(Term)
  /// Elementwise, with axes of length one repeated.
  case product(Term, Term)
  case quotient(Term, Term)
  case power(Term, Term)
  case matrixProduct(Term, Term)
  case transposed(Term)
  /// A function of each element, or of each column or row.
  case function(TermFunction, Term)
  /// A function of several values, a loss for instance: a single number.
  case generic(String, [Term])
  /// The larger, or the smaller, of two.
  case extremum(Bool, Term, Term)
  case reduction(Reduction, TermAxis, Term)
  /// Σ or Π or max over the values of an index, where the condition holds.
  case over(Reduction, index: String, from: IndexTerm, to: IndexTerm, condition: TermCondition?, body: Term)
  /// One where the condition holds, else zero.
  case indicator(TermCondition)
  case choice([TermCase])
  case element(Term, row: IndexTerm?, column: IndexTerm?)
  /// A matrix of single numbers.
  case matrix([[Term]])
  /// The matrix with a vector on its diagonal, or the vector on a matrix's.
  case diagonal(Term)
  case identity(Dimension)
  case ones(Dimension, Dimension)
  case derivative(TermDerivative)
  /// Jᵀ·cotangent: what reaches `to` when `cotangent` is sent back from `from`, along all ways or through its definition
  /// alone.
  case pullback(cotangent: Term, from: Term, to: QuantityReference, isDirect: Bool)
}

/// A function of one value.
enum TermFunction: Hashable, Sendable {
  case exp, log, sqrt, tanh, sigmoid, relu, softplus, sin, cos, abs, sign, square, identity
  /// Along the axis of the classes.
  case softmax(TermAxis)
  /// Any smooth function, a random one: its name decides which.
  case smooth(String)
  /// The derivative of a function of each element.
  indirect case derivative(TermFunction)

  var isElementwise: Bool { if case .softmax = self { false } else { true } }
}

enum Reduction: Hashable, Sendable {
  case sum, mean, product, maximum, minimum
  /// The root of the sum of squares.
  case norm
  case trace, determinant
}

enum TermAxis: Hashable, Sendable {
  /// Down each column.
  case rows
  /// Along each row.
  case columns
  case both
}

/// A comparison of elements or indices.
indirect enum TermCondition: Hashable, Sendable {
  case compare(Term, Relation, Term)
  case all([TermCondition])
}

struct TermCase: Hashable, Sendable {
  var value: Term
  /// `nil` for otherwise.
  var condition: TermCondition?
}

/// A derivative of a term by a quantity.
struct TermDerivative: Hashable, Sendable {
  enum Form: Hashable, Sendable {
    /// Of a single number by anything: the shape of what it is taken by. Or of anything by a single number.
    case gradient
    /// Of each element by the same element.
    case diagonal
    /// Of a vector by a vector, one row for each element of the numerator.
    case jacobian
    /// Of one column by the same column of a batch, one row for each element of the numerator.
    case sampleJacobian
    /// Twice by the same vector.
    case hessian
  }

  var of: Term
  var by: QuantityReference
  var form: Form
  /// Only through the place where the numerator's own definition mentions it.
  var isDirect: Bool
}
