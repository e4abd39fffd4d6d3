import ChainRule
import ChainRuleTestSupport
import Testing

@Suite struct BackwardTests {
  @Test("a layer's gradients, worked out by hand, and none for data")
  func layer() {
    let tape = Tape<Double>()
    let w = tape.parameter([[1, 2, 3], [4, 5, 6]], named: "W")
    let x = tape.data([[1, 0], [0, 1], [1, 1]], named: "X")
    let b = tape.parameter([[1], [-20]], named: "b")
    let loss = relu(matmul(w, x) + b).sum()
    let gradients = loss.backward()
    #expect(gradients[w]?.value.scalars == [1, 1, 2, 0, 0, 0])
    #expect(gradients[b]?.value.scalars == [2, 0])
    #expect(gradients[x] == nil)
    #expect(gradients[loss]?.value.scalar == 1)
  }

  @Test("what is used more than once gets the sum of its uses")
  func fanOut() {
    let tape = Tape<Double>()
    let x = tape.parameter(Tensor(3), named: "x")
    let y = x * x
    let z = y * x + y + x  // x³ + x² + x
    let gradients = z.backward()
    #expect(gradients[x]?.value.scalar == 34)  // 3x² + 2x + 1
    #expect(gradients[y]?.value.scalar == 4)
  }

  @Test("no gradient is not the same as a gradient of zero")
  func noneIsNotZero() {
    let tape = Tape<Double>()
    let used = tape.parameter([-1, -2], named: "used")
    let unused = tape.parameter([1, 2], named: "unused")
    let loss = relu(used).sum()
    let gradients = loss.backward()
    #expect(gradients[used]?.value.scalars == [0, 0])
    #expect(gradients[unused] == nil)
    #expect((gradients[unused] != nil) == false)
  }

  @Test("data marked differentiable gets its gradient")
  func differentiableData() {
    let tape = Tape<Double>()
    let x = tape.data([1, 2, 3], isDifferentiable: true)
    #expect((x * x).sum().backward()[x]?.value.scalars == [2, 4, 6])
  }

  @Test("gradients of some variables only: nothing is recorded that they do not need")
  func withRespectTo() {
    func chain() -> (tape: Tape<Double>, x: Variable<Double>, w: Variable<Double>, loss: Variable<Double>) {
      let tape = Tape<Double>()
      let w = tape.parameter(uneven([4, 4], seed: 1))
      let x = tape.parameter(uneven([4, 3], seed: 2))
      return (tape, x, w, tanh(matmul(w, tanh(matmul(w, x)))).sum())
    }
    let (all, some) = (chain(), chain())
    let every = all.loss.backward()
    let only = some.loss.backward(withRespectTo: [some.x])
    #expect(only[some.x]?.value.scalars == every[all.x]?.value.scalars)
    #expect(only[some.w] == nil)
    #expect(some.tape.nodeCount < all.tape.nodeCount)
    // Data can be asked for as well.
    let tape = Tape<Double>()
    let data = tape.data(Tensor(5))
    #expect((data * data).backward(withRespectTo: [data])[data]?.value.scalar == 10)
  }

  @Test("a seed weighs the elements of what is differentiated")
  func seeds() {
    let tape = Tape<Double>()
    let x = tape.parameter([1, 2, 3])
    let y = x * x
    let gradients = y.backward(seed: tape.constant([1, 0, -10]))
    #expect(gradients[x]?.value.scalars == [2, 0, -60])
  }

  @Test("gradients are recorded, and so have gradients of their own")
  func secondOrder() {
    let tape = Tape<Double>()
    let x = tape.parameter(Tensor(2), named: "x")
    let first = (x * x * x).backward().require(x)
    let second = first.backward().require(x)
    let third = second.backward().require(x)
    #expect([first, second, third].map(\.value.scalar) == [12, 12, 6])
    #expect(third.backward()[x]?.value.scalar ?? 0 == 0)
  }

  @Test("many tapes at once, each in its own task")
  func concurrentTapes() async {
    await withTaskGroup(of: Double.self) { group in
      for number in 0..<32 {
        group.addTask {
          let tape = Tape<Double>()
          let x = tape.parameter(Tensor(Double(number)))
          return (x * x).backward().require(x).value.scalar
        }
      }
      var sum = 0.0
      for await slope in group { sum += slope }
      #expect(sum == 992)  // 2(0 + 1 + … + 31)
    }
  }
}
