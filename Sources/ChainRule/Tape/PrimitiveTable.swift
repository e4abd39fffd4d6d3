/// The distinct primitives of a tape, each held once.
struct PrimitiveTable {
  private var primitives: [any Primitive] = []
  /// The places of the elementary operations, by opcode, so that recording one looks nothing up; −1 where there is none.
  private var elementaryPlaces = Array(repeating: -1, count: ElementwiseOpcode.count)
  private var places: [Key: Int] = [:]

  /// A type and a hash of one of its values. A key of which another value has taken possession is counted up.
  private struct Key: Hashable {
    let type: ObjectIdentifier
    var hash: Int
  }

  subscript(index: Int) -> any Primitive { primitives[index] }

  /// The place of an elementary operation.
  @inline(__always)
  mutating func place(of primitive: some Primitive, opcode: ElementwiseOpcode) -> Int {
    let place = elementaryPlaces[Int(opcode.rawValue)]
    return place >= 0 ? place : add(primitive, opcode)
  }

  @inline(never)
  private mutating func add(_ primitive: some Primitive, _ opcode: ElementwiseOpcode) -> Int {
    primitives.append(primitive)
    elementaryPlaces[Int(opcode.rawValue)] = primitives.count - 1
    return primitives.count - 1
  }

  /// The place of a primitive equal to this one, made where there is none.
  mutating func place<P: Primitive>(of primitive: P) -> Int {
    // A type without properties has one value: its identity is enough.
    let hasOneValue = MemoryLayout<P>.size == 0
    var key = Key(type: ObjectIdentifier(P.self), hash: hasOneValue ? 0 : primitive.hashValue)
    while let place = places[key] {
      if hasOneValue || Self.areEqual(primitives[place], primitive) { return place }
      key.hash &+= 1
    }
    primitives.append(primitive)
    places[key] = primitives.count - 1
    return primitives.count - 1
  }

  /// Whether two values of one type are equal. A cast would look the type up each time.
  private static func areEqual<P: Primitive, Q: Primitive>(_ known: P, _ primitive: Q) -> Bool {
    unsafeBitCast(known, to: Q.self) == primitive
  }

  /// Forgets everything, and keeps the memory of a table that is not long.
  mutating func removeAll() {
    guard primitives.count <= 256 else { return self = PrimitiveTable() }
    primitives.removeAll(keepingCapacity: true)
    places.removeAll(keepingCapacity: true)
    for opcode in elementaryPlaces.indices { elementaryPlaces[opcode] = -1 }
  }
}
