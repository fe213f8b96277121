import Files
import JSON
import MLPKit
import TestSupport
import Testing

@Suite("mlp invert --bound")
struct BoundCommandTests {
  /// A small network, trained on digits, once for all tests.
  private static let model = Result<(folder: ScratchFolder, path: String), any Error> {
    let folder = ScratchFolder()
    let path = folder.file("small.h5")
    let outcome = mlp(
      "train", "-o", path, "--images", Fixture.path("digits/images-idx3-ubyte.gz"), "--labels",
      Fixture.path("digits/labels-idx1-ubyte.gz"), "--hidden", "6,5", "--activation", "relu",
      "--epochs", "2")
    try #require(outcome.status == 0, "\(outcome.error)")
    return (folder, path)
  }

  private func invert(_ path: String, _ bound: String...) throws -> Outcome {
    mlp(
      ["invert", try Self.model.get().path, "-o", path, "--classes", "0,3", "--json"]
        + (bound.isEmpty ? [] : ["--bound"] + bound))
  }

  private func bounds(_ outcome: Outcome) throws -> [Double] {
    #expect(outcome.status == 0, "\(outcome.error)")
    let solutions = try #require(try outcome.json()["solutions"]?.arrayValue).prefix(2)
    return solutions.compactMap { $0["certificate"]?["lowerBound"]?.doubleValue }
  }

  @Test("each kind is at least as sharp as the one before, and holds when it is verified")
  func kinds() throws {
    let folder = ScratchFolder()
    var last = [0.0, 0]
    for kind in ["crown", "lp", "exact"] {
      let path = folder.file("\(kind).h5")
      let found = try bounds(try invert(path, kind))
      #expect(found.count == 2 && zip(found, last).allSatisfy { $0 >= $1 })
      last = found
      let outcome = mlp("verify", path, try Self.model.get().path)
      #expect(outcome.status == 0, "\(outcome.output)")
    }
    #expect(try bounds(try invert(folder.file("default.h5"))).count == 2)
  }

  @Test("what the search came to is in the file, in the document and in the text")
  func reported() throws {
    let folder = ScratchFolder()
    let path = folder.file("exact.h5")
    let outcome = try invert(path, "exact")
    let document = try outcome.json()
    let certificate = try #require(document["solutions"]?.arrayValue?.first?["certificate"])
    #expect(certificate["relaxation"]?.stringValue == "branch-and-bound")
    #expect(certificate["isProvenOptimal"]?.boolValue == true)
    let results = try ResultsFile.read(path)
    let search = try #require(results.bounds.first?.search)
    #expect(certificate["nodes"]?.doubleValue == Double(search.nodes))
    #expect(certificate["reachedResidual"]?.doubleValue == search.reached)
    #expect(search.reached * (1 - 1.1e-4) <= results.bounds[0].value)
    let again = folder.file("again.h5")
    let text = mlp(
      "invert", try Self.model.get().path, "-o", again, "--classes", "0,3", "--bound", "exact")
    #expect(text.output.contains("which is the best there is"))
    // The same command gives the same bytes.
    #expect(try FileBytes.read(path) == FileBytes.read(again))
    let few = mlp(
      "invert", try Self.model.get().path, "-o", folder.file("few.h5"), "--classes", "0,3",
      "--bound", "exact", "--bound-nodes", "1")
    #expect(few.output.contains("and the gap is open (1 node)"))
  }

  @Test("a bound, its nodes or what was reached that is changed is named")
  func tampered() throws {
    let folder = ScratchFolder()
    let path = folder.file("exact.h5")
    _ = try invert(path, "exact")
    let truth = try ResultsFile.read(path)
    let changes: [(String, (inout ResidualBound) -> Void)] = [
      ("/targets/lower_bound", { $0.value *= 1.01 }),
      ("/targets/lower_bound", { $0.value *= 0.9 }),
      ("/targets/bound_reached", { $0.search?.reached *= 0.99 }),
      ("/targets/bound_is_closed", { $0.search?.isClosed.toggle() }),
      ("/targets/bound_direction", { $0.direction[0] += 0.01 }),
    ]
    for (object, change) in changes {
      var results = truth
      change(&results.bounds[1])
      try OutputFiles.write(
        [OutputFile(path: path, bytes: try ResultsFile.encode(results, path: path))],
        replacing: true)
      let outcome = mlp("verify", path, try Self.model.get().path)
      #expect(outcome.status == 1)
      #expect(outcome.lines.contains { $0.contains(object) }, "\(outcome.output)")
    }
  }

  @Test("what cannot be asked for, and what is too much, is said")
  func refused() throws {
    let folder = ScratchFolder()
    let model = try Self.model.get().path
    for flags in [
      ["--bound", "best"], ["--bound", "exact", "--no-certify"], ["--bound-nodes", "5"],
      ["--bound", "exact", "--bound-nodes", "0"], ["--bound", "lp", "--bound-seconds", "3"],
      ["--bound", "exact", "--bound-seconds", "-1"],
    ] {
      #expect(mlp(["invert", model, "-o", folder.file("r.h5")] + flags).status == 64)
    }
    #expect(folder.contents.isEmpty)
  }
}
