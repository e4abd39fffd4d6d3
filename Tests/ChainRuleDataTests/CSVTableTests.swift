import ChainRule
import ChainRuleData
import Foundation
import Testing

@Suite struct CSVTableTests {
  static func table(_ text: String, header: CSVTable.Header = .detected) throws -> CSVTable {
    try CSVTable(parsing: Array(text.utf8), file: "t.csv", header: header)
  }

  /// The error that reading the text as labelled samples gives, as it is printed.
  static func message(_ bytes: [UInt8]) -> String {
    do {
      _ = try CSVTable(parsing: bytes, file: "t.csv").labelledSamples(as: Float.self)
      return "no error"
    } catch { return "\(error)" }
  }

  @Test("quotes, line ends of three kinds, a byte order mark and empty lines")
  func format() throws {
    let table = try Self.table("\u{FEFF}a,\"b \"\"x\"\", y\"\r\n1,\"two\nlines\"\r\r\n3, 4 \n\n5,\"\"")
    #expect(table.columnNames == ["a", "b \"x\", y"])
    #expect(table.rowCount == 3)
    #expect(table.columnCount == 2)
    #expect(table.text(row: 0, column: 1) == "two\nlines")
    #expect(try table.number(row: 1, column: 1) == 4)
    #expect(table.text(row: 2, column: 1) == "")
  }

  @Test("a header is recognised by having no number in it, and can be stated")
  func header() throws {
    #expect(try Self.table("a,b\n1,2\n").rowCount == 1)
    #expect(try Self.table("1,x\n2,y\n").columnNames == nil)
    #expect(try Self.table("nan,x\n2,y\n").columnNames == nil)
    #expect(try Self.table("1,2\n3,4\n", header: .present).columnNames == ["1", "2"])
    #expect(try Self.table("a,b\n", header: .absent).rowCount == 1)
  }

  @Test("numbers", arguments: [("1", 1), ("-12.5e3", -12500), ("+.5", 0.5), (" 7\t", 7), ("1E-2", 0.01)])
  func numbers(text: String, value: Double) throws {
    #expect(try Self.table("\(text),1", header: .absent).number(row: 0, column: 0) == value)
  }

  @Test(
    "cells that are no finite number are refused with their place",
    arguments: [
      ("x,y,label\n1,2,a\n3,oops,b\n", "t.csv:3:3: field 2 (\"y\"): found \"oops\", expected a finite number"),
      ("1,2,a\n3,,b\n", "t.csv:2:3: field 2: found an empty cell, expected a finite number"),
      ("1,2,a\nnan,4,b\n", "t.csv:2:1: field 1: found \"nan\", expected a finite number"),
      ("1,2,a\n1,-inf,b\n", "t.csv:2:3: field 2: found \"-inf\", expected a finite number"),
      ("1,0x1p3,a\n", "t.csv:1:3: field 2: found \"0x1p3\", expected a finite number"),
      ("1,1e999,a\n", "t.csv:1:3: field 2: found \"1e999\", expected a finite number"),
      ("1,1e99,a\n", "t.csv:1:3: field 2: found \"1e99\", expected a number that a Float can hold"),
      ("1,1 2,a\n", "t.csv:1:3: field 2: found \"1 2\", expected a finite number"),
      ("é,ü,ß\n\"é\",x\u{1B}[31m,a\n", "t.csv:2:1: field 1 (\"é\"): found \"é\", expected a finite number"),
      ("1,x\u{1B}[31m,a\n", "t.csv:1:3: field 2: found \"x\\u{1B}[31m\", expected a finite number"),
      ("1,2,a\n3,4,\n", "t.csv:2:5: field 3: found an empty cell, expected a label"),
    ])
  func badCells(text: String, message: String) {
    #expect(Self.message(Array(text.utf8)) == message)
  }

