#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The C library's functions whose names the enumeration's cases hide.
enum Platform {
  static func tanh(_ x: Double) -> Double {
    #if canImport(Glibc)
      Glibc.tanh(x)
    #else
      Darwin.tanh(x)
    #endif
  }
}

let seluScale = 1.0507009873554805
let seluAlpha = 1.6732632423543772

/// ln(1 + eˣ) without overflow.
func softplusOf(_ x: Double) -> Double { max(x, 0) + log1p(exp(-abs(x))) }

/// 1 / (1 + e⁻ˣ) without overflow.
func sigmoidOf(_ x: Double) -> Double {
  if x >= 0 { return 1 / (1 + exp(-x)) }
  let power = exp(x)
  return power / (1 + power)
}

/// Keras's ReLU with all its parameters: above the threshold x, clipped to 0...maximum; below it
/// `slope · (x − threshold)`.
func rectified(_ x: Double, _ slope: Double, _ maximum: Double?, _ threshold: Double)
  -> Double
{
  var positive = threshold == 0 ? max(x, 0) : x > threshold ? x : 0
  if let maximum { positive = min(max(positive, 0), maximum) }
  return slope == 0 ? positive : positive - slope * max(threshold - x, 0)
}

/// Φ(x) + x·φ(x).
func exactGELUSlope(_ x: Double) -> Double {
  0.5 * erfc(-x * 0.7071067811865476) + x * 0.3989422804014327 * exp(-x * x / 2)
}

func approximateGELUSlope(_ x: Double) -> Double {
  let inner = 0.7978845608028654 * (x + 0.044715 * x * x * x)
  let slope = 0.7978845608028654 * (1 + 3 * 0.044715 * x * x)
  let curve = Platform.tanh(inner)
  return 0.5 * (1 + curve) + 0.5 * x * (1 - curve * curve) * slope
}

func mishSlope(_ x: Double) -> Double {
  let curve = Platform.tanh(softplusOf(x))
  return curve + x * (1 - curve * curve) * sigmoidOf(x)
}

func exactGELU(_ x: Double) -> Double { 0.5 * x * erfc(-x * 0.7071067811865476) }

func approximateGELU(_ x: Double) -> Double {
  0.5 * x * (1 + Platform.tanh(0.7978845608028654 * (x + 0.044715 * x * x * x)))
}
