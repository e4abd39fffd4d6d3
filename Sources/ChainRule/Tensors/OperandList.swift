/// What an operation is given, in order: up to three entries held inline, so that no memory is allocated for them.
public struct OperandList<Element>: RandomAccessCollection, ExpressibleByArrayLiteral {
  private var first: Element?
  private var second: Element?
  private var third: Element?
  private var rest: [Element] = []
  public private(set) var count = 0

  // Recording makes lists of every length in generic code: without these inlined, each would look up its own metadata.
  @inline(__always)
  init() {}

  @inline(__always)
  init(of first: Element) {
    self.first = first
    count = 1
  }

  @inline(__always)
  init(of first: Element, _ second: Element) {
    self.first = first
    self.second = second
    count = 2
  }

  @inline(__always)
  init(of first: Element, _ second: Element, _ third: Element) {
    self.first = first
    self.second = second
    self.third = third
    count = 3
  }

  public init(_ elements: some Sequence<Element>) {
    for element in elements { append(element) }
  }

  public init(arrayLiteral elements: Element...) { self.init(elements) }

  @inline(__always)
  mutating func append(_ element: Element) {
    switch count {
    case 0: first = element
    case 1: second = element
    case 2: third = element
    default: rest.append(element)
    }
    count += 1
  }

  public var startIndex: Int { 0 }
  public var endIndex: Int { count }

  public subscript(position: Int) -> Element {
    @inline(__always) get {
      switch position {
      case 0: first!
      case 1: second!
      case 2: third!
      default: rest[position - 3]
      }
    }
  }
}

extension OperandList: Sendable where Element: Sendable {}
