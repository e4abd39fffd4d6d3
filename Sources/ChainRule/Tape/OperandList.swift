/// What an operation is given, in order: up to three entries held inline, so that no memory is allocated for them.
public struct OperandList<Element>: RandomAccessCollection, ExpressibleByArrayLiteral {
  private var first: Element?
  private var second: Element?
  private var third: Element?
  private var rest: [Element] = []
  public let count: Int

  public init(_ elements: some Sequence<Element>) {
    var count = 0
    for element in elements {
      switch count {
      case 0: first = element
      case 1: second = element
      case 2: third = element
      default: rest.append(element)
      }
      count += 1
    }
    self.count = count
  }

  public init(arrayLiteral elements: Element...) { self.init(elements) }

  public var startIndex: Int { 0 }
  public var endIndex: Int { count }

  public subscript(position: Int) -> Element {
    switch position {
    case 0: first!
    case 1: second!
    case 2: third!
    default: rest[position - 3]
    }
  }
}

extension OperandList: Sendable where Element: Sendable {}
