import ChainRuleStudy

/// `chain-rule check`: hand derivations, equation by equation, against automatic differentiation.
struct CheckCommand: Subcommand {
  static let name = "check"
  static let summary = "Check hand derivations against automatic differentiation, equation by equation."
  static let operands: String? = "[FILE | FOLDER | -]..."
  static let discussion = """
    Reads Markdown, LaTeX, Jupyter notebooks and plain text with mathematics, and gives every equation a verdict: it
    holds, holds by a convention, is off by a factor, does not fit, does not hold; with the corrected line. What is
    not understood is said so, and never counts as a fault. '-' reads standard input. Of a folder all documents are
    checked, and what was found is grouped by cause. Without a file, the package's own collection is checked: worked
    derivations, which must hold, and a gallery of mistakes, which must be found.

    Exit code 0: every claim was judged and holds. 1: at least one does not. 2: a document cannot be read, or the
    command line is wrong. 3: no fault, but something was left undecided, or there was no equation at all.

    Nothing is written but what --html names, and nothing leaves the machine.

    Examples:
      chain-rule check notes.md
      chain-rule check -e 'Z = W X' -e 'dW = Xᵀ dZ'
      chain-rule check notes.md --let sigma=tanh --samples rows --html notes.html
      chain-rule check answer.md --given sheet.md --expect dW1,db1
      chain-rule check notes.md --diff | patch -p0
      chain-rule check homework --html pages
    """

  static let options = [
    OptionDescription(
      name: "-e", value: "EQUATION", help: "Check this equation, such as 'dW = dZ Xᵀ'; may be repeated.",
      isRepeatable: true),
    OptionDescription(
      name: "--given", value: "FILE",
      help:
        "Take forward equations, loss, shapes and bindings from this document."),
    OptionDescription(
      name: "--expect", value: "NAMES",
      help: "Results that must be there, such as dW1,db1; a missing one is a fault; may be repeated.",
      isRepeatable: true),
    OptionDescription(
      name: "--let", value: "NAME=VALUE",
      help: "Say what a name stands for: sigma=tanh, L=3, J=loss, c=constant, 'X=n × m'; may be repeated.",
      isRepeatable: true),
    OptionDescription(name: "--samples", value: "WAY", help: "How samples stand in a matrix: rows or columns."),
    OptionDescription(
      name: "--layout", value: "WAY", help: "Derivatives of vectors by vectors: numerator or denominator layout."),
    OptionDescription(name: "--seed", value: "N", help: "The seed of the random points (default 1)."),
    OptionDescription(
      name: "--bindings", help: "Print how the document was read, as a comment to put into it and change."),
    OptionDescription(name: "--show", value: "LINE", help: "Print the smallest counterexample to the equation there."),
    OptionDescription(
      name: "--snippet", value: "LINE", help: "Print a script that shows the same by finite differences."),
    OptionDescription(name: "--as", value: "LANGUAGE", help: "The script's language: numpy or swift (default numpy)."),
    OptionDescription(name: "--json", help: "Print one JSON object per document."),
    OptionDescription(name: "--csv", help: "Print a table with a row per equation."),
    OptionDescription(name: "--diff", help: "Print the mends as a patch for 'patch -p0'."),
    OptionDescription(
      name: "--format", value: "FORM", help: "text, or github for annotations in a workflow (default text)."),
    OptionDescription(
      name: "--html", value: "PATH", help: "Also write a page that can be read offline; of many documents, a folder."),
    OptionDescription(name: "--allow-undecided", help: "Exit with 0 where nothing is wrong but something undecided."),
  ]

  /// What is printed.
  enum Form: Equatable {
    case text, json, csv, patch, annotations, bindings
    case counterexample(line: Int)
    case snippet(line: Int, SnippetLanguage)
  }

  enum TextFormat: String, CaseIterable {
    case text, github
  }

  let paths: [String]
  let equations: [String]
  let given: String?
  let options: Derivation.Options
  let form: Form
  let pagePath: String?
  let allowsUndecided: Bool

  init(_ arguments: Arguments) throws(CommandFailure) {
    paths = arguments.operands
    equations = arguments.texts("-e")
    given = arguments.text("--given")
    form = try CheckCommand.form(arguments)
    pagePath = arguments.text("--html")
    allowsUndecided = arguments.contains("--allow-undecided")
    options = try CheckCommand.options(arguments)
    guard paths.count(where: { $0 == "-" }) <= 1 else { throw CommandFailure("'-' is given twice") }
    if let path = (paths + [given, pagePath].compactMap { $0 }).first(where: \.isEmpty) {
      throw CommandFailure("'\(path)' is no path")
    }
    if paths.isEmpty, equations.isEmpty {
      let needy = ["--given", "--expect", "--let", "--bindings", "--show", "--snippet", "--diff"]
        .first(where: arguments.contains)
      if let needy { throw CommandFailure("'\(needy)' needs a document to check") }
    }
  }

  private static func form(_ arguments: Arguments) throws(CommandFailure) -> Form {
    let names = ["--bindings", "--show", "--snippet", "--json", "--csv", "--diff"].filter(arguments.contains)
    let format = try arguments.choice("--format", of: TextFormat.self)
    let chosen = names + (format == nil ? [] : ["--format"])
    guard chosen.count <= 1 else {
      throw CommandFailure("'\(chosen[0])' and '\(chosen[1])' cannot both be printed")
    }
    let language = try arguments.choice("--as", of: SnippetLanguage.self)
    guard language == nil || names == ["--snippet"] else { throw CommandFailure("'--as' belongs to '--snippet LINE'") }
    switch names.first {
    case "--bindings": return .bindings
    case "--show": return .counterexample(line: try arguments.integer("--show", default: 1, in: 1...(.max)))
    case "--snippet":
      return .snippet(line: try arguments.integer("--snippet", default: 1, in: 1...(.max)), language ?? .numpy)
    case "--json": return .json
    case "--csv": return .csv
    case "--diff": return .patch
    default: return format == .github ? .annotations : .text
    }
  }

  private static func options(_ arguments: Arguments) throws(CommandFailure) -> Derivation.Options {
    var options = Derivation.Options()
    options.samples = try arguments.choice("--samples", of: Derivation.Options.Samples.self)
    options.layout = try arguments.choice("--layout", of: Derivation.Options.Layout.self)
    options.seed = UInt64(try arguments.integer("--seed", default: 1, in: 0...(.max)))
    for text in arguments.texts("--expect") {
      do {
        options.expected += try ExpectedResult.list(parsing: text).map(\.name)
      } catch {
        throw CommandFailure("'--expect \(text)': \(error.message)")
      }
    }
    for text in arguments.texts("--let") {
      do {
        let binding = try Binding(parsing: text)
        if let other = options.bindings.contradiction(with: binding) {
          throw CommandFailure("'--let \(text)': '\(other.names[0])' is also said to be \(other.value)")
        }
        options.bindings.bindings.append(binding)
      } catch let error as BindingsError {
        throw CommandFailure("'--let \(text)', column \(error.column): \(error.message)")
      } catch {
        throw error as? CommandFailure ?? CommandFailure("'--let \(text)': \(error)")
      }
    }
    return options
  }
}
