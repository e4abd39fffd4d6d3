/// The distinct primitives of a tape, each held once.
struct PrimitiveTable {
  // Elementary operations stand at their opcode's place, so that recording one looks nothing up.
  private var primitives: [(any Primitive)?] = Array(repeating: nil, count: ElementwiseOpcode.count)
  private var places: [AnyHashable: Int] = [:]
  private var emptyTypes: [ObjectIdentifier: Int] = [:]

  subscript(index: Int) -> any Primitive { primitives[index]! }

  /// The place of an elementary operation.
  @inline(__always)
  mutating func place(of primitive: some Primitive, opcode: ElementwiseOpcode) -> Int {
    let place = Int(opcode.rawValue)
    if primitives[place] == nil { primitives[place] = primitive }
    return place
  }

  /// The place of a primitive equal to this one, made where there is none.
  mutating func place<P: Primitive>(of primitive: P) -> Int {
    if MemoryLayout<P>.size == 0 {
      // A type without properties has one value: its identity is enough.
      if let place = emptyTypes[ObjectIdentifier(P.self)] { return place }
      primitives.append(primitive)
      emptyTypes[ObjectIdentifier(P.self)] = primitives.count - 1
      return primitives.count - 1
    }
    if let place = places[primitive] { return place }
    primitives.append(primitive)
    places[primitive] = primitives.count - 1
    return primitives.count - 1
  }
}
