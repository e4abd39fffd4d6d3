import ChainRule

/// Named tensors and text, as a safetensors file holds them.
///
/// The format: eight bytes that are the length of a header (little-endian), the header as a JSON object that gives each
/// tensor's number format (`dtype`), shape and place among the data (`data_offsets`), and then the data, row-major and
/// little-endian. `__metadata__` maps names to text. Read and written are the number formats F32 and F64. Source: the
/// format's description, <https://huggingface.co/docs/safetensors>.
public struct SafetensorsFile: Sendable {
  /// A tensor of one of the two number formats.
  public enum StoredTensor: Sendable {
    case float32(Tensor<Float>)
    case float64(Tensor<Double>)

    public var shape: Shape {
      switch self {
      case .float32(let tensor): tensor.shape
      case .float64(let tensor): tensor.shape
      }
    }

    /// The tensor as one of `Scalar`, rounded where it was stored with more digits.
    public func converted<Scalar: TensorScalar>(to scalar: Scalar.Type = Scalar.self) -> Tensor<Scalar> {
      switch self {
      case .float32(let tensor):
        tensor as? Tensor<Scalar> ?? Tensor(shape: tensor.shape, scalars: tensor.scalars.map { Scalar($0) })
      case .float64(let tensor):
        tensor as? Tensor<Scalar> ?? Tensor(shape: tensor.shape, scalars: tensor.scalars.map { Scalar($0) })
      }
    }

    init<Scalar>(_ tensor: Tensor<Scalar>) {
      switch tensor {
      case let tensor as Tensor<Float>: self = .float32(tensor)
      default: self = .float64(tensor as! Tensor<Double>)  // there is no third scalar
      }
    }

    var numberFormat: String {
      switch self {
      case .float32: "F32"
      case .float64: "F64"
      }
    }

    var width: Int {
      switch self {
      case .float32: 4
      case .float64: 8
      }
    }
  }

  /// The longest header that is read: 100 MB, the limit of the format's description.
  public static let maximumHeaderLength = 100_000_000

  public var tensors: [String: StoredTensor] = [:]
  /// Text about the tensors, by name.
  public var metadata: [String: String] = [:]

  public init() {}

  /// The tensor of a name as one of `Scalar`; `nil` where there is none of that name.
  public subscript<Scalar: TensorScalar>(name: String, as scalar: Scalar.Type = Scalar.self) -> Tensor<Scalar>? {
    get { tensors[name]?.converted() }
    set { tensors[name] = newValue.map { StoredTensor($0) } }
  }
}

extension SafetensorsFile {
  /// Reads a file. Throws, naming the byte, where it is damaged.
  public init(contentsOf path: String) throws(DataFileError) {
    try self.init(parsing: readBytes(of: path), file: path)
  }

