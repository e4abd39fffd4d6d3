import ChainRule

extension LessonRecord {
  /// The record of an output's computation and of its backward pass.
  init<Scalar>(_ gradients: Gradients<Scalar>, title: String, introduction: String) {
    let tape = gradients.tape
    let forward = tape.variables(neededBy: [gradients.output])
    let cotangents = forward.compactMap { gradients[$0] }
    let variables = tape.variables(neededBy: forward + cotangents)
    let positions = Dictionary(uniqueKeysWithValues: variables.enumerated().map { ($1.number, $0) })
    let position = { (variable: Variable<Scalar>) in positions[variable.number] ?? 0 }
    let isForward = Set(forward.map(\.number))
    let users = LessonRecord.users(in: forward, gradients)
    nodes = variables.map { variable in
      let isForward = isForward.contains(variable.number)
      let gradient = isForward ? gradients[variable] : nil
      return Node(
        place: variable.number, name: variable.name, kind: variable.leafKind.map { "\($0)" } ?? "operation",
        operation: variable.operation.map { type(of: $0.primitive).name }, inputs: variable.operands.map(position),
        shape: Array(variable.shape), value: variable.value.scalars.map { LessonNumber(value: Double($0)) },
        notation: variable.operation.map { NotationRecord($0.primitive, inputCount: $0.inputs.count) },
        replay: variable.operation.flatMap { ReplayRecord($0.primitive) }, isForward: isForward,
        gradient: gradient.map(position),
        contributions: gradient.flatMap { gradient in
          LessonRecord.contributions(to: gradient, from: users[variable.number] ?? []).map { contributions in
            contributions.map { Contribution(node: position($0.part), user: position($0.user)) }
          }
        })
    }
    self.title = title
    self.introduction = introduction
    format = "\(Scalar.format)"
    output = position(gradients.output)
    self.forward = forward.filter { $0.operation != nil }.map(position)
    let reached = forward.compactMap { variable in gradients[variable].map { (variable, $0.number) } }
    backward = reached.sorted { ($0.1, $1.0.number) < ($1.1, $0.0.number) }.map { position($0.0) }
    marks = []
    figures = []
  }

  /// The operations through which gradients come back to each variable, from the last to the first; one that uses a
  /// variable twice stands there twice.
  private static func users<Scalar>(
    in forward: [Variable<Scalar>], _ gradients: Gradients<Scalar>
  ) -> [Int: [Variable<Scalar>]] {
    var users: [Int: [Variable<Scalar>]] = [:]
    for user in forward.reversed() where gradients[user] != nil {
      if user.operation?.primitive is StopGradient { continue }
      for operand in user.operands where gradients[operand] != nil { users[operand.number, default: []].append(user) }
    }
    return users
  }

  /// The terms of a gradient, which the reverse walk has added one after the other; `nil` where there is one.
  private static func contributions<Scalar>(
    to gradient: Variable<Scalar>, from users: [Variable<Scalar>]
  ) -> [(part: Variable<Scalar>, user: Variable<Scalar>)]? {
    guard users.count > 1 else { return nil }
    var sum = gradient
    var parts: [Variable<Scalar>] = []
    for _ in 1..<users.count {
      guard sum.operation?.primitive is Add, let last = sum.operands.last, let rest = sum.operands.first else {
        return nil
      }
      parts.append(last)
      sum = rest
    }
    parts.append(sum)
    return Array(zip(parts.reversed(), users)).map { (part: $0, user: $1) }
  }
}
