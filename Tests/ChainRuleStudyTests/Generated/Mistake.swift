/// A mistake that is made in one equation.
enum Mistake: String, CaseIterable, Sendable {
  case signTurned = "sign turned"
  case termSignTurned = "sign of a term turned"
  case doubled = "factor 2"
  case meanForgotten = "1/m forgotten"
  case meanTwice = "1/m twice"
  case transposeForgotten = "transpose forgotten"
  case transposeAdded = "transpose added"
  case factorsSwapped = "factors swapped"
  case slopeForgotten = "derivative of the activation forgotten"
  case slopeOfAnotherLayer = "derivative at another layer"
  case slopeAtTheActivation = "derivative at the activation"
  case layerShifted = "layer index shifted"
  case sumForgotten = "sum over the samples forgotten"
  case penaltyForgotten = "penalty forgotten"
  case subscriptsSwapped = "subscripts swapped"
  case jacobianIndex = "index of the Jacobian"
  case uphill = "update with the wrong sign"
}

/// A right term with a mistake in it.
struct Mutant {
  let mistake: Mistake
  let term: Term
  /// By what the whole is off, where it is only a factor.
  var factor: String?
}
