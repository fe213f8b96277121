import Files
import JSON
import MLPKit
import TestSupport
import Testing

@Suite("mlp invert")
struct InvertCommandTests {
  let model = Fixture.path("mnist/slp_softmax.h5")

  @Test("writes the inputs of both methods, as NumPy computed them")
  func results() throws {
    let folder = ScratchFolder()
    let path = folder.file("results.h5")
    let outcome = mlp("invert", model, "-o", path)
    #expect(outcome.status == 0, "\(outcome.error)")
    #expect(folder.contents == ["results.h5"])
    let inputs = try numbers("\(path):/solutions/analytical/inputs")
    let truth = try numbers(Fixture.path("oracle/slp_softmax.analytic_f64_s10_b1.npy"))
    #expect(areClose(inputs, truth, 1e-10))
    let images = try numbers("\(path):/solutions/empirical/images")
    #expect(images == (try numbers(Fixture.path("oracle/slp_softmax.empirical_x255.npy"))))
    let inverse = try numbers("\(path):/layers/0_output/pseudo_inverse")
    #expect(areClose(inverse, try numbers(Fixture.path("oracle/slp_softmax.pinv0_f64.npy")), 1e-10))
  }

  @Test("the inverse as coefficients gives what the inverse for Keras gives")
  func coefficients() throws {
    let folder = ScratchFolder()
    let keras = folder.file("inverse.keras.h5")
    let plain = folder.file("inverse.mlpc")
    for path in [keras, plain] {
      let outcome = mlp(
        "invert", model, "-o", folder.file("results.h5"), "--as-model", path, "--force")
      #expect(outcome.status == 0, "\(outcome.error)")
    }
    #expect(mlp("inspect", plain).output.contains("dense 5→784"))
    // Keras's kinds hold 32 bits, and the coefficients all 64.
    #expect(mlp("diff", plain, keras, "--tolerance", "1e-6").status == 0)
  }