  /// Reads bytes; `file` is their name in errors.
  public init(parsing bytes: [UInt8], file: String) throws(DataFileError) {
    func damaged(_ offset: Int, _ found: String, _ expected: String) -> DataFileError {
      DataFileError(file: file, place: .byte(offset), problem: .malformed(found: found, expected: expected))
    }
    guard bytes.count >= 8 else {
      throw damaged(
        0, counted(bytes.count, "byte"), "a safetensors file, which starts with 8 bytes that are its header's length")
    }
    let length = bytes.withUnsafeBytes { UInt64(littleEndian: $0.loadUnaligned(as: UInt64.self)) }
    guard length <= UInt64(SafetensorsFile.maximumHeaderLength) else {
      throw damaged(
        0, "a header length of \(length) bytes",
        "at most \(SafetensorsFile.maximumHeaderLength); this may not be a safetensors file")
    }
    guard Int(length) <= bytes.count - 8 else {
      throw damaged(0, "a header length of \(length) bytes", "at most the \(bytes.count - 8) bytes that follow it")
    }
    let start = 8 + Int(length)
    var header = SafetensorsHeader(bytes: bytes, end: start, file: file)
    try header.parse()
    metadata = header.metadata

    var end = 0
    for entry in header.entries.sorted(by: { ($0.begin, $0.end) < ($1.begin, $1.end) }) {
      guard entry.begin == end else {
        throw damaged(
          entry.place, "\(quoted(entry.name)) with data from byte \(entry.begin) on",
          "data without gaps or overlaps: from byte \(end) on")
      }
      guard entry.end <= bytes.count - start else {
        throw damaged(
          entry.place, "\(quoted(entry.name)) with data to byte \(entry.end)",
          "at most \(bytes.count - start), which is where the file's data end")
      }
      end = entry.end
      let data = bytes[start + entry.begin..<start + entry.end]
      tensors[entry.name] =
        switch entry.numberFormat {
        case .float32:
          .float32(
            Tensor(shape: entry.shape) { memory in
              UnsafeMutableRawBufferPointer(memory).copyBytes(from: data)
              for index in memory.indices {
                memory[index] = Float(bitPattern: UInt32(littleEndian: memory[index].bitPattern))
              }
            })
        case .float64:
          .float64(
            Tensor(shape: entry.shape) { memory in
              UnsafeMutableRawBufferPointer(memory).copyBytes(from: data)
              for index in memory.indices {
                memory[index] = Double(bitPattern: UInt64(littleEndian: memory[index].bitPattern))
              }
            })
        }
    }
    guard end == bytes.count - start else {
      throw damaged(
        start + end, counted(bytes.count - start - end, "byte") + " that belong to no tensor", "the end of the file")
    }
  }

  /// The file's bytes. The widest number format stands first, and tensors of one format stand by name, so that equal contents
  /// give equal bytes.
  public var encoded: [UInt8] {
    var entries: [String] = []
    if !metadata.isEmpty {
      let pairs = metadata.sorted { $0.key < $1.key }.map { "\(jsonString($0.key)):\(jsonString($0.value))" }
      entries.append("\"__metadata__\":{\(pairs.joined(separator: ","))}")
    }
    let ordered = tensors.sorted { (-$0.value.width, $0.key) < (-$1.value.width, $1.key) }
    var end = 0
    for (name, tensor) in ordered {
      let begin = end
      end += tensor.shape.elementCount * tensor.width
      entries.append(
        "\(jsonString(name)):{\"dtype\":\"\(tensor.numberFormat)\","
          + "\"shape\":[\(tensor.shape.map(String.init).joined(separator: ","))],\"data_offsets\":[\(begin),\(end)]}")
    }
    var header = Array("{\(entries.joined(separator: ","))}".utf8)
    // Spaces put the data at a multiple of 8 bytes.
    while header.count % 8 != 0 { header.append(UInt8(ascii: " ")) }
    var bytes = withUnsafeBytes(of: UInt64(header.count).littleEndian) { Array($0) }
    bytes.reserveCapacity(8 + header.count + end)
    bytes += header
    for (_, tensor) in ordered {
      switch tensor {
      case .float32(let tensor):
        tensor.withUnsafeScalars {
          for value in $0 { withUnsafeBytes(of: value.bitPattern.littleEndian) { bytes += $0 } }
        }
      case .float64(let tensor):
        tensor.withUnsafeScalars {
          for value in $0 { withUnsafeBytes(of: value.bitPattern.littleEndian) { bytes += $0 } }
        }
      }
    }
    return bytes
  }

  /// Writes a file; one of that name is replaced only when the new one is complete.
  public func write(to path: String) throws(DataFileError) {
    try ChainRuleData.write(encoded, to: path)
  }
}

/// Text as a JSON string.
func jsonString(_ text: String) -> String {
  var result = "\""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "\"": result += "\\\""
    case "\\": result += "\\\\"
    case "\n": result += "\\n"
    case "\r": result += "\\r"
    case "\t": result += "\\t"
    case _ where scalar.value < 0x20:
      let digits = String(scalar.value, radix: 16)
      result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    default: result.unicodeScalars.append(scalar)
    }
  }
  return result + "\""
}
