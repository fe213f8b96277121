import Networks

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A function of one number that graphs are made of, besides activations.
enum GraphFunction: Sendable, Equatable {
  /// One of the activations, exactly; element-wise ones only.
  case activation(Activation)
  /// The opposite number.
  case negative
  /// The size of a number.
  case absolute
  /// 1 / x.
  case reciprocal
  /// √x.
  case squareRoot
  /// 1 / √x.
  case reciprocalSquareRoot
  /// x².
  case square
  /// The natural logarithm.
  case logarithm
  /// ln(1 + x).
  case logarithmOfOnePlus
  /// eˣ − 1.
  case exponentialMinusOne
  /// The error function.
  case errorFunction
  /// 1 − erf(x).
  case complementaryErrorFunction
  /// −1, 0 or 1.
  case sign
  /// 1 for every number but 0.
  case isNotZero
  /// 1 for 0, otherwise 0.
  case isZero
  /// The number between two bounds.
  case clip(lower: Double, upper: Double)

  /// The value at a number.
  func value(_ x: Double) -> Double {
    switch self {
    case .activation(let activation): activation.value(x)
    case .negative: -x
    case .absolute: abs(x)
    case .reciprocal: 1 / x
    case .squareRoot: x.squareRoot()
    case .reciprocalSquareRoot: 1 / x.squareRoot()
    case .square: x * x
    case .logarithm: log(x)
    case .logarithmOfOnePlus: log1p(x)
    case .exponentialMinusOne: expm1(x)
    case .errorFunction: erf(x)
    case .complementaryErrorFunction: erfc(x)
    case .sign: x > 0 ? 1 : x < 0 ? -1 : 0
    case .isNotZero: x == 0 ? 0 : 1
    case .isZero: x == 0 ? 1 : 0
    case .clip(let lower, let upper): min(max(x, lower), upper)
    }
  }
}

/// A function of two numbers that graphs are made of.
enum GraphCombination: Sendable, Equatable {
  case sum, difference, product, quotient, power, smaller, larger
  /// Comparisons and logic give 1 or 0.
  case less, lessOrEqual, greater, greaterOrEqual, both, either
  /// (x − y)².
  case squaredDifference

  /// The value at two numbers.
  func value(_ x: Double, _ y: Double) -> Double {
    switch self {
    case .sum: x + y
    case .difference: x - y
    case .product: x * y
    case .quotient: x / y
    case .power: y == 2 ? x * x : pow(x, y)
    case .smaller: min(x, y)
    case .larger: max(x, y)
    case .less: x < y ? 1 : 0
    case .lessOrEqual: x <= y ? 1 : 0
    case .greater: x > y ? 1 : 0
    case .greaterOrEqual: x >= y ? 1 : 0
    case .both: x != 0 && y != 0 ? 1 : 0
    case .either: x != 0 || y != 0 ? 1 : 0
    case .squaredDifference: (x - y) * (x - y)
    }
  }
}

/// What a row of numbers is reduced to.
enum GraphReduction: Sendable, Equatable {
  case sum, mean, largest, sumOfMagnitudes

  /// The value of a row.
  func value(_ row: ArraySlice<Double>) -> Double {
    switch self {
    case .sum: row.reduce(0, +)
    case .mean: row.reduce(0, +) / Double(row.count)
    case .largest: row.max() ?? 0
    case .sumOfMagnitudes: row.reduce(0) { $0 + abs($1) }
    }
  }
}
