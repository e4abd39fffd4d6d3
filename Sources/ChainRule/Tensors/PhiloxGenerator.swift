/// A counter-based random number generator: Philox 4×32 with 10 rounds.
///
/// Its numbers are a function of seed, stream and position alone, the same on every platform. Generators with the same
/// seed and different streams never share a number's counter, and ``position`` goes to any place of a stream at once.
///
/// Source: Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011.
public struct PhiloxGenerator: RandomNumberGenerator, Hashable, Sendable {
  /// What the numbers of all streams depend on.
  public let seed: UInt64

  /// Which of the seed's 2⁶⁴ sequences this is.
  public let stream: UInt64

  /// How many 64-bit numbers of the stream come before the next one.
  public var position: UInt64 = 0

  public init(seed: UInt64, stream: UInt64 = 0) {
    self.seed = seed
    self.stream = stream
  }

  /// The next 64 random bits.
  public mutating func next() -> UInt64 {
    let block = Self.block(
      counter: SIMD4(low(position >> 1), high(position >> 1), low(stream), high(stream)),
      key: SIMD2(low(seed), high(seed)))
    defer { position &+= 1 }
    return position & 1 == 0
      ? UInt64(block[0]) | UInt64(block[1]) << 32 : UInt64(block[2]) | UInt64(block[3]) << 32
  }

  /// A random order of the numbers 0 ..< count, each order equally likely (to within 2⁻⁶⁴ · count).
  ///
  /// Unlike the standard library's `shuffled(using:)`, whose method may change, it is the same everywhere and always.
  /// Uses up count − 1 numbers. Complexity: O(count).
  public mutating func permutation(count: Int) -> [Int] {
    guard count >= 0 else { stop("permutation: the count \(count) is negative") }
    var order = Array(0..<count)
    for last in stride(from: count - 1, to: 0, by: -1) {
      order.swapAt(last, Int(next().multipliedFullWidth(by: UInt64(last + 1)).high))
    }
    return order
  }

  /// The four numbers that belong to a counter under a key: the bare function behind the generator.
  public static func block(counter: SIMD4<UInt32>, key: SIMD2<UInt32>) -> SIMD4<UInt32> {
    var (c0, c1, c2, c3) = (counter[0], counter[1], counter[2], counter[3])
    var (k0, k1) = (key[0], key[1])
    for _ in 0..<10 {
      let a = UInt64(c0) &* 0xD251_1F53
      let b = UInt64(c2) &* 0xCD9E_8D57
      (c0, c1, c2, c3) = (high(b) ^ c1 ^ k0, low(b), high(a) ^ c3 ^ k1, low(a))
      k0 &+= 0x9E37_79B9
      k1 &+= 0xBB67_AE85
    }
    return SIMD4(c0, c1, c2, c3)
  }
}

extension PhiloxGenerator {
  /// A number of 0 ..< 1 on a grid of 2⁻⁵³.
  mutating func nextUnit() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// A number of the standard normal distribution, made from one random number, by inversion. At most 8.3 in magnitude.
  mutating func nextNormal() -> Double {
    // The middles of 2⁵² equal parts of 0 ... 1: exact, symmetric, and never 0 or 1.
    standardNormalQuantile((Double(next() >> 12) + 0.5) * 0x1p-52)
  }
}

@inline(__always)
private func low(_ bits: UInt64) -> UInt32 { UInt32(truncatingIfNeeded: bits) }

@inline(__always)
private func high(_ bits: UInt64) -> UInt32 { UInt32(truncatingIfNeeded: bits >> 32) }
