extension PageMath {
  /// What stands between signs for mathematics.
  enum Part {
    case object(PageToken)
    /// Words of \text, and punctuation.
    case words(String)
    /// What nobody read.
    case source(String)
  }

  /// Commands and signs that only lay formulas out.
  private static let layout: Set<String> = [
    "quad", "qquad", "nonumber", "notag", "displaystyle", "limits", "left", "right", "hfill", "\\", ",", ";", ":", "!",
    " ",
  ]

  /// Commands whose argument is not shown.
  private static let silent: Set<String> = ["begin", "end", "tag", "label", "tag*", "hspace", "vspace"]

  private static let texts: Set<String> = ["text", "textrm", "textnormal", "mbox", "textit", "textbf", "intertext"]

  /// The formulas that were read, and of what is between them that which says something.
  static func parts(of content: PageLine) -> [Part] {
    var parts: [Part] = []
    var characters: [Character] = []
    func flush() {
      parts += PageMath.parts(between: characters)
      characters = []
    }
    for token in content {
      if let character = token.character {
        characters.append(character)
      } else {
        flush()
        parts.append(.object(token))
      }
    }
    flush()
    return parts
  }

  private static func parts(between characters: [Character]) -> [Part] {
    var (words, unknown, index) = ("", "", 0)
    while index < characters.count {
      let character = characters[index]
      index += 1
      switch character {
      case "\\":
        let command = command(in: characters, at: &index)
        if layout.contains(command) {
          words += " "
        } else if silent.contains(command) || texts.contains(command) {
          let argument = argument(in: characters, at: &index)
          if texts.contains(command) { words += " \(argument) " }
        } else {
          unknown += "\\\(command)"
        }
      case "&", "{", "}", "~", "$": words += " "
      case _ where character.isWhitespace || character.isPunctuation && ".,;:".contains(character):
        words.append(character.isWhitespace ? " " : character)
        if !unknown.isEmpty { unknown.append(character) }
      default: unknown.append(character)
      }
    }
    let isBlank = words.allSatisfy(\.isWhitespace)
    return (isBlank ? [] : [.words(words.replacing(#/\s+/#, with: " "))]) + (unknown.isEmpty ? [] : [.source(unknown)])
  }

  private static func command(in characters: [Character], at index: inout Int) -> String {
    let start = index
    while index < characters.count, characters[index].isLetter { index += 1 }
    if index == start, index < characters.count { index += 1 }
    if index < characters.count, characters[index] == "*" { index += 1 }
    return String(characters[start..<index])
  }

  /// What stands between braces, which may hold braces.
  private static func argument(in characters: [Character], at index: inout Int) -> String {
    guard index < characters.count, characters[index] == "{" else { return "" }
    var depth = 0
    var argument = ""
    while index < characters.count {
      let character = characters[index]
      index += 1
      depth += character == "{" ? 1 : character == "}" ? -1 : 0
      if depth == 0 { break }
      if character != "{", character != "}", character != "$" { argument.append(character) }
    }
    return argument
  }
}
