import CHDF5
import LinearAlgebra
import Networks
import Numerics

@testable import HDF5

/// Results of an inversion whose every number is known, for two targets of a network of three inputs.
enum ResultsSketch {
  static func make() throws -> InversionResults {
    // The inverse of [[2, 0], [0, 4], [0, 0]] is [[½, 0, 0], [0, ¼, 0]].
    let inverse = try PseudoInverse(of: Matrix(rows: [[2, 0], [0, 4], [0, 0]]))
    return InversionResults(
      modelName: "model.h5", modelSHA256: String(repeating: "ab", count: 32), toolVersion: "9.8.7",
      parameters: [.init("logit", "10.0"), .init("filters", "middle:0.2")],
      targets: Matrix(rows: [[10, -10], [-10, 10]]), targetNames: ["nought", "één"],
      imageShape: ImageShape(height: 1, width: 3),
      inputSpace: InputSpace(repeating: -1...1, count: 3, source: .model),
      layers: [LayerInverse(name: "outer/dense", pseudoInverse: inverse)],
      methods: [
        MethodSolutions(
          method: "empirical", parameters: [.init("score", "signed")],
          solutions: [
            solution(0, [1, 0, -1], reached: true),
            solution(1, [0.25, -0.0, 1e-300], reached: false),
          ]),
        MethodSolutions(
          method: "analytical", filter: "middle:0.2", parameters: [],
          solutions: [
            solution(0, [5, -2.5, 0]),
            solution(
              1, [-5, 2.5, 0],
              adjusted: ActivationAdjustment(
                layer: "outer/tanh", activation: "tanh", clippedCount: 2, largestClip: 0.5,
                ambiguousCount: 1)),
          ]),
      ])
  }

  private static func solution(
    _ target: Int, _ input: [Double], adjusted: ActivationAdjustment? = nil, reached: Bool? = nil
  ) -> InverseSolution {
    var solution = InverseSolution(
      target: target, input: input, adjustments: adjusted.map { [$0] } ?? [])
    solution.picture = [UInt8(10 + target), 128, 255]
    solution.logits = [input[0] * 2, input[1] * 4]
    solution.probabilities = [0.75, 0.25]
    solution.probability = target == 0 ? 0.75 : 0.25
    solution.margin = 1.5
    solution.softmaxProbability = 0.625
    solution.sigmoidProbability = 0.875
    solution.residualL1 = 3 + Double(target)
    solution.residualL2 = 2 + Double(target)
    solution.boxViolation = 4
    solution.outsideFraction = 0.5
    solution.verdict = target
    solution.clippedVerdict = 1 - target
    solution.clippedProbability = 0.25
    solution.roundedProbability = 0.125
    solution.single = SolutionReading(
      logits: [input[0], input[1]], residualL2: 9, probability: 0.5, verdict: target)
    solution.certificate = reached.map {
      SolutionCertificate(goal: .oneSided, goalDistance: 7, isReached: $0, dualityGap: 0.5)
    }
    return solution
  }
}

/// Looks into an HDF5 image by paths such as `layers/0_dense`.
struct ImageLookup {
  let bytes: [UInt8]

  func values(_ path: String) throws -> [Double] {
    try read { root throws(HDF5Error) in try root.dataset(at: parts(path)).doubles() }
  }

  func bytes(_ path: String) throws -> [UInt8] {
    try read { root throws(HDF5Error) in try root.dataset(at: parts(path)).bytes() }
  }

  func shape(_ path: String) throws -> [Int] {
    try read { root throws(HDF5Error) in try root.dataset(at: parts(path)).shape }
  }

  func elementType(_ path: String) throws -> HDF5ElementType {
    try read { root throws(HDF5Error) in try root.dataset(at: parts(path)).elementType }
  }

  func texts(_ name: String, in group: String) throws -> [String] {
    try read { root throws(HDF5Error) in try root.group(at: parts(group)).textDataset(name) }
  }

  func text(_ attribute: String, of group: String = "") throws -> String? {
    try read { root throws(HDF5Error) in try root.group(at: parts(group)).text(attribute) }
  }

  func numbers(_ attribute: String, of group: String = "") throws -> [Double]? {
    try read { root throws(HDF5Error) in try root.group(at: parts(group)).numbers(attribute) }
  }

  /// A text attribute of fixed length, read by calls of the HDF5 library alone.
  func fixedText(_ attribute: String, ofDataset path: String) throws -> String {
    var image = bytes
    return HDF5Library.withLock { () -> String in
      guard let access = HDF5Handle(H5Pcreate(CHDF5_file_access()), closing: H5Pclose),
        H5Pset_fapl_core(access.id, 1 << 16, false) >= 0,
        H5Pset_file_image(access.id, &image, image.count) >= 0,
        let file = HDF5Handle(H5Fopen("image", CHDF5_read_only(), access.id), closing: H5Fclose),
        let dataset = HDF5Handle(H5Dopen2(file.id, path, CHDF5_default()), closing: H5Dclose),
        let handle = HDF5Handle(
          H5Aopen(dataset.id, attribute, CHDF5_default()), closing: H5Aclose),
        let type = HDF5Handle(H5Aget_type(handle.id), closing: H5Tclose)
      else { return "no attribute \(attribute)" }
      if H5Tis_variable_str(type.id) != 0 { return "a text of variable length" }
      var text = [UInt8](repeating: 0, count: H5Tget_size(type.id))
      H5Aread(handle.id, type.id, &text)
      return String(decoding: text.prefix { $0 != 0 }, as: UTF8.self)
    }
  }

  func children(_ group: String = "") throws -> [String] {
    try read { root throws(HDF5Error) in try root.group(at: parts(group)).childNames() }
  }

  private func parts(_ path: String) -> [String] { path.split(separator: "/").map(String.init) }

  private func read<Result: Sendable>(
    _ body: (borrowing HDF5Group) throws(HDF5Error) -> Result
  ) throws -> Result {
    try HDF5File.reading(bytes, wrapping: { $0 }, body)
  }
}
