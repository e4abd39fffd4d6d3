import Foundation

/// A number with a fixed count of decimals.
func decimal(_ value: Double, _ digits: Int) -> String { String(format: "%.\(digits)f", value) }

/// A small number with one decimal: 2.2e-16.
func scientific(_ value: Double) -> String { String(format: "%.1e", value) }

/// A share as a percentage: 97.50 %.
func percent(_ share: Double) -> String { "\(decimal(100 * share, 2)) %" }

/// The text with spaces before it, up to a width.
func padded(_ text: String, _ width: Int) -> String {
  String(repeating: " ", count: max(0, width - text.count)) + text
}
