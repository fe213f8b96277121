import CKernels

/// Which columns of a batch differ between its samples, and which are the same in all of them.
///
/// The border of a picture is the same in every sample: what such columns add to a product is computed once
/// for the whole batch.
package struct BatchColumns: Sendable {
  /// The columns that vary, in ascending order; the first ``varyingCount`` elements count.
  private(set) var varying: [Int32]
  /// The columns that do not; the first ``constantCount`` elements count.
  private(set) var constant: [Int32]
  /// How many columns vary.
  package private(set) var varyingCount: Int
  /// How many columns do not.
  package var constantCount: Int { varying.count - varyingCount }

  /// Takes all of `count` columns to vary.
  package init(count: Int) {
    varying = (0..<Int32(count)).map { $0 }
    constant = [Int32](repeating: 0, count: count)
    varyingCount = count
  }

  /// Looks at a batch, bit by bit.
  ///
  /// - Parameters:
  ///   - x: the batch, row-major, as many columns as this was made for.
  ///   - samples: its rows.
  package mutating func split(_ x: [Float], samples: Int) {
    precondition(x.count >= samples * varying.count, "too few elements")
    varyingCount = unsafe x.withUnsafeBytes { bytes in
      unsafe CKernels_split_columns(
        samples, bytes.baseAddress?.assumingMemoryBound(to: UInt32.self), varying.count, &varying,
        &constant)
    }
  }
}
