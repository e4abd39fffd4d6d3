import ChainRuleStudy

extension ExitStatus {
  /// What documents come to together: the worst of them.
  init(of documents: [CheckedDerivation], hasUnreadable: Bool = false, allowsUndecided: Bool = false) {
    let outcomes = Set(documents.map(\.outcome))
    self =
      if hasUnreadable {
        .badUsage
      } else if outcomes.contains(.faulty) {
        .checkFailed
      } else if outcomes.contains(.undecided) || documents.isEmpty {
        allowsUndecided ? .success : .undecided
      } else {
        .success
      }
  }
}
