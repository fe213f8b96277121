/// The extents of an array, row-major, whose number of elements is known to fit into an `Int`.
package struct Shape: Sendable, Hashable {
  /// The extents, the slowest first; none for a single number.
  package let extents: [Int]
  /// The number of elements: the product of the extents.
  package let count: Int

  /// Creates a shape.
  ///
  /// - Returns: `nil` when an extent is negative or the product overflows, an extent of 0 counting as 1: it
  ///   would hide the overflow of the others, and make the answer depend on their order.
  package init?(_ extents: [Int]) {
    var product = 1
    for extent in extents {
      guard extent >= 0 else { return nil }
      let (next, overflow) = product.multipliedReportingOverflow(by: max(extent, 1))
      guard !overflow else { return nil }
      product = next
    }
    self.extents = extents
    count = extents.contains(0) ? 0 : product
  }
}

extension Collection where Element: Comparable {
  /// The offset of the first of the largest elements, as NumPy's argmax; `nil` when there is none.
  ///
  /// NaN is larger than nothing: it is the answer only where it comes first.
  package var offsetOfLargest: Int? {
    guard var largest = first else { return nil }
    var offset = 0
    for (index, element) in enumerated() where element > largest {
      largest = element
      offset = index
    }
    return offset
  }
}
