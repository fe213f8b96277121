import Datasets
import Formats
import Inversion
import Networks
import Numerics
import TestSupport
import Testing

/// A network of the paper, and what NumPy computed from its weights.
enum Oracle: String, CaseIterable, Sendable {
  /// 784-30-30-5, LeakyReLU.
  case mlp
  /// 784-5, logistic outputs.
  case logistic = "slp_logistic"
  /// 784-5, softmax.
  case softmax = "slp_softmax"

  /// The network, from its Keras file.
  func network() throws -> NeuralNetwork { try inverter().network }

  /// The network with its inverses, at the default options.
  func inverter() throws -> Inverter { try #require(Self.inverters[self]).get() }

  /// Made once: reading and factorizing takes longer than all that is done with them.
  private static let inverters = Dictionary(
    uniqueKeysWithValues: allCases.map { oracle in
      (oracle, Result { try Inverter(try oracle.readNetwork()) })
    })

  private func readNetwork() throws -> NeuralNetwork {
    let file =
      switch self {
      case .mlp: "mlp"
      case .logistic: "slp"
      case .softmax: "slp_softmax"
      }
    return try ModelFile.open(Fixture.path("mnist/\(file).h5")).network()
  }

  /// A recorded matrix, such as `pinv0_f64`.
  func matrix(_ name: String) throws -> Matrix {
    let samples = try DatasetReader.samples(at: Fixture.path("oracle/\(rawValue).\(name).npy"))
    return samples.rows(0..<samples.count)
  }

  /// Recorded pictures, one for each class.
  func pictures(_ name: String) throws -> [[UInt8]] {
    let array = try DatasetReader.array(at: Fixture.path("oracle/\(rawValue).\(name).npy"))
    guard case .bytes(let bytes) = array.storage else {
      Issue.record("\(name) does not hold bytes")
      return []
    }
    let width = array.shape[1]
    return (0..<array.shape[0]).map { Array(bytes[($0 * width)..<(($0 + 1) * width)]) }
  }

  /// Inverts all classes of the network.
  func solve(
    by method: any InversionMethod, size: Double = 10, filter: PercentileFilter? = nil,
    _ change: (inout InversionOptions) -> Void = { _ in }
  ) throws -> [InverseSolution] {
    var options = InversionOptions()
    change(&options)
    let shared = try inverter()
    let inverter =
      options == shared.options ? shared : try Inverter(shared.network, options: options)
    let targets = try InversionTargets.classes(of: shared.network, size: size)
    return try inverter.solve(targets, by: method, filter: filter).solutions
  }

  /// How exactly inputs must agree with the oracle's.
  ///
  /// One well-conditioned matrix leaves rounding only. On the way through three of them and two inverse
  /// LeakyReLUs a rounding error grows about a million times, in NumPy's numbers as in ours.
  var inputTolerance: Double { self == .mlp ? 1e-6 : 1e-10 }
}

/// The largest difference of any row, relative to the row's largest value: classes differ in size.
func largestRowDifference(_ solutions: [InverseSolution], _ truth: Matrix) -> Double {
  guard solutions.count == truth.rows else { return .infinity }
  return solutions.indices.map {
    relativeDifference(solutions[$0].input, Array(truth.row($0)))
  }.max() ?? .infinity
}
