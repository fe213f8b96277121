import Files
import Networks
import Numerics

/// Runs the self-test of a file: whether the network gives what its writer recorded.
///
/// Rows go through the layers a block at a time, with one layer's weights in memory, so that little memory
/// is needed however wide a layer is; and no more rows than ``workLimit`` allows, however many there are.
struct CoefficientSelfTestRun {
  /// The most numbers between two layers that are held at a time.
  private static let blockLimit = 1 << 20
  /// The most multiplications in all; the first row is always run.
  private static let workLimit = 1 << 30

  private let model: CoefficientModel
  private let chain: StoredChain<CoefficientTensor>

  init(_ model: CoefficientModel, _ chain: StoredChain<CoefficientTensor>) {
    self.model = model
    self.chain = chain
  }

  /// Compares the outputs with the recorded ones.
  ///
  /// - Throws: `FileError` of kind `badData` when one differs by more than the file allows.
  func check() throws(FileError) {
    let tensors = model.header.tensorsByName
    guard let test = model.header.selfTest, let inputs = tensors[test.inputs],
      let outputs = tensors[test.outputs]
    else { return }
    let (widest, work) = extent()
    let rows = min(inputs.shape[0], max(1, Self.workLimit / work))
    let block = max(1, Self.blockLimit / widest)
    let given = try model.values(of: inputs)
    let recorded = try model.values(of: outputs)
    let (width, count) = (inputs.shape[1], outputs.shape[1])
    for start in stride(from: 0, to: rows, by: block) {
      let end = min(start + block, rows)
      var values = Matrix(
        rows: end - start, columns: width, values: Array(given[(start * width)..<(end * width)]))
      for part in chain.parts {
        let layer = try chain.layer(part) { tensor throws(FileError) in
          try model.values(of: tensor)
        }
        values = layer.applied(to: values)
      }
      for (index, value) in values.values.enumerated() {
        let place = start * count + index
        guard abs(value - recorded[place]) <= test.tolerance * max(1, abs(recorded[place])) else {
          throw FileError(
            .badData, file: model.path, object: "selftest",
            problem: "output \(place % count) of row \(place / count) is \(value), recorded is "
              + "\(recorded[place]); a difference of \(test.tolerance) is allowed")
        }
      }
    }
  }

  /// The width of the widest layer, and the multiplications for one row.
  private func extent() -> (widest: Int, work: Int) {
    var (widest, work) = (chain.inputs, chain.inputs)
    for case .dense(let dense) in chain.parts {
      widest = max(widest, dense.units)
      work += dense.weights.count + dense.units
    }
    return (widest, work)
  }
}
