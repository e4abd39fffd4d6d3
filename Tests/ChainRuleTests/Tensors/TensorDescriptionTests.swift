import ChainRule
import Testing

@Suite struct TensorDescriptionTests {
  @Test("single numbers are written in full")
  func singleNumbers() {
    #expect(Tensor<Double>(2).description == "2")
    #expect(Tensor<Double>(-0.1).description == "-0.1")
    #expect(Tensor<Double>(0.6931471805599453).description == "0.6931471805599453")
    #expect(Tensor<Float>(0.1).description == "0.1")
    #expect(Tensor<Double>(1e-7).description == "1e-07")
    #expect(Tensor<Double>(-1.25e30).description == "-1.25e+30")
    #expect(Tensor<Double>(0.00015).description == "0.00015")
    #expect(Tensor<Double>(-0.0).description == "0")
    #expect(Tensor<Double>(.nan).description == "nan")
    #expect(Tensor<Float>(-.infinity).description == "-inf")
  }

  @Test("whole numbers have no decimals and are aligned")
  func wholeNumbers() {
    let t: Tensor<Double> = [[1, -20], [300, 4]]
    #expect(
      t.description == """
        [[  1, -20],
         [300,   4]]
        """)
    #expect(Tensor<Float>([1_000_000, 2]).description == "[1000000,       2]")
    #expect(Tensor<Double>(0..<3).description == "[0, 1, 2]")
  }

  @Test("other numbers have the decimals they need, at most four")
  func decimals() {
    #expect(Tensor<Double>([0.5, 0.25, -3]).description == "[ 0.50,  0.25, -3.00]")
    #expect(Tensor<Double>([1.0 / 3, 2.0 / 3, 0]).description == "[0.3333, 0.6667,      0]")
    #expect(Tensor<Double>([9.99996, 0.00003]).description == "[10.0000,  0.0000]")
    #expect(Tensor<Double>([2.000001, 1]).description == "[2.0000, 1.0000]")
    #expect(Tensor<Float>([0.1, 0.2]).description == "[0.1, 0.2]")
    #expect(Tensor<Double>([999_999.5, 1]).description == "[999999.5,      1.0]")
    #expect(Tensor<Double>([0.12345, 0.99995, -0.00005]).description == "[ 0.1235,  1.0000, -0.0001]")
  }

  @Test("large and small magnitudes are written in scientific notation")
  func scientific() {
    #expect(Tensor<Double>([1e-5, 0.0012345678, 0]).description == "[1.0000e-05, 1.2346e-03,          0]")
    #expect(Tensor<Double>([1.5e6, -2]).description == "[1500000,      -2]")
    #expect(Tensor<Double>([1.5e9, -2.25]).description == "[ 1.50e+09, -2.25e+00]")
    #expect(Tensor<Double>([1e300, 1e-5]).description == "[1e+300, 1e-005]")
    #expect(Tensor<Double>([0.0099999999, 0.001]).description == "[1.0000e-02, 1.0000e-03]")
  }

  @Test("NaN and the infinities stand in line")
  func nonFinite() {
    #expect(Tensor<Double>([.nan, 1.5, -.infinity, .infinity]).description == "[ nan,  1.5, -inf,  inf]")
    #expect(Tensor<Double>([.nan, .nan]).description == "[nan, nan]")
  }

  @Test("axes nest, with a blank line between matrices")
  func nesting() {
    #expect(
      Tensor<Double>(shape: [2, 2, 3], scalars: (0..<12).map(Double.init)).description == """
        [[[ 0,  1,  2],
          [ 3,  4,  5]],

         [[ 6,  7,  8],
          [ 9, 10, 11]]]
        """)
    #expect(Tensor<Double>.ones(1, 1, 1, 1).description == "[[[[1]]]]")
  }

  @Test("views are written as they are seen")
  func views() {
    let t: Tensor<Double> = [[1, 2, 3], [4, 5, 6]]
    #expect(t[0..., 1].description == "[2, 5]")
    #expect(
      t[0..., 2...].broadcast(to: [2, 2]).description == """
        [[3, 3],
         [6, 6]]
        """)
  }

  @Test("empty tensors are empty brackets")
  func empty() {
    #expect(Tensor<Double>.zeros(0).description == "[]")
    #expect(Tensor<Double>.zeros(0, 3).description == "[]")
    #expect(Tensor<Double>.zeros(2, 0).description == "[[],\n []]")
    #expect(Tensor<Double>.zeros(1_000_000, 0).description == "[[],\n [],\n [],\n …,\n [],\n [],\n []]")
  }

  @Test("of large tensors the ends of each axis are shown")
  func large() {
    #expect(Tensor<Double>(0..<1001).description == "[   0,    1,    2, …,  998,  999, 1000]")
    #expect(
      Tensor<Double>(shape: [100, 11], scalars: (0..<1100).map(Double.init)).description == """
        [[   0,    1,    2, …,    8,    9,   10],
         [  11,   12,   13, …,   19,   20,   21],
         [  22,   23,   24, …,   30,   31,   32],
         …,
         [1067, 1068, 1069, …, 1075, 1076, 1077],
         [1078, 1079, 1080, …, 1086, 1087, 1088],
         [1089, 1090, 1091, …, 1097, 1098, 1099]]
        """)
  }

  @Test("what is left out does not set the format")
  func hiddenElements() {
    var t = Tensor<Double>.ones(2000)
    t[1000] = 1e-9
    #expect(t.description == "[1, 1, 1, …, 1, 1, 1]")
  }

  @Test("long rows are broken at 100 characters")
  func longRows() {
    let lines = Tensor<Double>(100..<160).description.split(separator: "\n")
    #expect(lines.count == 3)
    #expect(lines.allSatisfy { $0.count <= 100 })
    #expect(lines[0].hasPrefix("[100, 101,"))
    #expect(lines[1].hasPrefix(" 120, 121,"))
  }

  @Test("the debug description adds type and shape")
  func debugDescription() {
    #expect(Tensor<Float>([[1, 2]]).debugDescription == "Tensor<Float>, 1 × 2:\n[[1, 2]]")
  }
}
