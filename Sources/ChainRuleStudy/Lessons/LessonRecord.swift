/// A tape exported as data: what a page replays.
struct LessonRecord: Encodable {
  struct Node: Encodable {
    /// The place on the tape.
    var place: Int
    var name: String?
    /// `parameter`, `data`, `constant` or `operation`.
    var kind: String
    /// The name of the operation.
    var operation: String?
    /// The positions of the inputs among the nodes.
    var inputs: [Int]
    var shape: [Int]
    /// The elements in row-major order.
    var value: [LessonNumber]
    var notation: NotationRecord?
    /// How to compute the value again; absent where the page cannot.
    var replay: ReplayRecord?
    /// Whether the node belongs to the forward computation.
    var isForward: Bool
    /// The position of the gradient of the output with respect to this node.
    var gradient: Int?
    /// The positions of what the uses contribute to the gradient, where there are several.
    var contributions: [Contribution]?
  }

  /// What one use adds to a gradient.
  struct Contribution: Encodable {
    var node: Int
    /// The operation that uses the value.
    var user: Int
  }

  var title: String
  var introduction: String
  /// `float32` or `float64`.
  var format: String
  /// The position of what was differentiated.
  var output: Int
  var nodes: [Node]
  /// The operations in the order of the walk.
  var forward: [Int]
  /// The nodes whose gradients the reverse walk completes, in its order.
  var backward: [Int]
  /// Names and signs that the lesson is about.
  var marks: [String]
  /// What a document prints, by the name of the value or of the gradient: one text for each element.
  var figures: [NamedFigures]
}

struct NamedFigures: Encodable {
  var name: String
  var texts: [String]
}

/// A number in JSON, which has no infinities and no NaN: those are texts.
struct LessonNumber: Encodable {
  var value: Double

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    if value.isFinite {
      try container.encode(value)
    } else {
      try container.encode(value.isNaN ? "NaN" : value < 0 ? "-Infinity" : "Infinity")
    }
  }
}
