import Foundation
import Testing

@Suite struct TrainAndPredictTests {
  /// Points around three corners, which are easily told apart, with their corners' names; the third number never changes.
  static func corners(_ count: Int, labelled: Bool = true) -> String {
    let corners = [("left", -3.0, 0.0), ("right", 3.0, 0.0), ("top", 0.0, 4.0)]
    var state: UInt64 = 12345
    func noise() -> Double {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Double(state >> 11) / Double(1 << 53) - 0.5
    }
    let rows = (0..<count).map { index in
      let (name, x, y) = corners[index % 3]
      return "\(x + noise()),\(y + noise()),7" + (labelled ? ",\(name)" : "")
    }
    return ((labelled ? ["x,y,constant,corner"] : []) + rows).joined(separator: "\r\n") + "\r\n"
  }

  @Test("the digits: checks, a plain line an epoch, a confusion matrix, no escape codes")
  func digits() throws {
    let run = try CommandRun("train", "--epochs", "2", "--hidden", "16", environment: ["NO_COLOR": "1"])
    #expect(run.status == 0)
    #expect(run.errors == "")
    #expect(!run.output.contains("\u{1B}") && !run.output.contains("\r"))
    #expect(
      run.lines[0] == "data: handwritten digits: 1797 samples of 64 features in 10 classes; 359 held out for testing")
    #expect(run.lines[1].hasPrefix("network: 64 → 16 → 10 with ReLU, 1210 parameters; adam,"))
    #expect(run.lines[2].hasPrefix("✓ loss at initialisation: 2.3"))
    #expect(run.lines[3].hasPrefix("✓ gradients of 4 of 4 parameters on 8 samples agree with finite differences"))
    #expect(run.lines[4].hasPrefix("✓ a batch of 10 samples is learned by heart: loss 0.0"))
    #expect(run.lines[5].hasPrefix("epoch 1/2  train: loss "))
    #expect(run.lines[6].hasPrefix("epoch 2/2  train: loss "))
    #expect(run.output.contains("confusion matrix of the test samples"))
    let accuracy = try #require(run.lines.last?.firstMatch(of: /test accuracy: ([\d.]+) % \(\d+ of 359\)/))
    #expect(try #require(Double(accuracy.1)) > 80)
  }

  @Test("the same seed gives the same output, another one another")
  func seeds() throws {
    try withFile(Self.corners(30)) { data in
      let runs = try ["5", "5", "6"].map {
        try CommandRun("train", "--data", data, "--epochs", "2", "--hidden", "4", "--json", "--seed", $0)
      }
      #expect(runs[0].output == runs[1].output)
      #expect(runs[0].output != runs[2].output)
    }
  }

  @Test("JSON: one object an epoch and nothing else on standard output")
  func json() throws {
    try withFile(Self.corners(60)) { data in
      let run = try CommandRun(
        "train", "--data", data, "--epochs", "3", "--hidden", "8,5", "--optimizer", "sgd", "--batch", "7", "--json")
      #expect(run.status == 0)
      let objects = try run.objects
      #expect(objects.map { $0["epoch"] as? Int } == [1, 2, 3])
      #expect(objects.allSatisfy { ($0["loss"] as? Double).map { $0 >= 0 } == true && $0["accuracy"] is Double })
      #expect((objects.last?["testAccuracy"] as? Double).map { (0...1).contains($0) } == true)
      #expect(run.errors.contains("✓ loss at initialisation: 1."))
    }
  }

  @Test("what is trained and saved predicts, with labels by their names")
  func roundTrip() throws {
    try withFile(Self.corners(90)) { data in
      try withFile { model in
        let train = try CommandRun(
          "train", "--data", data, "--epochs", "20", "--hidden", "8", "--batch", "16", "--learning-rate", "0.02",
          "--save",
          model)
        #expect(train.status == 0)
        #expect(train.lines.last == "saved: \(model)")
        #expect(train.output.contains("test accuracy: 100.00 % (18 of 18)"))

        let labelled = try CommandRun("predict", "--model", model, "--data", data)
        #expect(labelled.status == 0)
        #expect(labelled.lines.count == 91)
        #expect(Array(labelled.lines.prefix(4)) == ["left", "right", "top", "left"])
        #expect(labelled.lines.last == "accuracy: 100.00 % (90 of 90)")

        try withFile(Self.corners(7, labelled: false)) { features in
          let plain = try CommandRun("predict", "--model", model, "--data", features)
          #expect(plain.lines == ["left", "right", "top", "left", "right", "top", "left"])
          let objects = try CommandRun("predict", "--model", model, "--data", features, "--json").objects
          #expect(objects.map { $0["prediction"] as? String } == plain.lines)
          #expect(objects.map { $0["row"] as? Int } == Array(1...7))
          #expect(objects.allSatisfy { ($0["probability"] as? Double).map { (1.0 / 3...1).contains($0) } == true })
        }
        try withFile("1,2\n") { narrow in
          let run = try CommandRun("predict", "--model", model, "--data", narrow)
          #expect(run.status == 2)
          #expect(
            run.errors
              == "chain-rule: \(narrow): each row has 2 fields, but the model takes 3 features, or 4 fields with the class\n"
          )
        }
        // A file cut in half.
        let bytes = try Data(contentsOf: URL(fileURLWithPath: model))
        try bytes.prefix(bytes.count / 2).write(to: URL(fileURLWithPath: model))
        let damaged = try CommandRun("predict", "--model", model, "--data", data)
        #expect(damaged.status == 2)
        #expect(damaged.output == "")
        #expect(damaged.errors.hasPrefix("chain-rule: \(model): at byte "))
      }
    }
  }

  @Test("a file that is no model, or none at all, is refused")
  func noModel() throws {
    try withFile(Self.corners(9)) { data in
      let csv = try CommandRun("predict", "--model", data, "--data", data)
      #expect(csv.status == 2)
      #expect(csv.errors.contains("this may not be a safetensors file"))
      let missing = try CommandRun("predict", "--model", data + ".none", "--data", data)
      #expect(missing.status == 2)
      #expect(missing.errors == "chain-rule: \(data).none: there is no such file\n")
    }
  }

  @Test("a safetensors file of something else is refused, whatever it claims about itself")
  func foreignModel() throws {
    func refusal(_ header: String) throws -> String {
      try withFile(Self.corners(9)) { data in
        try withFile { model in
          let length = withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian) { Data($0) }
          try (length + Data(header.utf8)).write(to: URL(fileURLWithPath: model))
          let run = try CommandRun("predict", "--model", model, "--data", data)
          #expect(run.status == 2)
          return run.errors.replacing(model, with: "MODEL")
        }
      }
    }
    #expect(
      try refusal("{}")
        == "chain-rule: MODEL: found tensors that are no classifier, expected a file that 'chain-rule train --save' wrote\n"
    )
    let claims =
      #"{"__metadata__":{"format":"chain-rule classifier","activation":"relu","widths":"2147483647,1","classes":"[\"a\"]"}}"#
    #expect(
      try refusal(claims)
        == "chain-rule: MODEL: missing: \"W[1]\", \"b[1]\", \"features.factor\", \"features.offset\"\n")
    #expect(try refusal(claims.replacing("\\\"a\\\"", with: "1")).contains("metadata without the classes' names"))
  }

  @Test(
    "files that cannot be learned from are refused with their place, and exit code 2",
    arguments: [
      ("1,2,a\n3,x,b\n", ":2:3: field 2: found \"x\", expected a finite number"),
      ("1,2,a\n3,NaN,b\n", ":2:3: field 2: found \"NaN\", expected a finite number"),
      ("a,b,c\n1,2,x\n3,4\n", ":3:4: the row has 2 fields, but the first row has 3"),
      ("", ": there are no rows of data in the file; expected at least one"),
      ("1,2,a\n3,4,a\n", ": all samples are of one class, 'a'; there must be at least two to tell apart"),
      (
        "1,a\n2,b\n",
        ": 2 samples in 2 classes are too few to hold any out for testing; a class needs at least two, and the file at least three"
      ),
      (
        "1,a\n1,b\n1,a\n1,b\n1,a\n1,b\n",
        ": every feature is the same in all training samples: nothing tells the classes apart"
      ),
    ])
  func refusedData(content: String, message: String) throws {
    try withFile(content) { data in
      let run = try CommandRun("train", "--data", data)
      #expect(run.status == 2)
      #expect(run.output == "")
      #expect(run.errors == "chain-rule: \(data)\(message)\n")
    }
  }

  @Test("a missing file, and a place where nothing can be saved, are found before the training")
  func missingFiles() throws {
    let missing = try CommandRun("train", "--data", "/there/is/none.csv")
    #expect(missing.status == 2)
    #expect(missing.errors == "chain-rule: /there/is/none.csv: there is no such file\n")
    let unsaved = try CommandRun("train", "--save", "/there/is/none.safetensors")
    #expect(unsaved.status == 2)
    #expect(unsaved.output == "")
    #expect(unsaved.errors.hasPrefix("chain-rule: /there/is/none.safetensors: cannot write there"))
  }

  @Test("a device is never replaced by a network")
  func savingToDevice() throws {
    let run = try CommandRun("train", "--save", "/dev/null")
    #expect(run.status == 2)
    #expect(run.errors == "chain-rule: /dev/null: this is a device or a pipe, not a file\n")
  }

  @Test("a network is saved where a link points, and the link stays")
  func savingToLink() throws {
    try withFile(Self.corners(30)) { data in
      try withFile { model in
        let link = model + ".link"
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: model)
        defer { try? FileManager.default.removeItem(atPath: link) }
        let train = try CommandRun("train", "--data", data, "--epochs", "1", "--hidden", "8", "--save", link)
        #expect(train.status == 0, "\(train.errors)")
        #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == model)
        #expect(try CommandRun("predict", "--model", model, "--data", data).status == 0)
      }
    }
  }

  @Test("labels with line ends and escape codes take one plain line each")
  func hostileLabels() throws {
    let rows = (0..<40).map { "\($0 % 2 == 0 ? -1 : 1).\($0),\"\($0 % 2 == 0 ? "a\nb" : "\u{1B}[31mred")\"" }
    try withFile(rows.joined(separator: "\n")) { data in
      try withFile { model in
        let train = try CommandRun(
          "train", "--data", data, "--hidden", "none", "--epochs", "30", "--learning-rate", "0.1", "--save", model)
        #expect(train.status == 0, "\(train.errors)")
        #expect(!train.output.contains("\u{1B}"))
        let run = try CommandRun("predict", "--model", model, "--data", data)
        #expect(Array(run.lines.prefix(2)) == ["a\\nb", "\\u{1B}[31mred"])
        #expect(run.lines.last == "accuracy: 100.00 % (40 of 40)")
        let objects = try CommandRun("predict", "--model", model, "--data", data, "--json").objects
        #expect(objects[0]["prediction"] as? String == "a\nb")
      }
    }
  }

  @Test("many classes: the confusions are listed with names that tell the classes apart")
  func manyClasses() throws {
    let rows = (0..<210).map { "\($0 % 7),\($0 % 5),number-of-a-class-\($0 % 21)" }
    try withFile(rows.joined(separator: "\n")) { data in
      let run = try CommandRun("train", "--data", data, "--epochs", "1", "--hidden", "16")
      #expect(run.output.contains(/\n  \d+ × number-of-a-class-\d+ taken for number-of-a-class-\d+\n/), "\(run.errors)")
    }
  }

  @Test("on a terminal the progress is drawn again and again on one line, however narrow", arguments: [20, 40, 200])
  func progress(columns: Int) throws {
    let text = try withFile(Self.corners(60)) {
      try CommandRun.onTerminal(columns: UInt16(columns), "train", "--data", $0, "--epochs", "3", "--hidden", "8")
    }
    let drawn = text.split(separator: "\r").filter { $0.hasSuffix("\u{1B}[K") && $0.contains("epoch") }
    #expect(drawn.count == 6)
    for line in drawn { #expect(line.dropLast(3).count < columns, "\(line)") }
    #expect(drawn.allSatisfy { $0.contains("░") || $0.contains("█") } == (columns == 200))
    #expect(text.contains("\r\u{1B}[Kepoch 3/3  train: loss "))
  }

  @Test("labels may be any whole numbers, and come back as they were written")
  func numberedLabels() throws {
    let rows = (0..<40).map { "\($0 % 2 == 0 ? -1 : 1).\($0),\($0 % 2 == 0 ? -7 : 12)" }.joined(separator: "\n")
    try withFile(rows) { data in
      try withFile { model in
        let train = try CommandRun(
          "train", "--data", data, "--hidden", "none", "--epochs", "30", "--learning-rate", "0.1", "--save", model)
        #expect(train.status == 0, "\(train.errors)")
        let run = try CommandRun("predict", "--model", model, "--data", data)
        #expect(Array(run.lines.prefix(4)) == ["-7", "12", "-7", "12"])
        #expect(run.lines.last == "accuracy: 100.00 % (40 of 40)")
      }
    }
  }

  @Test("a check that fails ends with exit code 1 and an explanation")
  func failedCheck() throws {
    try withFile(Self.corners(60)) { data in
      let diverged = try CommandRun(
        "train", "--data", data, "--optimizer", "sgd", "--learning-rate", "1000000", "--epochs", "50", "--hidden", "8")
      #expect(diverged.status == 1)
      #expect(diverged.errors.contains("the training diverged in epoch"))
      #expect(diverged.errors.contains("try a smaller --learning-rate"))
    }
    // One number alone cannot keep ten samples of ten digits apart.
    let narrow = try CommandRun("train", "--hidden", "1,1,1")
    #expect(narrow.status == 1)
    #expect(narrow.output.contains("✗ a batch of 10 samples is learned by heart"))
    #expect(narrow.errors.contains("wider --hidden layers may help"))
  }
}
