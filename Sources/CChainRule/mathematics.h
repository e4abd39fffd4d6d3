// The constants of mathematics.inc, for float (_f32) and double (_f64).
//
// Polynomials are minimax approximations, lowest coefficient first: made by the Remez exchange in 50 digits over the
// interval stated, then rounded. Their errors, weighted by what they contribute to the result, are below 2⁻²⁸ (float)
// and 2⁻⁵⁶ (double).
#ifndef CHAIN_RULE_MATHEMATICS_H
#define CHAIN_RULE_MATHEMATICS_H

// (exp(r) − 1 − r) / r² for |r| ≤ ln 2 / 2.
static const float exp_terms_f32[] = {0.500000001f,   0.166666668f,   0.0416664633f,
                                      0.00833328565f, 0.00139338255f, 0.000199078375f};
static const double exp_terms_f64[] = {0.5,
                                       0.16666666666666671,
                                       0.041666666666666684,
                                       0.0083333333333260238,
                                       0.0013888888888874177,
                                       0.00019841269875208494,
                                       2.480158734786373e-5,
                                       2.7557254909708469e-6,
                                       2.7557252406777519e-7,
                                       2.5105420584484216e-8,
                                       2.0921760051707541e-9};

// (log((1 + s) / (1 − s)) − 2s) / s³ in s², for |s| ≤ (√2 − 1) / (√2 + 1).
static const float log_terms_f32[] = {0.666667771f, 0.39977399f, 0.298766438f};
static const double log_terms_f64[] = {0.66666666666667328, 0.39999999999417476, 0.28571428742953155,
                                       0.22222198422705003, 0.18183576066102766, 0.15313664564555984,
                                       0.14800566063754604};

// (sin(r) − r) / r³ and (cos(r) − 1 + r²/2) / r⁴ in r², for |r| ≤ π/4.
static const float sin_terms_f32[] = {-0.166666549f, 0.00833217626f, -0.000195169501f};
static const double sin_terms_f64[] = {-0.16666666666666632,  0.0083333333333224564,  -0.00019841269829817073,
                                       2.7557313689179386e-6, -2.505075698747013e-8, 1.5896698097241791e-10};
static const float cos_terms_f32[] = {0.0416666647f, -0.00138883013f, 2.45475363e-5f};
static const double cos_terms_f64[] = {0.041666666666666665,   -0.0013888888888887383, 2.4801587298744448e-5,
                                       -2.7557317260634037e-7, 2.0876143943723929e-9,  -1.1382464276181985e-11};

// (tanh(x) − x) / x³ in x², for |x| ≤ 0.625.
static const float tanh_terms_f32[] = {-0.333332851f, 0.133315152f, -0.0537451475f, 0.0206552272f, -0.00572163904f};
static const double tanh_terms_f64[] = {-0.33333333333332931,  0.13333333333270043,    -0.05396825393434796,
                                        0.021869487637086992,  -0.0088632217099285784, 0.0035919943099547611,
                                        -0.0014549829225820676, 0.00058638907733784685, -0.00022870043602078648,
                                        7.7289239507943277e-5, -1.6139213965718598e-5};

// erf(x) / x − 1 in x², for |x| ≤ 1.
static const float erf_terms_f32[] = {0.128379166f,   -0.376126271f,   0.112836002f,  -0.0268544446f,
                                      0.00518953543f, -0.000802084222f, 7.88912291e-5f};
static const double erf_terms_f64[] = {0.12837916709551257,    -0.37612638903183547,  0.11283791670945253,
                                       -0.026866170643276218,  0.0052239776074234678, -0.0008548325989696758,
                                       0.00012055295320494294, -1.492474466333549e-5, 1.6447517677871874e-6,
                                       -1.6209175911748696e-7, 1.3722976265924503e-8, -7.8011888740977516e-10};
// log(1 − erf(1 + t)) for 1 ≤ 1 + t ≤ 4 (float) or 6 (double), from where on erf is 1.
static const float erfc_terms_f32[] = {-1.84960551f,    -2.63896753f,   -0.843106851f,   -0.0415647846f, 0.0100500374f,
                                       -0.00201719109f, 0.00029362139f, -2.33041397e-5f, 2.51316938e-7f};
static const double erfc_terms_f64[] = {-1.8496055099332483,    -2.6389675142347758,    -0.84310725635941265,
                                        -0.041561098025081268,  0.010033825179147546,   -0.0019779012160446679,
                                        0.00023731643602278082, 2.6296322966370774e-5,  -2.7198964525087052e-5,
                                        9.6713655204706043e-6,  -2.1319284801121756e-6, 2.0480384738258718e-7,
                                        5.8015755535834998e-8,  -3.3392792350949834e-8, 8.5191666704897868e-9,
                                        -1.3191701104072551e-9, 1.1933267914133621e-10, -4.865329324016748e-12};

// ln 2 as a sum whose first part has few enough bits that its product with any exponent is exact.
static const float ln2_high_f32 = 0x1.62e4p-1f, ln2_low_f32 = 0x1.7f7d1cp-20f, per_ln2_f32 = 0x1.715476p+0f;
static const double ln2_high_f64 = 0x1.62e42fefa38p-1, ln2_low_f64 = 0x1.ef35793c7673p-45;
static const double per_ln2_f64 = 0x1.71547652b82fep+0;

// Where exp is 0 below and infinite above; expm1 is −1 below expm1_least. tanh and erf are 1 above theirs.
static const float exp_least_f32 = -104, exp_greatest_f32 = 89, expm1_least_f32 = -20;
static const double exp_least_f64 = -746, exp_greatest_f64 = 710, expm1_least_f64 = -50;
static const float tanh_greatest_f32 = 10, erf_greatest_f32 = 4;
static const double tanh_greatest_f64 = 20, erf_greatest_f64 = 6;
// Below it sin, expm1 and log1p are their argument.
static const float tiny_f32 = 0x1p-30f;
static const double tiny_f64 = 0x1p-60;

// π/2 as sums whose first parts have few enough bits that their products with a multiple up to the limit are exact:
// for double multiples up to 2¹⁵ of three parts; float arguments are reduced in double, multiples up to 2²² of two.
static const double half_pi_f64[] = {0x1.921fb54440000p+0, 0x1.68c234c4c0000p-39, 0x1.98a2e03707345p-77};
static const double half_pi_f32[] = {0x1.921fb54000000p+0, 0x1.10b4611a62633p-30};
static const double per_half_pi = 0x1.45f306dc9c883p-1;
static const float sine_limit_f32 = 0x1p22f;
static const double sine_limit_f64 = 50000;

#endif
