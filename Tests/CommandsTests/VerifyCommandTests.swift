import Files
import JSON
import MLPKit
import TestSupport
import Testing

@Suite("mlp verify")
struct VerifyCommandTests {
  /// A change that makes a results file lie, and what has to be named.
  struct Tampering: Sendable, CustomStringConvertible {
    let description: String
    let change: @Sendable (inout InversionResults) -> Void

    init(_ object: String, _ change: @escaping @Sendable (inout InversionResults) -> Void) {
      description = object
      self.change = change
    }

    static func solution(
      _ object: String, _ change: @escaping @Sendable (inout InverseSolution) -> Void
    ) -> Tampering {
      Tampering(object) { change(&$0.methods[1].solutions[2]) }
    }

    static func nearest(
      _ object: String, _ change: @escaping @Sendable (inout InverseSolution) -> Void
    ) -> Tampering {
      Tampering("/solutions/nearest\(object.hasPrefix("/") ? "" : "/")\(object)") {
        change(&$0.methods[2].solutions[2])
      }
    }

    static func layer(
      _ object: String, _ change: @escaping @Sendable (inout PseudoInverseParts) -> Void
    ) -> Tampering {
      Tampering(object) { results in
        var parts = PseudoInverseParts(results.layers[0].pseudoInverse)
        change(&parts)
        results.layers[0].pseudoInverse = parts.assembled
      }
    }
  }

  /// A pseudo-inverse whose parts can be changed.
  struct PseudoInverseParts {
    var matrix: Matrix
    var values: [Double]
    var rank: Int
    var condition: Double
    var residuals: [Double]
    var algorithm: PseudoInverse.Algorithm

    init(_ inverse: PseudoInverse) {
      matrix = inverse.matrix
      values = inverse.singularValues ?? []
      rank = inverse.rank
      condition = inverse.conditionNumber
      residuals = inverse.penroseResiduals
      algorithm = inverse.algorithm
    }

    var assembled: PseudoInverse {
      PseudoInverse(
        matrix: matrix, algorithm: algorithm, singularValues: values, rank: rank,
        conditionNumber: condition, isConditionEstimated: false, penroseResiduals: residuals,
        areResidualsEstimated: false)
    }
  }

