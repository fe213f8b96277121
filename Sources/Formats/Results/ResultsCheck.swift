import HDF5
import Networks
import Numerics

/// Reads a results image back and compares it with what was meant to be in it.
enum ResultsCheck {
  /// - Throws: `HDF5Error` of kind `cannotWrite` when anything differs in any bit.
  static func compare(_ bytes: [UInt8], with results: InversionResults) throws(HDF5Error) {
    _ = try HDF5File.reading(bytes, wrapping: { $0 }) { root throws(HDF5Error) -> Bool in
      for (index, layer) in results.layers.enumerated() {
        try expect(
          layer.pseudoInverse.matrix.values,
          at: ["layers", ResultsFile.groupName(layer, index: index), "pseudo_inverse"], in: root)
      }
      for method in results.methods {
        try expect(
          method.solutions.flatMap(\.input), at: ["solutions", method.groupName, "inputs"], in: root
        )
        try expect(
          method.solutions.flatMap(\.logits), at: ["solutions", method.groupName, "logits"],
          in: root)
      }
      return true
    }
  }

  private static func expect(
    _ values: [Double], at components: [String], in root: borrowing HDF5Group
  ) throws(HDF5Error) {
    let stored = try root.dataset(at: components).doubles()
    guard stored.elementsEqual(values, by: { $0.bitPattern == $1.bitPattern }) else {
      throw HDF5Error(
        .cannotWrite, object: "/" + components.joined(separator: "/"),
        problem: "reads back different from what was written")
    }
  }
}
