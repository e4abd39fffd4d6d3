import ChainRule
import ChainRuleStudy

/// A confusion matrix as a table, or for many classes the most frequent confusions.
func confusionReport(_ matrix: ConfusionMatrix, _ classNames: [String]) -> String {
  matrix.classCount <= 20 ? confusionTable(matrix, classNames) : confusionList(matrix, classNames)
}

private func confusionTable(_ matrix: ConfusionMatrix, _ classNames: [String]) -> String {
  let classes = 0..<matrix.classCount
  let counts = classes.map { label in classes.map { String(matrix[label: label, prediction: $0]) } }
  let names = classNames.map { shortened($0, 12) }
  let nameWidth = names.map(\.count).max() ?? 0
  let widths = classes.map { column in max(names[column].count, counts.map { $0[column].count }.max() ?? 0) }
  func row(_ cells: [String]) -> String { zip(cells, widths).map { "  " + padded($0, $1) }.joined() }
  let header = padded("", nameWidth) + row(names)
  // A dot for never: what is left stands out.
  let rows = classes.map { padded(names[$0], nameWidth) + row(counts[$0].map { $0 == "0" ? "·" : $0 }) }
  return (["confusion matrix of the test samples: a row is the true class, a column the predicted one", header] + rows)
    .joined(separator: "\n")
}

private func confusionList(_ matrix: ConfusionMatrix, _ classNames: [String]) -> String {
  let classes = 0..<matrix.classCount
  let confusions = classes.flatMap { label in
    classes.filter { $0 != label }.map { (label: label, prediction: $0, count: matrix[label: label, prediction: $0]) }
  }
  let worst = confusions.filter { $0.count > 0 }.sorted { ($0.count, $1.label) > ($1.count, $0.label) }.prefix(10)
  let lines = worst.map {
    "  \($0.count) × \(shortened(classNames[$0.label], 40)) taken for \(shortened(classNames[$0.prediction], 40))"
  }
  return (["most frequent confusions of the test samples"] + (lines.isEmpty ? ["  none"] : lines)).joined(
    separator: "\n")
}

private func shortened(_ name: String, _ length: Int) -> String {
  let name = printable(name)
  return name.count <= length ? name : "\(name.prefix(length - 1))…"
}