  static let tamperings: [Tampering] = [
    .init("model_sha256") { $0.modelSHA256 = String($0.modelSHA256.reversed()) },
    .init("/targets/classes") { $0.targetNames[1] = "9" },
    .init("residual_l2") { $0.targets[1, 2] += 0.001 },
    .init("/targets/lower_bound") { $0.bounds[3].value *= 1.001 },
    .init("/targets/lower_bound") { $0.bounds[3].value *= 0.999 },
    .init("/targets/bound_direction") { $0.bounds[3].direction[1] += 0.001 },
    .init("box_violation") {
      $0.inputSpace = InputSpace(
        repeating: -0.5...1, count: $0.inputSpace.count, source: .model)
    },
    .solution("logits") { $0.input[300] += 0.01 },
    .solution("/solutions/analytical/logits, class 2") { $0.logits[1] += 1e-6 },
    .solution("probabilities") { $0.probabilities[4] += 1e-6 },
    .solution("probability") { $0.probability -= 1e-6 },
    .solution("residual_l1") { $0.residualL1 += 1e-6 },
    .solution("residual_l2") { $0.residualL2 += 1e-6 },
    .solution("box_violation") { $0.boxViolation += 1e-6 },
    .solution("/margin") { $0.margin += 1e-6 },
    .solution("softmax_probability") { $0.softmaxProbability -= 1e-6 },
    .solution("sigmoid_probability") { $0.sigmoidProbability -= 1e-6 },
    .solution("/verdict") { $0.verdict = 4 },
    .solution("clipped_verdict") { $0.clippedVerdict = 1 - ($0.clippedVerdict ?? 0) },
    .solution("rounded_verdict") { $0.roundedVerdict = nil },
    .solution("clipped_probability") { $0.clippedProbability = 0.5 },
    .solution("rounded_probability") { $0.roundedProbability = 0.5 },
    .solution("float32_logits") { $0.single?.logits[2] += 1e-4 },
    .solution("float32_residual_l2") { $0.single?.residualL2 += 1e-2 },
    .solution("float32_probability") { $0.single?.probability = 0.5 },
    .solution("float32_verdict") { $0.single?.verdict = 4 },
    .solution("drawn_logits") { $0.drawn?.logits[0] += 1e-6 },
    .solution("drawn_verdict") { $0.drawn?.verdict = 4 },
    .solution("drawn_logits") { $0.drawn = nil },
    .nearest("goal_distance") { $0.certificate?.goalDistance += 1e-6 },
    .nearest("goal_reached") { $0.certificate?.isReached.toggle() },
    .nearest("reference_distance") { $0.certificate?.referenceDistance? += 1e-6 },
    .nearest("duality_gap") { $0.certificate?.dualityGap? += 1e-6 },
    .nearest("goal_distance_bound") { $0.certificate?.goalDistanceBound? += 1e-6 },
    .nearest("/images") { $0.picture[3] ^= 1 },
    .nearest("/inputs") { $0.input[300] = -$0.input[300] },
    .init("map/goal_distance") { $0.methods[3].solutions[1].certificate?.goalDistance = 0.1 },
    .init("map/goal_reached") {
      $0.methods[3].solutions[1].input = $0.methods[3].solutions[2].input
    },
    .init("map/images") { $0.methods[3].solutions[1].picture[9] ^= 1 },
    .init("/ladder/middle chosen") { results in
      for index in results.ladders.indices where results.ladders[index].filter == "middle" {
        results.ladders[index].chosen = results.ladders[index].chosen == 1 ? 2 : 1
      }
    },
    .solution("outside_fraction") { $0.outsideFraction += 1e-6 },
    .solution("images") { $0.picture[5] ^= 0x40 },
    .solution("layer_residuals") { $0.layerResiduals[0] += 0.01 },
    .init("empirical/images") { $0.methods[0].solutions[0].picture[700] ^= 0x10 },
    .init("/ladder/high_pass/percentiles") { $0.ladders[0].fractions[3] = 0.03 },
    .init("residual_l2, step 4") { $0.ladders[1].steps[4][0].residualL2 += 1e-6 },
    .init("probability, step 2") { $0.ladders[2].steps[2][1].probability *= 0.99 },
    .init("residual_l2, step 5") { $0.ladders[3].steps[5][2].input[400] += 0.01 },
    .layer("pseudo_inverse") { $0.matrix[3, 3] += 0.001 },
    .layer("singular_values") { $0.values[1] *= 1.0001 },
    .layer("rank") { $0.rank -= 1 },
    .layer("condition_number") { $0.condition *= 1.0001 },
    .layer("penrose_residuals") { $0.residuals[2] = 0.001 },
    .layer("algorithm") { $0.algorithm = .svd },
  ]

  private static let model = Fixture.path("mnist/slp.h5")

  /// What invert writes, once for all that change it.
  private static let truth = Result<InversionResults, any Error> {
    let folder = ScratchFolder()
    let path = folder.file("results.h5")
    _ = mlp("invert", model, "-o", path, "--ladder", "--logit", "60")
    return try ResultsFile.read(path)
  }

  private func invert(into path: String) {
    let outcome = mlp("invert", Self.model, "-o", path, "--ladder", "--logit", "60")
    #expect(outcome.status == 0, "\(outcome.error)")
  }

  @Test("what invert has written holds, for one layer and for several", arguments: ["slp", "mlp"])
  func holds(name: String) throws {
    let folder = ScratchFolder()
    let path = folder.file("results.h5")
    #expect(mlp("invert", Fixture.path("mnist/\(name).h5"), "-o", path).status == 0)
    let outcome = mlp("verify", path, Fixture.path("mnist/\(name).h5"))
    #expect(outcome.status == 0, "\(outcome.output)")
    #expect(outcome.lines.first?.hasPrefix("holds: ") == true)
    let json = try mlp("verify", path, Fixture.path("mnist/\(name).h5"), "--json").json()
    #expect(json.objectValue?.names.first == "schema")
    #expect(json["holds"]?.boolValue == true)
    #expect(json["failures"]?.arrayValue?.isEmpty == true)
    let difference = try #require(json["float32"]?["largestDifference"]?.doubleValue)
    #expect(difference > 0 && difference < 0.1)
  }

