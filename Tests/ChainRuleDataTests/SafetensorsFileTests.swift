import ChainRule
import ChainRuleData
import Foundation
import Testing

@Suite struct SafetensorsFileTests {
  /// A file put together by hand: the header's length, the header, the data.
  static func bytes(_ header: String, data: [UInt8] = [], length: UInt64? = nil) -> [UInt8] {
    let length = length ?? UInt64(header.utf8.count)
    return (0..<8).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) } + Array(header.utf8) + data
  }

  static func message(_ bytes: [UInt8]) -> String {
    do {
      _ = try SafetensorsFile(parsing: bytes, file: "m")
      return "no error"
    } catch { return "\(error)" }
  }

  @Test("a file made by hand from the format's description is read")
  func reading() throws {
    // 1, −2 and 0.5 as float32, and 3 as float64, by their bits.
    let data: [UInt8] =
      [0, 0, 0x80, 0x3F, 0, 0, 0, 0xC0, 0, 0, 0, 0x3F] + [0, 0, 0, 0, 0, 0, 0x08, 0x40]
    let header = """
      {"__metadata__": {"made by":"h\\u00e4nd \\ud83d\\ude00\\n"},
       "b" :{"data_offsets":[12,20],"dtype":"F64","shape":[]},"a":{"dtype":"F32","shape":[3,1],"data_offsets":[0,12]},
       "none":{"dtype":"F64","shape":[0,7],"data_offsets":[20,20]}}   
      """
    let file = try SafetensorsFile(parsing: Self.bytes(header, data: data), file: "m")
    #expect(file.metadata == ["made by": "händ 😀\n"])
    #expect(Set(file.tensors.keys) == ["a", "b", "none"])
    let a: Tensor<Float> = try #require(file["a"])
    #expect(a.shape == [3, 1])
    #expect(a.scalars == [1, -2, 0.5])
    #expect(file["b", as: Double.self]?.scalar == 3)
    #expect(file["b", as: Float.self]?.scalar == 3)
    #expect(file["none", as: Double.self]?.shape == [0, 7])
    #expect(file["c", as: Double.self] == nil)
  }

  @Test("writing gives the bytes of the format's description")
  func writing() {
    var file = SafetensorsFile()
    file["xyz", as: Float.self] = [[1], [-2]]
    let header = "{\"xyz\":{\"dtype\":\"F32\",\"shape\":[2,1],\"data_offsets\":[0,8]}}      "
    #expect(header.utf8.count % 8 == 0)
    #expect(file.encoded == Self.bytes(header, data: [0, 0, 0x80, 0x3F, 0, 0, 0, 0xC0]))
  }

  @Test("what is written is read again bit by bit")
  func roundTrip() throws {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID()).safetensors").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    let doubles: [Double] = [
      0, -0.0, .infinity, -.infinity, .nan, Double(bitPattern: 0x7FF0_0000_0000_0001), .leastNonzeroMagnitude, .pi,
    ]
    let floats: [Float] = [
      .greatestFiniteMagnitude, -0.0, Float(bitPattern: 0x7F80_0001), .leastNonzeroMagnitude, 0.1, 3,
    ]
    var file = SafetensorsFile()
    file["W[1]"] = Tensor(shape: [2, 4], scalars: doubles)
    file["ünïcode \"name\"\u{1}"] = Tensor(shape: [3, 1, 2], scalars: floats)
    file["number"] = Tensor<Float>(0.1)
    file["zeros"] = Tensor<Double>.zeros(5, 3)
    file.metadata = ["text": "line\nline\t\\ \u{7}", "empty": ""]
    try file.write(to: path)
    let read = try SafetensorsFile(contentsOf: path)
    #expect(read.metadata == file.metadata)
    #expect(Set(read.tensors.keys) == Set(file.tensors.keys))
    #expect(read["W[1]", as: Double.self]?.shape == [2, 4])
    #expect(read["W[1]", as: Double.self]?.scalars.map(\.bitPattern) == doubles.map(\.bitPattern))
    #expect(read["ünïcode \"name\"\u{1}", as: Float.self]?.shape == [3, 1, 2])
    #expect(read["ünïcode \"name\"\u{1}", as: Float.self]?.scalars.map(\.bitPattern) == floats.map(\.bitPattern))
    #expect(read["number", as: Float.self]?.scalar == 0.1)
    #expect(read["zeros", as: Double.self]?.scalars == Array(repeating: 0, count: 15))
    #expect(read.encoded == file.encoded)
  }

  static let x = "{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}"

  @Test(
    "damaged and hostile files give an error that names the byte",
    arguments: [
      (
        [],
        "m: at byte 0: found 0 bytes, expected a safetensors file, which starts with 8 bytes that are its header's length"
      ),
      (
        bytes("{}", length: 3),
        "m: at byte 0: found a header length of 3 bytes, expected at most the 2 bytes that follow it"
      ),
      (
        bytes("{}", length: .max),
        "m: at byte 0: found a header length of 18446744073709551615 bytes, expected at most 100000000; this may not be a safetensors file"
      ),
      (
        bytes("[]"),
        "m: at byte 8: found \"[]\", expected {, which starts the header; this may not be a safetensors file"
      ),
      (
        bytes(""),
        "m: at byte 8: found the end of the header, expected {, which starts the header; this may not be a safetensors file"
      ),
      (bytes("{} x"), "m: at byte 11: found \"x\", expected the end of the header"),
      (
        bytes("{\"x\":\(x)}", data: [1, 2, 3]),
        "m: at byte 9: found \"x\" with data to byte 4, expected at most 3, which is where the file's data end"
      ),
      (
        bytes("{\"x\":\(x)}", data: [1, 2, 3, 4, 5]),
        "m: at byte 66: found 1 byte that belong to no tensor, expected the end of the file"
      ),
      (
        bytes("{\"x\":\(x),\"x\":\(x)}", data: [1, 2, 3, 4]),
        "m: at byte 62: found \"x\" again, expected each name once"
      ),
      (
        bytes("{\"x\":\(x),\"y\":\(x)}", data: [1, 2, 3, 4]),
        "m: at byte 62: found \"y\" with data from byte 0 on, expected data without gaps or overlaps: from byte 4 on"
      ),
      (bytes("{\"x\":{\"dtype\":\"BF16\"}}"), "m: at byte 22: found the number format \"BF16\", expected F32 or F64"),
      (
        bytes("{\"x\":{\"dtype\":\"F32\"}}"),
        "m: at byte 9: found \"x\" without all of dtype, shape and data_offsets, expected the three of them"
      ),
      (bytes("{\"x\":{\"shape\":[-1]}}"), "m: at byte 23: found \"-1]}}\", expected a whole number from 0 on"),
      (
        bytes("{\"x\":{\"shape\":[99999999999999999999]}}"),
        "m: at byte 23: found \"99999999999999999999\", expected a whole number below 2⁶³, without leading zeros"
      ),
      (
        bytes("{\"x\":{\"dtype\":\"F32\",\"shape\":[65536,65536],\"data_offsets\":[0,0]}}"),
        "m: at byte 28: found the shape [65536, 65536] of \"x\", expected one that a tensor can have: a tensor of 65536 × 65536 would have more than 2³¹ − 1 elements"
      ),
      (
        bytes("{\"x\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,4]}}", data: [1, 2, 3, 4]),
        "m: at byte 40: found \"x\" with 4 bytes of data, expected 8, for a tensor of (2)"
      ),
      (
        bytes("{\"x\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,0]}}"),
        "m: at byte 40: found the offsets [4, 0] of \"x\", expected two, the first one not above the second"
      ),
      (bytes("{\"x"), "m: at byte 9: found a string without an end, expected \" at its end"),
      (bytes("{\"\\ud800\":1}"), "m: at byte 10: found half of a surrogate pair, expected a character"),
    ] as [([UInt8], String)])
  func damaged(bytes: [UInt8], message: String) {
    #expect(Self.message(bytes) == message)
  }

  @Test("deep nesting, cut files and changed bytes never stop the program")
  func fuzz() {
    #expect(Self.message(Self.bytes(String(repeating: "{\"a\":", count: 100_000))).contains("at byte 14"))
    let file = Self.bytes("{\"__metadata__\":{\"a\":\"b\\u0041\"},\"x\":\(Self.x)}", data: [1, 2, 3, 4])
    #expect(Self.message(file) == "no error")
    for count in 0..<file.count { #expect(Self.message(Array(file.prefix(count))) != "no error") }
    for place in file.indices {
      for byte in [0, 0x20, 0x22, 0x2C, 0x5C, 0x5D, 0x7D, 0x80, 0xFF] as [UInt8] {
        var changed = file
        changed[place] = byte
        #expect(!Self.message(changed).isEmpty)
      }
    }
  }
}
