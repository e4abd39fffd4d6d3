// Only additions, multiplications, divisions and square roots, which IEEE 754 defines to the last bit: a platform's own
// `log` would give every platform its own random numbers.

/// The z for which a standard normal variable is at most z with the given probability, which is between 0 and 1.
///
/// Relative error about 10⁻¹⁵. Source: Wichura, "Algorithm AS 241: The percentage points of the normal distribution",
/// Applied Statistics 37 (1988), PPND16.
func standardNormalQuantile(_ probability: Double) -> Double {
  let q = probability - 0.5
  if q.magnitude <= 0.425 {
    let r = 0.180625 - q * q
    return q
      * quotient(
        r, 3.3871328727963666080e0, 1.3314166789178437745e2, 1.9715909503065514427e3, 1.3731693765509461125e4,
        4.5921953931549871457e4, 6.7265770927008700853e4, 3.3430575583588128105e4, 2.5090809287301226727e3,
        over: 4.2313330701600911252e1, 6.8718700749205790830e2, 5.3941960214247511077e3, 2.1213794301586595867e4,
        3.9307895800092710610e4, 2.8729085735721942674e4, 5.2264952788528545610e3)
  }
  let r = (-naturalLogarithm(q < 0 ? probability : 1 - probability)).squareRoot()
  let magnitude =
    r <= 5
    ? quotient(
      r - 1.6, 1.42343711074968357734e0, 4.63033784615654529590e0, 5.76949722146069140550e0, 3.64784832476320460504e0,
      1.27045825245236838258e0, 2.41780725177450611770e-1, 2.27238449892691845833e-2, 7.74545014278341407640e-4,
      over: 2.05319162663775882187e0, 1.67638483018380384940e0, 6.89767334985100004550e-1, 1.48103976427480074590e-1,
      1.51986665636164571966e-2, 5.47593808499534494600e-4, 1.05075007164441684324e-9)
    : quotient(
      r - 5, 6.65790464350110377720e0, 5.46378491116411436990e0, 1.78482653991729133580e0, 2.96560571828504891230e-1,
      2.65321895265761230930e-2, 1.24266094738807843860e-3, 2.71155556874348757815e-5, 2.01033439929228813265e-7,
      over: 5.99832206555887937690e-1, 1.36929880922735805310e-1, 1.48753612908506148525e-2, 7.86869131145613259100e-4,
      1.84631831751005468180e-5, 1.42151175831644588870e-7, 2.04426310338993978564e-15)
  return q < 0 ? -magnitude : magnitude
}

/// The natural logarithm of a positive, normal number; error below 2 units in the last place.
func naturalLogarithm(_ x: Double) -> Double {
  var exponent = Double(x.exponent)
  var significand = x.significand
  if significand > 1.4142135623730951 {
    significand /= 2
    exponent += 1
  }
  // log m = 2 artanh s, where |s| < 0.172: the terms beyond s²³ are below the rounding error.
  let s = (significand - 1) / (significand + 1)
  let square = s * s
  var series = 0.0
  for odd in stride(from: 23.0, through: 3, by: -2) { series = series * square + 1 / odd }
  // log 2 in two parts, of which the first has trailing zeros enough to be multiplied without rounding.
  return exponent * 0x1.62e42feep-1 + (2 * s + (2 * s * square * series + exponent * 0x1.a39ef35793c76p-33))
}

/// (a₀ + a₁x + … + a₇x⁷) / (1 + b₁x + … + b₇x⁷)
@inline(__always)
private func quotient(
  _ x: Double, _ a0: Double, _ a1: Double, _ a2: Double, _ a3: Double, _ a4: Double, _ a5: Double, _ a6: Double,
  _ a7: Double, over b1: Double, _ b2: Double, _ b3: Double, _ b4: Double, _ b5: Double, _ b6: Double, _ b7: Double
) -> Double {
  let upper = ((((((a7 * x + a6) * x + a5) * x + a4) * x + a3) * x + a2) * x + a1) * x + a0
  let lower = ((((((b7 * x + b6) * x + b5) * x + b4) * x + b3) * x + b2) * x + b1) * x + 1
  return upper / lower
}
