/// Finds the runs of letters that a document uses as one name: what stands alone on the left of an equation.
struct NameCollector {
  private(set) var names: Set<String> = []

  private static let limit = 1000

  mutating func collect(from blocks: [DocumentBlock], of source: SourceText) {
    for case .mathematics(let segment) in blocks where names.count < Self.limit {
      collect(in: source.scalars[segment.range])
    }
  }

  private mutating func collect(in scalars: ArraySlice<Unicode.Scalar>) {
    var place = scalars.startIndex
    /// Whether a statement may begin here.
    var isStart = true
    while place < scalars.endIndex {
      let scalar = scalars[place]
      if scalar.isASCIILetter {
        let start = place
        while place < scalars.endIndex, scalars[place].isASCIILetter { place += 1 }
        if isStart, (3...24).contains(place - start), isAssigned(scalars[place...]) {
          var name = String.UnicodeScalarView()
          name.append(contentsOf: scalars[start..<place])
          if Self.isWord(String(name)) { names.insert(String(name)) }
        }
        isStart = false
      } else if scalar == "\\" {
        place += 1
        // A line break or a space begins a statement; a command's name is no letters.
        isStart = place < scalars.endIndex && ["\\", ",", ";"].contains(scalars[place])
        if place < scalars.endIndex, scalars[place].isASCIILetter {
          let name = scalars[place...].prefix { $0.isASCIILetter }
          place = name.endIndex
          isStart = name.elementsEqual("quad".unicodeScalars) || name.elementsEqual("qquad".unicodeScalars)
        } else {
          place += 1
        }
      } else {
        if !scalar.isSpace {
          isStart = [",", ";", "&", "{", "}"].contains(scalar) && isStart || scalar == "," || scalar == "&"
        }
        place += 1
      }
    }
  }

  /// Whether letters make a word: ABC and xyz are products.
  private static func isWord(_ run: String) -> Bool {
    run.contains(where: \.isLowercase) && run.lowercased().contains { "aeiou".contains($0) }
  }

  /// Whether scripts and then an equals sign come next.
  private func isAssigned(_ scalars: ArraySlice<Unicode.Scalar>) -> Bool {
    var place = scalars.startIndex
    let end = min(scalars.endIndex, place + 60)
    while place < end {
      switch scalars[place] {
      case "=": return true
      case ":" where place + 1 < end && scalars[place + 1] == "=": return true
      case "_", "^":
        place += 1
        if place < end, scalars[place] == "{" {
          while place < end, scalars[place] != "}" { place += 1 }
        }
        place += 1
      case " ", "&", "'": place += 1
      default: return false
      }
    }
    return false
  }
}
