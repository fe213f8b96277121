import LinearAlgebra
public import Networks

/// One tensor as the reports show it: its entry, its statistics, and for matrices its spectrum.
public struct TensorReport: Sendable, Equatable {
  /// The singular values of a matrix, in short.
  public struct Spectrum: Sendable, Equatable {
    /// How many exceed `max(rows, columns) · ε · σ₁`.
    public let rank: Int
    /// The largest over the smallest; infinite for a singular matrix.
    public let conditionNumber: Double
    /// The largest singular value.
    public let largest: Double
    /// The smallest singular value.
    public let smallest: Double
  }

  /// Name, path, role, shape and stored type.
  public let entry: ModelInventory.TensorEntry
  /// The statistics of the values.
  public let statistics: TensorStatistics
  /// The distribution of the values, when it was asked for.
  public let histogram: Histogram?
  /// The spectrum, when it was asked for and the tensor is a finite matrix.
  public let spectrum: Spectrum?

  /// Computes the report of one tensor.
  ///
  /// - Parameters:
  ///   - entry: the tensor.
  ///   - values: its values, row-major.
  ///   - histogram: whether to count a histogram.
  ///   - spectrum: whether to compute singular values of a matrix; O(rows · columns · min) work.
  public init(
    _ entry: ModelInventory.TensorEntry, values: [Double], histogram: Bool = false,
    spectrum: Bool = true
  ) {
    self.entry = entry
    statistics = TensorStatistics(values)
    self.histogram = histogram ? Histogram(values) : nil
    self.spectrum = spectrum ? Self.spectrum(entry.shape, values) : nil
  }

  private static func spectrum(_ shape: [Int], _ values: [Double]) -> Spectrum? {
    guard shape.count == 2, !values.isEmpty else { return nil }
    let matrix = Matrix(rows: shape[0], columns: shape[1], values: values)
    // Not finite, or not converged: a matrix without a spectrum to show.
    guard let singular = try? SingularValueDecomposition.singularValues(of: matrix) else {
      return nil
    }
    let threshold = Double(max(shape[0], shape[1])) * Double.ulpOfOne
    return Spectrum(
      rank: rankOf(singular, threshold: threshold), conditionNumber: conditionNumberOf(singular),
      largest: singular.first ?? 0, smallest: singular.last ?? 0)
  }
}
