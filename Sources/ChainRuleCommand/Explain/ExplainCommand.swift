import ChainRule
import ChainRuleStudy
import Foundation

/// `chain-rule explain`: a small network, walked forwards and backwards.
struct ExplainCommand: Subcommand {
  static let name = "explain"
  static let summary = "Walk through a small network and its gradients, step by step."
  static let discussion = """
    Shows the values of a network, and then, from the loss backwards, where each gradient comes from: every use of a
    value with the gradient from above, the local derivative, and both together, with shapes and numbers. What has no
    gradient is shown as –, which is not 0.

    A network is given by its widths. With one output it uses the logistic function and half the squared error on one
    sample; with several, ReLU and softmax with the mean cross-entropy of a few samples. Nothing is written to any file.

    Examples:
      chain-rule explain --network 2-2-1
      chain-rule explain --network 4-5-3-2 --style delta --step
    """

  static let options = [
    OptionDescription(name: "--network", value: "WIDTHS", help: "The layers' widths, 1 to 8 each (default 2-2-1)."),
    OptionDescription(
      name: "--style", value: "NAME", help: "What gradients are called: partial, differential or delta."),
    OptionDescription(name: "--step", help: "Wait for the return key after each step; only on a terminal."),
    OptionDescription(name: "--json", help: "Print one JSON object."),
  ]

  let network: TeachingNetwork
  let style: GradientStyle
  let waits: Bool
  let isJSON: Bool

  init(_ arguments: Arguments) throws(CommandFailure) {
    let text = arguments.text("--network") ?? "2-2-1"
    guard let network = TeachingNetwork(text) else {
      throw CommandFailure("'--network \(text)': expected 2 to 6 widths from 1 to 8, such as 2-2-1")
    }
    self.network = network
    style = try arguments.choice("--style", of: GradientStyle.self) ?? .partial
    waits = arguments.contains("--step")
    isJSON = arguments.contains("--json")
    guard !waits || !isJSON else { throw CommandFailure("'--step' and '--json' do not go together") }
  }

  func run(_ output: Output) throws -> ExitStatus {
    let tape = Tape<Double>()
    let walk = network.record(on: tape).backward().walkthrough(style: style)
    if isJSON {
      output.print(try WalkthroughRecord(walk).json)
      return .success
    }
    guard !waits || output.isTerminal && isatty(STDIN_FILENO) == 1 else {
      throw CommandFailure("'--step' waits for a key, and this is no terminal")
    }
    let steps = walk.forward.map(\.description) + walk.backward.map(\.description)
    for (place, step) in steps.enumerated() {
      if place == 0 { output.print("Forward\n") }
      if place == walk.forward.count { output.print("Backward, from \(walk.output)\n") }
      output.print(step + (place >= walk.forward.count ? "\n" : ""))
      if place == walk.forward.count - 1 { output.print() }
      if waits, place + 1 < steps.count, readLine() == nil { break }
    }
    return .success
  }
}
