/// An expression of a script: a number or an array, and how tightly it holds together.
struct SnippetExpression {
  /// What stands outermost in the text, from loose to tight.
  enum Binding: Int { case comparison, sum, product, sign, power, atom }

  var text: String
  /// Whether it is a number of the language, and no array.
  var isNumber: Bool
  var binding = Binding.atom

  /// The text, in parentheses where it would come apart.
  func grouped(_ least: Binding) -> String { binding.rawValue >= least.rawValue ? text : "(\(text))" }
}

/// The operations with two operands.
enum SnippetOperation: String {
  case add = "+"
  case subtract = "-"
  case multiply = "*"
  case divide = "/"
  case power
  case maximum
  case minimum
}

/// How a language writes arrays and what is done with them.
protocol SnippetSyntax {
  /// The lines that define a helper, by its name; they may name other helpers.
  var helpers: [String: [String]] { get }
  /// Names that quantities must not have.
  var reserved: Set<String> { get }
  /// The first lines of every script.
  var head: [String] { get }

  func comment(_ text: String) -> String
  func literal(_ number: Double) -> String
  func literal(_ matrix: PlainMatrix) -> String
  func definition(_ name: String, _ value: String) -> String
  /// A function of a quantity and some indices.
  func function(
    _ name: String, _ parameter: (name: String, isNumber: Bool), _ indices: [String], _ body: [String],
    _ result: SnippetExpression
  ) -> [String]
  /// The same function of the quantity alone.
  func partial(_ name: String, _ indices: [String]) -> String
  func printing(_ title: String, _ value: SnippetExpression) -> String
  func printingDifference(_ title: String, _ a: SnippetExpression, _ b: SnippetExpression) -> String

  /// A whole number where numbers are computed with.
  func index(_ text: String) -> String
  func label(_ name: SnippetExpression, _ place: String) -> String
  func binary(_ operation: SnippetOperation, _ a: SnippetExpression, _ b: SnippetExpression) -> SnippetExpression
  func negated(_ a: SnippetExpression) -> SnippetExpression
  func product(_ a: SnippetExpression, _ b: SnippetExpression) -> SnippetExpression
  func transposed(_ a: SnippetExpression) -> SnippetExpression
  /// A function of each element that has this name in the language or among the helpers.
  func applied(_ function: String, _ a: SnippetExpression) -> SnippetExpression
  /// The name of such a function as a value.
  func functionName(_ function: String) -> String
  /// A function of a number x.
  func function(_ name: String, ofX body: SnippetExpression) -> String
  func softmax(_ a: SnippetExpression, alongRows: Bool) -> SnippetExpression
  func reduced(_ reduction: Reduction, _ axis: TermAxis, _ a: SnippetExpression) -> SnippetExpression?
  func over(
    _ reduction: Reduction, _ name: String, _ from: String, _ to: String, _ condition: SnippetExpression?,
    _ body: SnippetExpression
  ) -> SnippetExpression?
  /// One where two stand in a relation, else zero.
  func comparison(_ a: SnippetExpression, _ relation: Relation, _ b: SnippetExpression) -> SnippetExpression
  /// One value where a condition is one, the other where it is zero.
  func choice(_ condition: SnippetExpression, _ a: SnippetExpression, _ b: SnippetExpression) -> SnippetExpression
  /// A part of an array, by places from zero; `nil` for all rows or columns.
  func element(_ a: SnippetExpression, _ row: String?, _ column: String?) -> SnippetExpression
  func array(_ rows: [[SnippetExpression]]) -> SnippetExpression
  /// An array of numbers that are computed from the places of their rows and columns, counted from one.
  func table(_ rows: (name: String, count: Int)?, _ columns: (name: String, count: Int)?, _ element: SnippetExpression)
    -> SnippetExpression
  func diagonal(_ a: SnippetExpression, isVector: Bool) -> SnippetExpression
  func identity(_ size: Int) -> SnippetExpression
  func ones(_ rows: Int, _ columns: Int) -> SnippetExpression
  /// The only element of an array.
  func number(_ a: SnippetExpression) -> SnippetExpression

  // Finite differences of a function: by a number, by one element of an array, and by all of its elements.
  func rate(_ function: String, _ a: String) -> String
  func change(_ function: String, _ a: String, _ row: String, _ column: String, isNumber: Bool) -> String
  func slope(_ function: String, _ a: String) -> String
  func jacobian(_ function: String, _ a: String) -> String
  /// Some of the columns of an array.
  func columns(_ a: String, from: String, by step: Int, count: Int) -> String
}
