import Files
import JSON
import TestSupport
import Testing

/// scikit-learn's iris behind a StandardScaler: four features of some centimeters, three classes.
private let iris = Fixture.path("interchange/s0.24.2-np1.23-py3.9-pipe_standard_mlp.joblib")

@Suite("The inputs of mlp invert")
struct InputSpaceCommandTests {
  @Test(
    "with nothing but the model lie within three deviations, which is said, and every class is answered"
  )
  func modelAlone() throws {
    let folder = ScratchFolder()
    let path = folder.file("r.h5")
    let outcome = mlp("invert", iris, "-o", path, "--method", "map", "--json")
    #expect(outcome.error.contains("what the model's scaling expects"))
    let solutions = try #require(try outcome.json()["solutions"]?.arrayValue)
    #expect(solutions.map { $0["verdict"] } == solutions.map { $0["class"] })
    let inspected = try mlp("inspect", iris, "--json").json()
    let tensors = try #require(inspected["layers"]?.arrayValue?.first?["tensors"]?.arrayValue)
    #expect(tensors.count == 2)
    let inputs = try numbers("\(path):/solutions/map/inputs")
    #expect(inputs.count == 12)
    // The model's means and deviations, as scikit-learn has them.
    let means = [5.84333, 3.05733, 3.758, 1.19933]
    let deviations = [0.82530, 0.43441, 1.75940, 0.75969]
    let outside = inputs.enumerated().filter {
      abs($0.element - means[$0.offset % 4]) > 3.001 * deviations[$0.offset % 4]
    }
    #expect(outside.isEmpty, "\(inputs)")
  }

  @Test("with rows of data lie between the smallest and the largest of each column")
  func rows() throws {
    let folder = ScratchFolder()
    let data = folder.file("rows.csv")
    try write(
      """
      length,width,petal length,petal width
      5.1,3.5,1.4,0.2
      4.9,3.0,1.4,0.2
      7.0,3.2,4.7,1.4
      6.4,3.2,4.5,1.5
      6.3,3.3,6.0,2.5
      5.8,2.7,5.1,1.9
      7.1,3.0,5.9,2.1

      """, to: data)
    let path = folder.file("r.h5")
    let outcome = mlp(
      "invert", iris, "-o", path, "--method", "map", "--prior-data", data, "--range",
      "petal width=0.5,2", "--fix", "width=3.1")
    #expect(outcome.status == 0, "\(outcome.error)")
    let inputs = try numbers("\(path):/solutions/map/inputs")
    let lower = [4.9, 3.1, 1.4, 0.5]
    let upper = [7.1, 3.1, 6, 2]
    let outside = inputs.enumerated().filter {
      $0.element < lower[$0.offset % 4] || $0.element > upper[$0.offset % 4]
    }
    #expect(inputs.count == 12 && outside.isEmpty, "\(inputs)")
  }

  @Test(
    "that contradict themselves or the model are refused in one line",
    arguments: [
      (["--range", "x0=7,3"], "reversed"), (["--range", "x0=3,3"], "is empty"),
      (["--range", "x0"], "NAME=LOW,HIGH"), (["--range", "x0=1,inf"], "finite"),
      (["--range", "proline=1,2"], "the model has no feature of that name"),
      (["--range", "x0=1,2", "--range", "x0=2,3"], "is there twice"),
      (["--fix", "age"], "the model has no feature of that name"),
      (["--fix", "x0=900"], "outside its range"),
    ])
  func refusedOptions(_ options: [String], _ words: String) {
    let folder = ScratchFolder()
    mlp(["invert", iris, "-o", folder.file("r.h5")] + options).expectUsage(words)
    #expect(folder.contents == [])
  }

  @Test(
    "are refused when the features file is damaged or another model's",
    arguments: [
      ("{", "line 1"), ("[]", "no features file"),
      (#"{"features": [{"name": "proline"}]}"#, "the model has no feature of that name"),
      (#"{"features": [{"name": "x0"}, {"name": "x0"}]}"#, "is there twice"),
      (#"{"features": [{"name": "x0", "range": [9, 1]}]}"#, "reversed"),
      (#"{"features": [{"name": "x0", "range": [0, 9], "typical": 10}]}"#, "outside its range"),
      (#"{"features": [{"name": "x0", "kind": "oneHot", "group": "g"}]}"#, "is alone"),
    ])
  func refusedFiles(_ text: String, _ words: String) throws {
    let folder = ScratchFolder()
    let features = folder.file("features.json")
    try write(text, to: features)
    mlp("invert", iris, "-o", folder.file("r.h5"), "--features", features)
      .expectFailure(65, words)
    #expect(folder.contents == ["features.json"])
  }
}
