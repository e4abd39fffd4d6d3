import Testing

@testable import ChainRuleBench

@Suite struct FormattingTests {
  @Test(
    "numbers have three significant digits, or all of those before the point",
    arguments: [
      (0.0, "0.0"), (1, "1.00"), (9.996, "10.0"), (99.96, "100"), (1234.5, "1235"), (0.0012345, "0.00123"),
      (0.09999, "0.100"), (-2.5, "-2.50"), (1e300, "1e+300"), (1e-300, "1e-300"), (.nan, "nan"), (.infinity, "inf"),
    ] as [(Double, String)])
  func significant(value: Double, text: String) { #expect(Formatting.significant(value) == text) }

  @Test(
    "times are in the unit that suits them, and keep the part",
    arguments: [
      (1.5, "s", "1.50 s"), (0.0123, "s", "12.3 ms"), (5.67e-9, "s/node", "5.67 ns/node"), (1e-4, "s", "100 µs"),
    ])
  func time(seconds: Double, unit: String, text: String) { #expect(Formatting.time(seconds, unit: unit) == text) }

  @Test("powers of ten of seconds are whole numbers of their units")
  func decades() {
    let texts = [1e-8, 1e-6, 1e-5, 1e-4, 1e-3, 0.1, 1, 10].map(Formatting.decade)
    #expect(texts == ["10 ns", "1 µs", "10 µs", "100 µs", "1 ms", "100 ms", "1 s", "10 s"])
  }

  @Test("large counts are in thousands and more")
  func counts() {
    #expect([12, 1234, 5_000_000, 2.5e9].map(Formatting.count) == ["12.0", "1.23 k", "5.00 M", "2.50 G"])
  }
}
