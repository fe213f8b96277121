import CLAPACK
import Numerics

/// An upper triangular matrix R, n × n and column after column: singular values of R are those of what
/// it was factorized from.
struct TriangularFactor {
  /// The order, n.
  let size: Int
  /// The elements; what is below the diagonal means nothing.
  let elements: [Double]
  /// The distance between columns, at least n.
  let stride: Int

  init(size: Int, elements: [Double], stride: Int? = nil) {
    self.size = size
    self.elements = elements
    self.stride = stride ?? size
  }

  /// The largest singular value, to a few percent from below.
  ///
  /// Power iteration on RᵀR from a fixed vector. Calls `dtrmv`.
  var largestSingularValue: Double {
    iterate { vector in
      for form in [CblasNoTrans, CblasTrans] {
        unsafe CLAPACK_trmv(form, LAPACK.size(size), elements, LAPACK.size(stride), &vector)
      }
    }
  }

  /// The smallest singular value, to a few percent from above; 0 when R is singular.
  ///
  /// The same with R⁻¹. Calls `dtrsv`.
  var smallestSingularValue: Double {
    for index in 0..<size where elements[index * stride + index] == 0 { return 0 }
    let inverse = iterate { vector in
      for form in [CblasTrans, CblasNoTrans] {
        unsafe CLAPACK_trsv(form, LAPACK.size(size), elements, LAPACK.size(stride), &vector)
      }
    }
    return inverse.isFinite && inverse > 0 ? 1 / inverse : 0
  }

  /// An estimate of the condition number; infinite when R is singular.
  var condition: Double {
    let smallest = smallestSingularValue
    return smallest > 0 ? largestSingularValue / smallest : .infinity
  }

  /// The root of the norm of `step` = MᵀM, which is the norm of M.
  private func iterate(_ step: (inout [Double]) -> Void) -> Double {
    guard size > 0 else { return 0 }
    var numbers = ProbeNumbers()
    var vector = numbers.next(size)
    var norm = vector.euclideanNorm
    var largest = 0.0
    for _ in 0..<8 {
      for index in vector.indices { vector[index] /= norm }
      step(&vector)
      norm = vector.euclideanNorm
      guard norm > 0, norm.isFinite else { return norm.squareRoot() }
      largest = max(largest, norm)
    }
    return largest.squareRoot()
  }
}

/// Numbers that are as good as random and always the same: nearly normal, variance 1.
struct ProbeNumbers {
  private var generator = RandomGenerator(seed: 0, stream: .probes)

  /// As many numbers as asked for.
  mutating func next(_ count: Int) -> [Double] {
    (0..<count).map { _ in
      // The sum of four uniform numbers has a twelfth of four as its variance.
      var sum = 0.0
      for _ in 0..<4 { sum += generator.uniform() }
      return (sum - 2) * 3.0.squareRoot()
    }
  }
}
