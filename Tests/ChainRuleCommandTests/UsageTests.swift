import Foundation
import Testing

@Suite struct UsageTests {
  @Test("help lists the subcommands, and each explains its options", arguments: ["--help", "-h", "help"])
  func help(argument: String) throws {
    let run = try CommandRun(argument)
    #expect(run.status == 0)
    #expect(run.errors == "")
    for word in ["train", "predict", "--version", "Exit codes"] { #expect(run.output.contains(word)) }
  }

  @Test("the help of a subcommand names every option")
  func subcommandHelp() throws {
    let train = try CommandRun("train", "--epochs", "3", "--help")
    #expect(train.status == 0)
    for option in [
      "--data FILE.csv", "--hidden SIZES", "--epochs N", "--batch N", "--optimizer NAME", "--learning-rate X",
      "--noise X",
      "--seed N", "--save FILE", "--json", "--help",
    ] { #expect(train.output.contains("\n  \(option) "), "\(option)") }
    let predict = try CommandRun("predict", "-h")
    #expect(predict.status == 0)
    #expect(predict.output.contains("Usage: chain-rule predict --model FILE --data FILE.csv [options]\n"))
    let check = try CommandRun("check", "--help")
    #expect(check.output.contains("Usage: chain-rule check [FILE | FOLDER | -]... [options]\n"))
    for line in check.output.split(separator: "\n") { #expect(line.count <= 120, "\(line)") }
  }

  @Test("the version is one line")
  func version() throws {
    let run = try CommandRun("--version")
    #expect(run.status == 0)
    #expect(run.output.wholeMatch(of: /chain-rule \d+\.\d+\.\d+\n/) != nil)
  }

  @Test("no arguments: help on standard error, and exit code 2")
  func nothing() throws {
    let run = try CommandRun()
    #expect(run.status == 2)
    #expect(run.output == "")
    #expect(run.errors.contains("Usage: chain-rule SUBCOMMAND"))
  }

  @Test(
    "wrong usage is explained in one line, with the nearest name, and exits with 2",
    arguments: [
      (["trian"], "unknown subcommand 'trian'; did you mean 'train'?"),
      (["xyzzyxyzzy"], "unknown subcommand 'xyzzyxyzzy'"),
      (["--versoin"], "unknown option '--versoin'; did you mean '--version'?"),
      (["train", "--epoch", "3"], "unknown option '--epoch'; did you mean '--epochs'?"),
      (["train", "--lerning-rate=3"], "unknown option '--lerning-rate'; did you mean '--learning-rate'?"),
      (["train", "-x"], "unknown option '-x'"),
      (["train", "file.csv"], "unexpected argument 'file.csv'; every value follows an option's name"),
      (["train", "--epochs"], "the option '--epochs' needs a value: --epochs N"),
      (["train", "--seed", "1", "--seed", "2"], "the option '--seed' is given twice"),
      (["train", "--json=yes"], "the option '--json' takes no value"),
      (["train", "--help=3"], "the option '--help' takes no value"),
      (["train", "--epochs", "0"], "'--epochs 0': expected a whole number from 1 to 1000000"),
      (["train", "--batch", "many"], "'--batch many': expected a whole number from 1 to 1000000"),
      (["train", "--learning-rate", "nan"], "'--learning-rate nan': expected a number from 1e-12 to 1000000.0"),
      (["train", "--optimizer", "lbfgs"], "'--optimizer lbfgs': expected adam or sgd"),
      (
        ["train", "--hidden", "64,,3"],
        "'--hidden 64,,3': expected widths from 1 to 10000 with commas between them, such as 64,32, or none"
      ),
      (["predict", "--data", "x.csv"], "the option '--model FILE' is missing"),
    ])
  func wrongUsage(arguments: [String], message: String) throws {
    let run = try CommandRun(arguments)
    #expect(run.status == 2)
    #expect(run.output == "")
    #expect(run.errors.hasPrefix("chain-rule: \(message)\n'chain-rule "))
  }
}
