import CChainRuleBench
import ChainRule

/// The rates that the machine reaches at most.
struct Limits {
  let threads: Int
  /// Operations a second of float32 multiply-adds in registers, each of which counts as two: on one thread, and on all.
  let multiplyAdds: (one: Double, all: Double)
  /// Bytes a second, read and written together, of copying memory that no cache holds.
  let copying: (one: Double, all: Double)

  static let name = "limits"
}

extension Limits {
  /// Measures for about half a second.
  init(threads: Int) {
    func rates(_ rate: (Int32) -> Double) -> (one: Double, all: Double) {
      let one = rate(1)
      return (one, threads == 1 ? one : rate(Int32(threads)))
    }
    self.threads = threads
    multiplyAdds = rates { crb_multiply_add_rate($0, 2_000_000, 20) }
    copying = rates { crb_copy_rate($0, 128 << 20, 5) }
  }

  var json: JSONValue {
    [
      "name": .text(Self.name), "threads": .number(Double(threads)),
      "figures": [
        "multiply-add GFLOP/s, one thread": .number(multiplyAdds.one / 1e9),
        "multiply-add GFLOP/s": .number(multiplyAdds.all / 1e9),
        "copying GB/s, one thread": .number(copying.one / 1e9),
        "copying GB/s": .number(copying.all / 1e9),
      ],
    ]
  }

  /// What `json` gave; `nil` where this is something else.
  init?(json: JSONValue) {
    guard json["name"]?.text == Self.name, let threads = json["threads"]?.number, let figures = json["figures"],
      let multiplyAddsOfOne = figures["multiply-add GFLOP/s, one thread"]?.number,
      let multiplyAdds = figures["multiply-add GFLOP/s"]?.number,
      let copyingOfOne = figures["copying GB/s, one thread"]?.number, let copying = figures["copying GB/s"]?.number
    else { return nil }
    self.init(
      threads: Int(threads), multiplyAdds: (multiplyAddsOfOne * 1e9, multiplyAdds * 1e9),
      copying: (copyingOfOne * 1e9, copying * 1e9))
  }

  var row: String {
    func rates(_ rates: (one: Double, all: Double), _ unit: String) -> String {
      let one = "\(Formatting.significant(rates.one / 1e9)) \(unit) on one thread"
      return threads == 1 ? one : one + ", \(Formatting.significant(rates.all / 1e9)) on \(threads)"
    }
    return "limits: multiply-adds \(rates(multiplyAdds, "GFLOP/s")); copying memory \(rates(copying, "GB/s"))"
  }
}
