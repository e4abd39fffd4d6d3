/// The random numbers of NumPy's `RandomState`, so that other systems can be given the same weights and data.
///
/// The Mersenne Twister MT19937, seeded with one number; normal numbers by the polar method, which makes two at a time.
/// NumPy promises never to change this stream.
/// M. Matsumoto and T. Nishimura, Mersenne Twister, ACM Transactions on Modeling and Computer Simulation 8 (1998);
/// G. Marsaglia and T. A. Bray, A convenient method for generating normal variables, SIAM Review 6 (1964).
struct LegacyRandomState {
  private var state: [UInt32]
  private var place = Self.length
  private var spareNormal: Double?

  private static let length = 624
  private static let shift = 397

  init(seed: UInt32) {
    state = [seed]
    state.reserveCapacity(Self.length)
    for index in 1..<UInt32(Self.length) {
      let last = state[Int(index) - 1]
      state.append(1_812_433_253 &* (last ^ last >> 30) &+ index)
    }
  }

  /// 32 random bits.
  mutating func nextBits() -> UInt32 {
    if place == Self.length { twist() }
    var bits = state[place]
    place += 1
    bits ^= bits >> 11
    bits ^= bits << 7 & 0x9d2c_5680
    bits ^= bits << 15 & 0xefc6_0000
    return bits ^ bits >> 18
  }

  private mutating func twist() {
    for index in 0..<Self.length {
      let joined = state[index] & 0x8000_0000 | state[(index + 1) % Self.length] & 0x7fff_ffff
      state[index] = state[(index + Self.shift) % Self.length] ^ joined >> 1 ^ (joined & 1 == 0 ? 0 : 0x9908_b0df)
    }
    place = 0
  }

  /// A number in 0 ..< 1 with 53 random bits: `random_sample()`.
  mutating func nextUniform() -> Double {
    let (high, low) = (nextBits() >> 5, nextBits() >> 6)
    return (Double(high) * 0x1p26 + Double(low)) * 0x1p-53
  }

  /// A number of the standard normal distribution: `standard_normal()`.
  mutating func nextNormal() -> Double {
    if let spare = spareNormal {
      spareNormal = nil
      return spare
    }
    while true {
      let (x, y) = (2 * nextUniform() - 1, 2 * nextUniform() - 1)
      let square = x * x + y * y
      guard square > 0, square < 1 else { continue }
      let factor = (-2 * System.logarithm(square) / square).squareRoot()
      spareNormal = factor * x
      return factor * y
    }
  }

  /// A whole number in 0 ..< bound: `randint(0, bound)`. The only number there is takes no random bits.
  mutating func nextInteger(below bound: UInt32) -> Int {
    guard bound > 1 else { return 0 }
    let mask = UInt32.max >> (bound - 1).leadingZeroBitCount
    while true {
      let candidate = nextBits() & mask
      if candidate < bound { return Int(candidate) }
    }
  }
}
