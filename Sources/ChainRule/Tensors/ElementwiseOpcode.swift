import CChainRule

/// An elementary operation on single numbers: one instruction of a block program.
public struct ElementwiseOpcode: Hashable, Sendable {
  let rawValue: Int32

  private init(_ rawValue: Int) { self.rawValue = Int32(rawValue) }

  static let count = Int(CR_OPCODE_COUNT)

  static let all = (0..<count).map { ElementwiseOpcode($0) }

  static let negate = Self(CR_NEGATE)
  static let square = Self(CR_SQUARE)
  static let sqrt = Self(CR_SQRT)
  static let exp = Self(CR_EXP)
  static let log = Self(CR_LOG)
  static let log1p = Self(CR_LOG1P)
  static let expm1 = Self(CR_EXPM1)
  static let sin = Self(CR_SIN)
  static let cos = Self(CR_COS)
  static let tanh = Self(CR_TANH)
  static let sigmoid = Self(CR_SIGMOID)
  static let softplus = Self(CR_SOFTPLUS)
  static let relu = Self(CR_RELU)
  static let abs = Self(CR_ABS)
  static let sign = Self(CR_SIGN)
  static let erf = Self(CR_ERF)
  static let add = Self(CR_ADD)
  static let subtract = Self(CR_SUBTRACT)
  static let multiply = Self(CR_MULTIPLY)
  static let divide = Self(CR_DIVIDE)
  static let power = Self(CR_POWER)
  static let minimum = Self(CR_MINIMUM)
  static let maximum = Self(CR_MAXIMUM)
  static let greater = Self(CR_GREATER)
  static let greaterOrEqual = Self(CR_GREATER_EQUAL)
  static let less = Self(CR_LESS)
  static let lessOrEqual = Self(CR_LESS_EQUAL)
  static let equal = Self(CR_EQUAL)
  static let notEqual = Self(CR_NOT_EQUAL)
  static let select = Self(CR_SELECT)

  /// How many operands it takes: 1, 2 or 3.
  var operandCount: Int { rawValue < CR_ADD ? 1 : rawValue < CR_SELECT ? 2 : 3 }
}