  @Test("one number that is changed is named, with what is stored and found", arguments: tamperings)
  func tampered(_ tampering: Tampering) throws {
    let folder = ScratchFolder()
    let path = folder.file("results.h5")
    var results = try Self.truth.get()
    tampering.change(&results)
    try OutputFiles.write(
      [OutputFile(path: path, bytes: try ResultsFile.encode(results, path: path))], replacing: false
    )
    let outcome = mlp("verify", path, Self.model)
    #expect(outcome.status == 1, "\(outcome.output) \(outcome.error)")
    #expect(
      outcome.lines.contains {
        $0.contains(tampering.description) && $0.contains("stored ") && $0.contains("found ")
      }, "\(outcome.output)")
  }

  @Test("a failure is in the JSON document too")
  func failureAsJSON() throws {
    let folder = ScratchFolder()
    let path = folder.file("results.h5")
    var results = try Self.truth.get()
    results.methods[0].solutions[3].residualL1 = 17
    try OutputFiles.write(
      [OutputFile(path: path, bytes: try ResultsFile.encode(results, path: path))], replacing: false
    )
    let json = try mlp("verify", path, Self.model, "--json").json()
    #expect(json["holds"]?.boolValue == false)
    let failure = try #require(json["failures"]?.arrayValue?.first)
    #expect(json["failures"]?.arrayValue?.count == 1)
    #expect(failure["object"]?.stringValue == "/solutions/empirical/residual_l1, class 3")
    #expect(failure["stored"]?.stringValue == "17.0")
  }

  @Test("a file that is read and written again says the same")
  func roundTrip() throws {
    let folder = ScratchFolder()
    let path = folder.file("results.h5")
    invert(into: path)
    let results = try ResultsFile.read(path)
    let again = folder.file("again.h5")
    try OutputFiles.write(
      [OutputFile(path: again, bytes: try ResultsFile.encode(results, path: again))],
      replacing: false)
    #expect(try ResultsFile.read(again) == results)
    #expect(results.ladders.count == 4 && results.bounds.count == 5 && results.methods.count == 4)
  }

  @Test(
    "a parameter that stands for nothing is bad data, and not the default",
    arguments: [
      ("cutoff", "round"), ("margin", "much"), ("rank", "kernels"), ("ladder_decimals", "0"),
      ("ignore_bias", "yes"),
    ])
  func badParameter(name: String, value: String) throws {
    let folder = ScratchFolder()
    let path = folder.file("results.h5")
    var results = try Self.truth.get()
    let place = try #require(results.parameters.firstIndex { $0.name == name })
    results.parameters[place].value = value
    try OutputFiles.write(
      [OutputFile(path: path, bytes: try ResultsFile.encode(results, path: path))], replacing: false
    )
    mlp("verify", path, Self.model).expectFailure(65, "parameter \(name)", "'\(value)'")
  }

  @Test("parameters of another version are kept, and do not matter")
  func unknownParameter() throws {
    let folder = ScratchFolder()
    let path = folder.file("results.h5")
    var results = try Self.truth.get()
    results.parameters.append(.init("tomorrow", "yes"))
    results.methods[0].parameters.append(.init("brightness", "3"))
    try OutputFiles.write(
      [OutputFile(path: path, bytes: try ResultsFile.encode(results, path: path))], replacing: false
    )
    var again = try ResultsFile.read(path)
    again.digest = results.digest
    #expect(again == results)
    let outcome = mlp("verify", path, Self.model)
    #expect(outcome.status == 0, "\(outcome.output)")
  }

  @Test("results of a method without inverse matrices have none, and hold")
  func withoutLayers() throws {
    let folder = ScratchFolder()
    let path = folder.file("results.h5")
    let json = try mlp("invert", Self.model, "-o", path, "--method", "nearest", "--json").json()
    #expect(json["layers"]?.arrayValue?.isEmpty == true)
    #expect(json["isChainExact"] == nil)
    #expect(try ResultsFile.read(path).layers.isEmpty)
    #expect(mlp("verify", path, Self.model).status == 0)
    // Where a method did use them, they cannot be taken out.
    var results = try Self.truth.get()
    results.layers = []
    let cut = folder.file("cut.h5")
    try OutputFiles.write(
      [OutputFile(path: cut, bytes: try ResultsFile.encode(results, path: cut))], replacing: false)
    let outcome = mlp("verify", cut, Self.model)
    #expect(outcome.status == 1 && outcome.output.contains("/layers"))
  }

  @Test("what cannot be computed again is found by the digest of the contents")
  func digest() throws {
    let folder = ScratchFolder()
    let path = folder.file("results.h5")
    let results = try Self.truth.get()
    let bytes = try ResultsFile.encode(results, path: path)
    // A byte of the version of the tool, which nothing else depends on.
    let version = Array(results.toolVersion.utf8)
    let place = try #require(
      bytes.indices.dropLast(version.count).first {
        bytes[$0..<($0 + version.count)].elementsEqual(version)
      })
    var changed = bytes
    changed[place] ^= 1
    try OutputFiles.write([OutputFile(path: path, bytes: changed)], replacing: false)
    let outcome = mlp("verify", path, Self.model)
    #expect(outcome.status == 1, "\(outcome.error)")
    #expect(
      outcome.lines.first?.hasPrefix("/ content_sha256: stored ") == true, "\(outcome.output)")
    #expect(outcome.lines.count { $0.contains("stored ") } == 1)
  }

  @Test("data of the prior are taken again, and have to be the same")
  func priorData() throws {
    let folder = ScratchFolder()
    let path = folder.file("results.h5")
    let model = Fixture.path("digits/slp.h5")
    let images = Fixture.path("digits/images-idx3-ubyte.gz")
    let made = mlp(
      "invert", model, "-o", path, "--classes", "1,2", "--method", "pattern", "--prior-data", images
    )
    #expect(made.status == 0, "\(made.error)")
    let without = mlp("verify", path, model)
    #expect(without.status == 0 && without.output.contains("--prior-data"), "\(without.output)")
    #expect(mlp("verify", path, model, "--prior-data", images).status == 0)
    let other = mlp("verify", path, model, "--prior-data", images, "--scale", "0,1")
    #expect(other.status == 1 && other.output.contains("prior_data_sha256"), "\(other.output)")
    // With the images a solution of another target does not pass for the one that they decide.
    var results = try ResultsFile.read(path)
    let first = results.methods[0].solutions[0].input
    results.methods[0].solutions[1].input = first
    let forged = folder.file("forged.h5")
    try OutputFiles.write(
      [OutputFile(path: forged, bytes: try ResultsFile.encode(results, path: forged))],
      replacing: false)
    let found = mlp("verify", forged, model, "--prior-data", images)
    #expect(found.output.contains("/solutions/pattern/inputs, class 2"), "\(found.output)")
  }

  @Test("another model is told by its digest, in one line")
  func otherModel() throws {
    let folder = ScratchFolder()
    let path = folder.file("results.h5")
    invert(into: path)
    for model in ["mnist/mlp.h5", "mnist/slp_softmax.h5"] {
      let outcome = mlp("verify", path, Fixture.path(model))
      #expect(outcome.status == 1)
      #expect(outcome.lines.count == 1)
      #expect(outcome.lines.first?.contains("model_sha256") == true, "\(outcome.output)")
      #expect(outcome.lines.first?.hasSuffix("is another model") == true)
    }
  }

  @Test("files that are no results, or damaged, are refused")
  func refusals() throws {
    let folder = ScratchFolder()
    let path = folder.file("results.h5")
    invert(into: path)
    mlp("verify", Self.model, Self.model).expectFailure(65, "not a results file")
    mlp("verify", folder.file("none.h5"), Self.model).expectFailure(66, "none.h5")
    mlp("verify", path, folder.file("none.h5")).expectFailure(66, "none.h5")
    let bytes = try FileBytes.read(path)
    for length in [0, 9, bytes.count / 3, bytes.count - 1] {
      let cut = folder.file("cut\(length).h5")
      try OutputFiles.write(
        [OutputFile(path: cut, bytes: Array(bytes.prefix(length)))], replacing: false)
      mlp("verify", cut, Self.model).expectFailure(65, "cut\(length).h5")
    }
  }
}
