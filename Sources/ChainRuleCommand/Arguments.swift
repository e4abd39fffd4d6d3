/// The options on a command line, read by their descriptions: `--name value` or `--name=value`, and the operands between
/// them.
struct Arguments {
  private var values: [String: [String]] = [:]
  /// What is no option: files, for a subcommand that takes them. `-` is one, and all that follows `--`.
  private(set) var operands: [String] = []

  /// Reads what follows the subcommand's name. Throws at an option that is unknown, given twice, or lacks its value.
  init(_ arguments: [String], options: [OptionDescription], takesOperands: Bool = false) throws(CommandFailure) {
    var rest = arguments[...]
    while let argument = rest.popFirst() {
      if takesOperands, argument == "--" {
        operands += rest
        break
      }
      guard argument.hasPrefix("-"), argument != "-" || !takesOperands else {
        guard takesOperands else {
          throw CommandFailure("unexpected argument '\(argument)'; every value follows an option's name")
        }
        operands.append(argument)
        continue
      }
      let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      let name = parts[0]
      guard name != OptionDescription.help.name else { throw CommandFailure("the option '\(name)' takes no value") }
      guard let option = options.first(where: { $0.name == name }) else {
        let suggestion = nearest(to: name, among: options.map(\.name) + [OptionDescription.help.name])
        throw CommandFailure("unknown option '\(name)'" + (suggestion.map { "; did you mean '\($0)'?" } ?? ""))
      }
      guard values[name] == nil || option.isRepeatable else {
        throw CommandFailure("the option '\(name)' is given twice")
      }
      if let value = option.value {
        guard let given = parts.count > 1 ? parts[1] : rest.popFirst() else {
          throw CommandFailure("the option '\(name)' needs a value: \(name) \(value)")
        }
        values[name, default: []].append(given)
      } else {
        guard parts.count == 1 else { throw CommandFailure("the option '\(name)' takes no value") }
        values[name] = [""]
      }
    }
    if let missing = options.first(where: { $0.isRequired && values[$0.name] == nil }) {
      throw CommandFailure("the option '\(missing.name) \(missing.value ?? "")' is missing")
    }
  }

  func contains(_ name: String) -> Bool { values[name] != nil }

  func text(_ name: String) -> String? { values[name]?.first }

  /// All values of an option that may be given several times.
  func texts(_ name: String) -> [String] { values[name] ?? [] }

  /// One of the words that a type knows.
  func choice<Choice: RawRepresentable<String> & CaseIterable>(
    _ name: String, of type: Choice.Type
  ) throws(CommandFailure) -> Choice? {
    guard let text = text(name) else { return nil }
    guard let choice = Choice(rawValue: text) else {
      throw CommandFailure(
        "'\(name) \(text)': expected \(Choice.allCases.map(\.rawValue).joined(separator: " or "))")
    }
    return choice
  }

  /// A whole number of a range, or the default.
  func integer(_ name: String, default standard: Int, in range: ClosedRange<Int>) throws(CommandFailure) -> Int {
    guard let text = text(name) else { return standard }
    guard let value = Int(text), range.contains(value) else {
      throw CommandFailure("'\(name) \(text)': expected a whole number from \(range.lowerBound) to \(range.upperBound)")
    }
    return value
  }

  /// A number of a range, or the default.
  func number(_ name: String, default standard: Double, in range: ClosedRange<Double>) throws(CommandFailure) -> Double
  {
    guard let text = text(name) else { return standard }
    guard let value = Double(text), range.contains(value) else {
      throw CommandFailure("'\(name) \(text)': expected a number from \(range.lowerBound) to \(range.upperBound)")
    }
    return value
  }
}

/// The name that is most like what was typed, if any is like it at all.
func nearest(to typed: String, among names: [String]) -> String? {
  let candidates = names.map { (name: $0, distance: editDistance(typed, $0)) }
  guard let best = candidates.min(by: { $0.distance < $1.distance }) else { return nil }
  let isPrefix = typed.count > 2 && names.contains { $0.hasPrefix(typed) }
  if isPrefix { return names.first { $0.hasPrefix(typed) } }
  return best.distance <= max(2, typed.count / 3) ? best.name : nil
}

/// The number of letters to insert, remove or replace to make one word of the other (V. I. Levenshtein, 1965).
private func editDistance(_ a: String, _ b: String) -> Int {
  let (a, b) = (Array(a), Array(b))
  var row = Array(0...b.count)
  for (i, letter) in a.enumerated() {
    var diagonal = row[0]
    row[0] = i + 1
    for (j, other) in b.enumerated() {
      let substituted = diagonal + (letter == other ? 0 : 1)
      diagonal = row[j + 1]
      row[j + 1] = min(substituted, row[j] + 1, diagonal + 1)
    }
  }
  return row[b.count]
}
