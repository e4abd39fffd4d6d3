import Foundation
func debugDump(_ model: Model) {
  guard ProcessInfo.processInfo.environment["DUMP"] != nil else { return }
  print(
    "variant", model.variant, "loss", model.loss as Any, "sample", model.sampleDimension as Any, "scaled",
    model.scaledShorthands, "δ:", model.gradientSymbols, model.defaultErrorTarget as Any)
  print(
    "functions", model.guide.functions, "axis", model.guide.axisLetters, "instance", model.guide.instanceLetters,
    "stepped", model.guide.steppedBases, "indexed", model.guide.indexedBases, "labels", model.guide.labels, "ex",
    model.guide.exampleLetters)
  print("dims", model.dimensions.names.mapValues { model.dimensions.root($0) })
  for (id, q) in model.quantities.sorted(by: { $0.key.description < $1.key.description }) {
    print(
      "  ", id, model.dimensions.root(q.rows), model.dimensions.root(q.columns), q.role, q.sumsToOne as Any,
      q.classes as Any,
      q.definition.map { "\($0.rowIndex ?? "") \($0.columnIndex ?? "") \($0.term)".prefix(300) } ?? "given")
  }
  print("aliases", model.aliases, "problems", model.problems)
}

func debugFail(_ s: String) { if ProcessInfo.processInfo.environment["DUMP"] == "2" { print("FAIL", s.prefix(200)) } }
