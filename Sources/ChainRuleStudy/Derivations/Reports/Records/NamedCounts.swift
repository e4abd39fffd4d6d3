/// Whole numbers by name, which keep their order in JSON.
public struct NamedCounts: Hashable, Sendable, Codable {
  private var entries: [Entry]

  private struct Entry: Hashable, Sendable {
    let name: String
    let count: Int
  }

  public init(_ counts: [(name: String, count: Int)]) {
    entries = counts.map { Entry(name: $0.name, count: $0.count) }
  }

  public subscript(name: String) -> Int? { entries.first { $0.name == name }?.count }

  private struct Key: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    let keys = container.allKeys.sorted { $0.stringValue < $1.stringValue }
    entries = try keys.map { Entry(name: $0.stringValue, count: try container.decode(Int.self, forKey: $0)) }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    for entry in entries { try container.encode(entry.count, forKey: Key(stringValue: entry.name)) }
  }
}
