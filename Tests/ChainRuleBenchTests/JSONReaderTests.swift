import Foundation
import Testing

@testable import ChainRuleBench

@Suite struct JSONReaderTests {
  @Test(
    "what Foundation reads is read, and written again means the same",
    arguments: [
      "null", " [ ] ", "{}", "[1, -0.5e-3, 0, -0, 1E2, 12.25e+1]", #"{"a": {"b": [true, false, null]}, "": "x"}"#,
      #""\"\\\/\b\f\n\r\t\u00e9\ud83d\uDE00é😀""#, "\t{\"a\" :\t1 , \"b\":2}\r", "9007199254740991",
      "1e19",
    ])
  func agreement(text: String) throws {
    func foundation(_ text: String) throws -> NSObject {
      try #require(
        try JSONSerialization.jsonObject(with: Data(text.utf8), options: .fragmentsAllowed) as? NSObject)
    }
    let value = try JSONReader.value(of: text.utf8)
    #expect(try foundation("\(value)") == foundation(text))
  }

  @Test("members keep their order and know their columns")
  func members() throws {
    let value = try JSONReader.value(of: #"{"é": 1, "b":  "x"}"#.utf8)
    #expect(
      value
        == .object([.init(name: "é", value: .number(1), column: 7), .init(name: "b", value: .text("x"), column: 16)]))
    #expect(value["b"]?.text == "x")
    #expect(value["c"] == nil && JSONValue.null["c"] == nil)
  }

  @Test(
    "what is not JSON is refused, with its column",
    arguments: [
      ("", 1, "found the end of the line, expected a JSON value"),
      ("nul", 1, "found 'nul', expected a JSON value"),
      ("NaN", 1, "found 'NaN', expected a JSON value"),
      ("[1 2]", 4, "found '2]', expected ]"),
      ("[1,]", 4, "found ']', expected a JSON value"),
      ("{\"a\" 1}", 6, "found '1}', expected :"),
      ("{a: 1}", 2, "found 'a: 1}', expected \""),
      (#"{"é": 1, "é": 2}"#, 10, "found the name 'é' again, expected each name once"),
      ("{} {}", 4, "found '{}', expected the end of the line"),
      ("01", 2, "found '1', expected the end of the line"),
      ("+1", 1, "found '+1', expected a JSON value"),
      ("-", 2, "found the end of the line, expected a digit"),
      ("1.", 3, "found the end of the line, expected a digit"),
      ("1e", 3, "found the end of the line, expected a digit"),
      ("1e999", 1, "found 1e999, expected a number of double precision"),
      ("\"a", 3, "found the end of the line, expected \" at the end of a text"),
      ("\"\u{1}\"", 2, "found a control character, expected text without control characters"),
      (#""\x""#, 2, "found an unknown escape, expected one of JSON's"),
      (#""\u12""#, 4, "found '12\"', expected four hexadecimal digits"),
      (#""\ud800""#, 2, "found half of a surrogate pair, expected a character"),
      ("\u{1B}[1m", 1, "found '·[1m', expected a JSON value"),
    ])
  func refusals(text: String, column: Int, message: String) {
    let failure = #expect(throws: JSONReader.Failure.self) { try JSONReader.value(of: text.utf8) }
    #expect(failure?.column == column)
    #expect(failure?.message == message)
  }

  @Test("brackets go only so deep, and bytes that are not UTF-8 are refused")
  func bytes() throws {
    func nested(_ depth: Int) -> String {
      String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
    }
    _ = try JSONReader.value(of: nested(16).utf8)
    let deep = #expect(throws: JSONReader.Failure.self) { try JSONReader.value(of: nested(100_000).utf8) }
    #expect(deep?.column == 17)
    let invalid = #expect(throws: JSONReader.Failure.self) { try JSONReader.value(of: [0x22, 0xFF, 0x22]) }
    #expect(invalid?.message == "found bytes that are not UTF-8, expected text in UTF-8")
  }

  @Test("no damaged line stops the program")
  func damage() throws {
    let line = Array(#"{"peer": "x\u00e9", "median_s": 1.5e-3, "check": [0.1, null, true]}"#.utf8)
    var random = LegacyRandomState(seed: 3)
    for _ in 0..<20_000 {
      var damaged = line
      for _ in 0...random.nextInteger(below: 3) {
        damaged[random.nextInteger(below: UInt32(line.count))] = UInt8(random.nextInteger(below: 256))
      }
      damaged.removeLast(random.nextInteger(below: UInt32(line.count)))
      guard let value = try? JSONReader.value(of: damaged) else { continue }
      #expect(try JSONReader.value(of: "\(value)".utf8).description == value.description)
    }
  }
}