  @Test(
    "broken files are refused with their place",
    arguments: [
      ("", "t.csv: there are no rows of data in the file; expected at least one"),
      ("\r\n\n", "t.csv: there are no rows of data in the file; expected at least one"),
      ("a,b,c\n", "t.csv: there are no rows of data in the file; expected at least one"),
      ("1,2,a\n3,b\n", "t.csv:2:4: the row has 2 fields, but the first row has 3"),
      ("1,2,a\n\n3,4,b,5\n", "t.csv:3:7: the row has 4 fields, but the first row has 3"),
      (
        "a;b\n1;2\n",
        "t.csv:1:1: found one field a row (fields are separated by commas, not by semicolons or tabs), expected features and, in the last field, a label"
      ),
      ("1\n2\n", "t.csv:1:1: found one field a row, expected features and, in the last field, a label"),
      (
        "1,\"2,a\n3,4,b\n",
        "t.csv:1:3: found an opening quotation mark without a closing one, expected \" at the field's end"
      ),
      (
        "1,a\"b\n",
        "t.csv:1:4: found a quotation mark inside a field, expected the whole field in quotation marks, with those inside it doubled"
      ),
      (
        "1,\"a\"b\n",
        "t.csv:1:6: found text after a closing quotation mark, expected a comma or the end of the line; quotation marks inside a field are doubled"
      ),
    ])
  func brokenFiles(text: String, message: String) {
    #expect(Self.message(Array(text.utf8)) == message)
  }

  @Test("bytes that are not UTF-8 are refused with their place")
  func invalidUTF8() {
    let bytes = Array("1,2\né,".utf8) + [0xFF, 0x0A]
    #expect(Self.message(bytes) == "t.csv:2:3: this is not UTF-8 text; save the file in the encoding UTF-8")
  }

  @Test("files that cannot be read give an error, not a crash")
  func unreadable() {
    let directory = FileManager.default.temporaryDirectory.path
    #expect(throws: DataFileError(file: directory, problem: .unreadable(reason: "this is a directory, not a file"))) {
      try CSVTable(contentsOf: directory)
    }
    let missing = directory + "/there/is/none.csv"
    #expect(throws: DataFileError(file: missing, problem: .unreadable(reason: "there is no such file"))) {
      try CSVTable(contentsOf: missing)
    }
  }

  @Test("a pipe is read like a file, a device is refused")
  func pipes() throws {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID()).csv").path
    try #require(mkfifo(path, 0o600) == 0)
    defer { unlink(path) }
    Thread.detachNewThread {
      let text = Array("a,b\n1,x\n2.5,y\n".utf8)
      // Waits until the pipe is opened for reading.
      let writer = open(path, O_WRONLY)
      _ = write(writer, text, text.count)
      close(writer)
    }
    let table = try CSVTable(contentsOf: path)
    #expect(table.columnNames == ["a", "b"])
    #expect(try table.number(row: 1, column: 0) == 2.5)
    #expect(throws: DataFileError(file: "/dev/null", problem: .unreadable(reason: "this is a device, not a file"))) {
      try CSVTable(contentsOf: "/dev/null")
    }
  }

  @Test("labelled samples stand one per column; classes are numbered by value, or by letters")
  func labelledSamples() throws {
    let (samples, names) = try Self.table("a,b,c\n1,2,10\n3,4,9\n5,6,10\n").labelledSamples(as: Double.self)
    #expect(samples.features.shape == [2, 3])
    #expect(samples.features.scalars == [1, 3, 5, 2, 4, 6])
    #expect(names == ["9", "10"])
    #expect(samples.labels == [1, 0, 1])
    #expect(
      try Self.table("1,pear\n2,apple\n3,pear\n").labelledSamples(as: Double.self).classNames == ["apple", "pear"])
  }

  @Test("any bytes give a table or an error")
  func anyBytes() {
    var generator = SystemRandomNumberGenerator()
    let alphabet = Array("12,,\"\"\r\n\n é".utf8) + [0xFF, 0xC3]
    for _ in 0..<2000 {
      let bytes = (0..<Int.random(in: 0...24)).map { _ in alphabet.randomElement(using: &generator)! }
      if let table = try? CSVTable(parsing: bytes, file: "t.csv") {
        #expect(table.columnCount > 0)
        for row in 0..<table.rowCount {
          for column in 0..<table.columnCount { #expect(!table.text(row: row, column: column).hasPrefix(" ")) }
        }
      }
    }
  }
}
