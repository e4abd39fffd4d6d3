/// Judges for what holds under a condition, by the name of the function that is assumed. Each is made once.
final class SpecialJudges {
  private var judges: [String: ClaimJudge] = [:]

  subscript(name: String, makingIt make: () -> ClaimJudge) -> ClaimJudge {
    if let judge = judges[name] { return judge }
    let judge = make()
    judges[name] = judge
    return judge
  }
}
