import LinearAlgebra
package import Networks
import Numerics

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// One tensor as the reports show it: its entry, its statistics, and for matrices its spectrum.
package struct TensorReport: Sendable, Equatable {
  /// The singular values of a matrix, in short.
  package struct Spectrum: Sendable, Equatable {
    /// How many exceed `max(rows, columns) · ε · σ₁`.
    package let rank: Int
    /// The largest over the smallest; infinite for a singular matrix.
    package let conditionNumber: Double
    /// The largest singular value.
    package let largest: Double
    /// The smallest singular value.
    package let smallest: Double
    /// All singular values, the largest first.
    package let values: [Double]

    /// ‖A‖²/σ₁² of the Frobenius norm: how many directions carry the weight of the matrix.
    package var stableRank: Double {
      largest > 0 ? values.reduce(0) { $0 + ($1 / largest) * ($1 / largest) } : 0
    }

    /// The exponential of the entropy of the singular values as shares of their sum.
    package var effectiveRank: Double {
      let sum = values.reduce(0, +)
      guard sum > 0 else { return 0 }
      return exp(
        -values.reduce(0) { entropy, value in
          let share = value / sum
          return share > 0 ? entropy + share * log(share) : entropy
        })
    }
  }

  /// For which matrices singular values are computed.
  package enum SpectrumChoice: Sendable, Equatable {
    /// For none.
    case none
    /// For those that take about two seconds and a hundred megabytes at most.
    case affordable
    /// For all.
    case all
  }

  /// Name, path, role, shape and stored type.
  package let entry: ModelInventory.TensorEntry
  /// The statistics of the values.
  package let statistics: TensorStatistics
  /// The distribution of the values, when it was asked for.
  package let histogram: Histogram?
  /// The spectrum, when it was asked for and the tensor is a finite matrix.
  package let spectrum: Spectrum?
  /// How many columns of a matrix are 0 all over: units that nothing goes into; `nil` of other tensors and of
  /// those that are too large to keep.
  package let silentUnits: Int?
  /// Whether the tensor is a matrix whose spectrum would take too long.
  package let omitsSpectrum: Bool
  /// Why there is no spectrum although it was asked for: the library for it is not there, or does not work.
  package let spectrumProblem: String?

  /// Tensors of at most so many values are read once and kept while they are worked on: 32 MiB.
  private static let largestKept = 4 << 20
  /// Multiplications that take about two seconds on one core.
  private static let affordableWork = 16e9

  /// Computes the report of one tensor.
  ///
  /// - Parameters:
  ///   - entry: the tensor.
  ///   - values: its values.
  ///   - histogram: whether to count a histogram.
  ///   - spectrum: whether to compute singular values, if it is a matrix.
  /// - Throws: what reading the values throws.
  package init<Failure>(
    _ entry: ModelInventory.TensorEntry, values: borrowing TensorValues<Failure>,
    histogram: Bool = false, spectrum: SpectrumChoice = .affordable
  ) throws(Failure) {
    if values.count <= Self.largestKept {
      let kept = TensorValues<Never>(
        try values.all(), isSinglePrecision: values.isSinglePrecision)
      self.init(entry, reading: kept, histogram, spectrum)
    } else {
      try self.init(entry, reading: values, histogram, spectrum)
    }
  }

  /// Computes the report of a tensor in memory; see ``init(_:values:histogram:spectrum:)``.
  package init(
    _ entry: ModelInventory.TensorEntry, values: [Double], histogram: Bool = false,
    spectrum: SpectrumChoice = .affordable
  ) {
    self.init(entry, values: TensorValues<Never>(values), histogram: histogram, spectrum: spectrum)
  }

  private init<Failure>(
    _ entry: ModelInventory.TensorEntry, reading values: borrowing TensorValues<Failure>,
    _ histogram: Bool, _ choice: SpectrumChoice
  ) throws(Failure) {
    self.entry = entry
    statistics = try TensorStatistics(values)
    self.histogram = histogram ? try Histogram(values, statistics) : nil
    let isMatrix = entry.shape.count == 2 && values.count > 0
    omitsSpectrum = isMatrix && choice == .affordable && !Self.isAffordable(entry.shape)
    let isFinite = statistics.nans + statistics.infinities == 0
    // Without as many zeros as a column has values there is none to look for.
    if isMatrix, values.count <= Self.largestKept {
      silentUnits =
        statistics.zeros < entry.shape[0] ? 0 : Self.silentUnits(entry.shape, try values.all())
    } else {
      silentUnits = nil
    }
    guard isMatrix, isFinite, choice != .none, !omitsSpectrum else {
      (spectrum, spectrumProblem) = (nil, nil)
      return
    }
    let all = try values.all()
    do throws(LinearAlgebraError) {
      (spectrum, spectrumProblem) = (try Self.spectrum(entry.shape, all), nil)
    } catch {
      switch error {
      case .libraryMissing, .libraryUnreliable:
        (spectrum, spectrumProblem) = (nil, error.description)
      // Not converged: a matrix without a spectrum to show.
      case .notFinite, .overflow, .notConverged: (spectrum, spectrumProblem) = (nil, nil)
      }
    }
  }

  /// Whether the singular values of a matrix of this shape take little enough time and memory.
  private static func isAffordable(_ shape: [Int]) -> Bool {
    let (short, long) = (Double(min(shape[0], shape[1])), Double(max(shape[0], shape[1])))
    return short * long <= Double(largestKept)
      && 2 * short * short * (long + short) <= affordableWork
  }

  private static func silentUnits(_ shape: [Int], _ values: [Double]) -> Int {
    var isSilent = [Bool](repeating: true, count: shape[1])
    for row in 0..<shape[0] {
      for column in 0..<shape[1] where values[row * shape[1] + column] != 0 {
        isSilent[column] = false
      }
    }
    return isSilent.count { $0 }
  }

  private static func spectrum(
    _ shape: [Int], _ values: [Double]
  ) throws(LinearAlgebraError) -> Spectrum {
    let matrix = Matrix(rows: shape[0], columns: shape[1], values: values)
    let singular = try SingularValueDecomposition.singularValues(of: matrix)
    let threshold = Double(max(shape[0], shape[1])) * Double.ulpOfOne
    return Spectrum(
      rank: PseudoInverse.rank(ofSingularValues: singular, threshold: threshold),
      conditionNumber: PseudoInverse.conditionNumber(ofSingularValues: singular),
      largest: singular.first ?? 0, smallest: singular.last ?? 0,
      values: singular)
  }
}