  @Test("the table has a row for each layer, method and class")
  func table() {
    let folder = ScratchFolder()
    let outcome = mlp("invert", model, "-o", folder.file("results.h5"), "--wide")
    let lines = outcome.output.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines[0].hasSuffix("find pictures that this network takes for every digit."))
    #expect(lines[3].hasPrefix("layer"))
    #expect(lines[4].contains("5×784") && lines[4].hasSuffix("yes"))
    #expect(lines.prefix(20).allSatisfy { $0.count <= 80 })
    #expect(lines.filter { $0.hasPrefix("empirical ") }.count == 5)
    #expect(lines.filter { $0.hasPrefix("analytical ") }.count == 5)
    for title in ["L2", "32 bits", "probability", "violation", "shown"] {
      #expect(lines.contains { $0.hasPrefix("method") && $0.contains(title) })
    }
  }

  @Test("a method whose classes all agree has one line; without -o nothing is written")
  func short() throws {
    let folder = ScratchFolder()
    let outcome = mlp("invert", Fixture.path("digits/slp.h5"), "--image-shape", "8x8")
    #expect(outcome.status == 0, "\(outcome.error)")
    let lines = outcome.output.split(separator: "\n").filter { $0.hasPrefix("nearest ") }
    #expect(lines.count == 1)
    #expect(lines.first?.contains("all 10") == true && lines.first?.contains("✓") == true)
    let json = try mlp("invert", Fixture.path("digits/slp.h5"), "--json").json()
    #expect(json["results"] == .some(.null))
    let report = mlp(
      "invert", Fixture.path("digits/slp.h5"), "--report", folder.file("r.html"), "--method",
      "analytical")
    #expect(report.status == 0, "\(report.error)")
    #expect(folder.contents == ["r.html"])
  }

  @Test("JSON has the keys of the contract and the numbers of the file")
  func json() throws {
    let folder = ScratchFolder()
    let path = folder.file("results.h5")
    let json = try mlp(
      "invert", model, "-o", path, "--filter", "middle:0.2", "--json"
    ).json()
    #expect(json.objectValue?.names.first == "schema")
    #expect(json["results"]?.stringValue == path)
    let solutions = try #require(json["solutions"]?.arrayValue)
    // Two of the paper, one of them filtered too, and two with constraints.
    #expect(solutions.count == 25)
    let analytical = solutions.filter { $0["method"] == "analytical" && $0["filter"] == nil }
    #expect(analytical.map { $0["class"]?.stringValue } == ["0", "1", "2", "3", "4"])
    for (index, solution) in analytical.enumerated() {
      for key in ["residualL1", "residualL2", "boxViolation", "outsideFraction", "seconds"] {
        #expect(solution[key]?.doubleValue != nil, "\(key)")
      }
      let wanted = (0..<5).map { $0 == index ? 10.0 : -10 }
      #expect(areClose(try numbers(solution["logits"]), wanted, 1e-12))
      #expect(try #require(solution["residualL2"]?.doubleValue) <= 1e-12)
      // 1 / (1 + 4 e⁻²⁰).
      #expect(abs((solution["probability"]?.doubleValue ?? 0) - 0.9999999917553856) <= 1e-12)
      #expect(try numbers(solution["probabilities"]).count == 5)
    }
    #expect(solutions.filter { $0["filter"] == "middle:0.2" }.count == 5)
    let layer = try #require(json["layers"]?.arrayValue?.first)
    #expect(layer["rank"] == 5)
    #expect(try numbers(layer["penroseResiduals"]).count == 4)
    #expect(try #require(layer["conditionNumber"]?.doubleValue) > 1)
    let stored = try numbers("\(path):/solutions/analytical/logits")
    #expect(try analytical.flatMap { try numbers($0["logits"]) } == stored)
  }

  @Test("the same command gives the same bytes and prints the same")
  func deterministic() throws {
    let folder = ScratchFolder()
    let path = folder.file("results.h5")
    let command = [
      "invert", Fixture.path("digits/slp.h5"), "-o", path, "--images-dir", folder.file("pictures"),
      "--image-shape", "8x8", "--filter", "top_and_bottom:0.05", "--classes", "0-1", "--force",
    ]
    let first = mlp(command)
    let bytes = try FileBytes.read(path)
    let picture = try FileBytes.read(folder.file("pictures/all-methods.png"))
    let second = mlp(command)
    #expect(first.status == 0 && second.status == 0)
    #expect(try FileBytes.read(path) == bytes)
    #expect(try FileBytes.read(folder.file("pictures/all-methods.png")) == picture)
    #expect(withoutSeconds(first.output) == withoutSeconds(second.output))
    let documents = (0..<2).map { _ in mlp(command + ["--json"]).output }
    #expect(withoutSeconds(documents[0]) == withoutSeconds(documents[1]))
  }

  @Test("a program gets in one call what the command writes, and the same report")
  func program() throws {
    let folder = ScratchFolder()
    let path = folder.file("r.h5")
    let page = folder.file("r.html")
    let model = Fixture.path("digits/slp.h5")
    #expect(mlp("invert", model, "-o", path, "--report", page).status == 0)
    let results = try ModelFile.open(model).invert().results
    let bytes = try ResultsFile.encode(results, path: path)
    #expect(try FileBytes.read(path) == bytes)
    let report = try ReportFile.make(results, path: path, sha256: FileDigest.sha256(bytes))
    #expect(try FileBytes.read(page) == report)
    let again = folder.file("again.html")
    #expect(mlp("report", path, "-o", again).status == 0)
    #expect(try FileBytes.read(again) == report)
  }

  @Test("the methods, classes, targets and sizes that are asked for")
  func selection() throws {
    let folder = ScratchFolder()
    let path = folder.file("results.h5")
    func run(_ flags: String...) throws -> JSONValue {
      try mlp(["invert", model, "-o", path, "--force", "--json"] + flags).json()
    }
    let one = try run("--method", "analytic", "--classes", "3,1", "--logit", "3000")
    let found = try #require(one["solutions"]?.arrayValue)
    // Classes come in the order of the labels.
    #expect(Set(found.map { $0["class"]?.stringValue }) == ["1", "3"])
    #expect(found.allSatisfy { $0["method"] == "analytical" })
    #expect(try numbers("\(path):/targets/logits").map(abs) == [Double](repeating: 3000, count: 10))
    try write("1,2,3,4,5\n-5,-4,-3,-2,-1\n", to: folder.file("targets.csv"))
    let targets = try run(
      "--method", "analytical", "--targets", folder.file("targets.csv"))
    let logits = try #require(targets["solutions"]?.arrayValue).map { try numbers($0["logits"]) }
    #expect(areClose(logits.flatMap { $0 }, [1, 2, 3, 4, 5, -5, -4, -3, -2, -1], 1e-12))
    let ignoring = try run("--method", "analytical", "--ignore-bias")
    let residuals = try #require(ignoring["solutions"]?.arrayValue).compactMap {
      $0["residualL2"]?.doubleValue
    }
    // The norm of the bias, whatever the class.
    #expect(residuals.count == 5)
    #expect(areClose(residuals, [Double](repeating: residuals[0], count: 5), 1e-10))
    #expect((0.1...0.25).contains(residuals[0]))
  }

  @Test("pictures are PNG files, one for all methods and one for each")
  func pictures() throws {
    let folder = ScratchFolder()
    let outcome = mlp(
      "invert", Fixture.path("digits/slp.h5"), "-o", folder.file("r.h5"), "--images-dir",
      folder.file("pictures"), "--image-shape", "8x8", "--filter", "middle:0.2", "--classes", "7")
    #expect(outcome.status == 0, "\(outcome.error)")
    #expect(folder.contents == ["pictures", "r.h5"])
    for name in ["all-methods", "empirical", "analytical", "analytical+middle_0.2"] {
      let bytes = try FileBytes.read(folder.file("pictures/\(name).png"))
      #expect(bytes.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]))
    }
  }

  @Test("--image-shape cuts the pictures in another way")
  func imageShape() throws {
    let folder = ScratchFolder()
    let path = folder.file("r.h5")
    let digits = Fixture.path("digits/slp.h5")
    #expect(mlp("invert", digits, "-o", path, "--image-shape", "4x16").status == 0)
    let json = try mlp("inspect", path, "--json", "--layer", "solutions/empirical").json()
    let tensors = try #require(json["layers"]?.arrayValue?.first?["tensors"]?.arrayValue)
    #expect(tensors.first { $0["role"] == "images" }?["shape"] == [10, 4, 16])
  }

  /// The time that a computation took is the one thing that may differ.
  private func withoutSeconds(_ text: String) -> [Substring] {
    text.split(separator: "\n").map { line in
      if line.contains("\"seconds\"") { return "" }
      guard let blank = line.lastIndex(of: " "), Double(line[blank...].dropFirst()) != nil else {
        return line
      }
      return line[..<blank]
    }
  }
}
