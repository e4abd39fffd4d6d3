import ChainRule

extension CSVTable {
  /// The table as labelled samples: the last column holds each row's class, the others its features.
  ///
  /// A class is any text. The classes are numbered in the order of `classNames`: numbers by value, other text by letters.
  /// Throws where there is no row, no feature column, a feature that is no finite number, or an empty class.
  public func labelledSamples<Scalar: TensorScalar>(
    as scalar: Scalar.Type = Scalar.self
  ) throws(DataFileError) -> (samples: LabelledSamples<Scalar>, classNames: [String]) {
    let labelColumn = columnCount - 1
    guard labelColumn > 0 else {
      let hint = CSVTable.separatorHint(columnNames?[0] ?? (rowCount > 0 ? text(row: 0, column: 0) : ""))
      throw DataFileError(
        file: file, place: .text(line: 1, column: 1),
        problem: .malformed(found: "one field a row\(hint)", expected: "features and, in the last field, a label"))
    }
    let features: Tensor<Scalar> = try features(columns: labelColumn)
    var names: [String] = []
    for row in 0..<rowCount {
      let name = text(row: row, column: labelColumn)
      guard !name.isEmpty else { throw badCell(row: row, column: labelColumn, expected: "a label") }
      names.append(name)
    }
    let classNames = Set(names).sorted {
      switch (Double($0), Double($1)) {
      case (let a?, let b?) where a != b: a < b
      case (.some, nil): true
      case (nil, .some): false
      default: $0 < $1
      }
    }
    let indices = Dictionary(uniqueKeysWithValues: classNames.enumerated().map { ($0.element, $0.offset) })
    let samples = LabelledSamples(features: features, labels: names.map { indices[$0]! }, classCount: classNames.count)
    return (samples, classNames)
  }

  /// The first `columns` columns of numbers, as a matrix with one row of the table per column: columns × rows.
  ///
  /// Throws where there is no row, and at the first cell that is no finite number, or too large for `Scalar`.
  public func features<Scalar: TensorScalar>(
    columns: Int, as scalar: Scalar.Type = Scalar.self
  ) throws(DataFileError) -> Tensor<Scalar> {
    guard rowCount > 0 else { throw DataFileError(file: file, problem: .empty) }
    var scalars = Array(repeating: Scalar(0), count: columns * rowCount)
    for row in 0..<rowCount {
      for column in 0..<columns {
        let value = Scalar(try number(row: row, column: column))
        guard value.isFinite else {
          throw badCell(row: row, column: column, expected: "a number that a \(Scalar.self) can hold")
        }
        scalars[column * rowCount + row] = value
      }
    }
    return Tensor(shape: [columns, rowCount], scalars: scalars)
  }
}
