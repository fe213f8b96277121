import TestSupport
import Testing

/// What a trained model remembers of its data.
///
/// The points are separable, so that the accuracy is 1.
@Suite("data for a model that mlp trained")
struct TrainedModelDataTests {
  let folder = ScratchFolder()

  /// Points of classes that differ in one of the features, `low` or `high` each.
  private func points(
    _ name: String, labels: [String], low: String = "0", high: String = "255", extra: String = ""
  ) throws -> String {
    var text = "label,a,b,c\n"
    for _ in 0..<20 {
      for (place, label) in labels.enumerated() {
        text += "\(label)," + (0..<3).map { $0 == place ? high : low }.joined(separator: ",") + "\n"
      }
    }
    try write(text + extra, to: folder.file(name))
    return folder.file(name)
  }

  private func train(_ csv: String, _ name: String, _ flags: String...) -> String {
    let path = folder.file(name)
    let outcome = mlp(
      ["train", "-o", path, "--csv", csv, "--hidden", "", "--epochs", "200"]
        + ["--learning-rate", "0.05"] + flags)
    #expect(outcome.status == 0, "\(outcome.error)")
    return path
  }

  private func accuracy(_ outcome: Outcome) throws -> Double? {
    try outcome.json()["accuracy"]?.doubleValue
  }

  @Test("bytes are scaled to the range of the training", arguments: ["m.h5", "m.keras", "m.mlpc"])
  func range(_ name: String) throws {
    let csv = try points("k.csv", labels: ["0", "1", "2"])
    let model = train(csv, name, "--scale", "0,1")
    let plain = mlp("predict", model, "--csv", csv, "--json")
    let same = mlp("predict", model, "--csv", csv, "--json", "--scale", "0,1")
    let other = mlp("predict", model, "--csv", csv, "--json", "--scale=-1,1")
    #expect(plain.output == same.output && plain.error == same.error)
    #expect(plain.errorLines.count == 1 && plain.error.contains("0...255 is mapped to 0,1"))
    #expect(other.output != plain.output && other.error.contains("range of the model is 0,1"))
  }

  @Test("a model trained on numbers takes integers as they are, too")
  func unscaled() throws {
    let all = try points("all.csv", labels: ["0", "1", "2"], high: "1", extra: "0,1,0.5,0.5\n")
    let some = try points("some.csv", labels: ["0", "1", "2"], high: "1")
    let model = train(all, "m.h5")
    let outcome = mlp("evaluate", model, "--csv", some, "--json")
    #expect(try accuracy(outcome) == 1)
    #expect(outcome.error.isEmpty)
  }

  @Test("a CSV that is bytes but for one number is told, and so is --scale without effect")
  func nearlyBytes() throws {
    let csv = try points("near.csv", labels: ["0", "1"], extra: "1,0,256,0\n")
    let outcome = mlp(
      "train", "-o", folder.file("m.h5"), "--csv", csv, "--epochs", "1", "--scale", "0,1")
    #expect(outcome.error.contains("sample 40, feature 1: 256 is no byte"))
    #expect(outcome.error.contains("--scale: \(csv) holds 64-bit floats"))
  }

  @Test("labels are matched by the model's names, in any order and number")
  func names() throws {
    let words = try points("w.csv", labels: ["w0", "w1", "w2"])
    let model = train(words, "w.h5")
    let last = try points("l.csv", labels: ["w1"], low: "0", high: "255")
    #expect(try accuracy(mlp("evaluate", model, "--csv", words, "--json")) == 1)
    // The points of w0 under the name of w1: none is right.
    let outcome = mlp("evaluate", model, "--csv", last, "--json")
    #expect(try accuracy(outcome) == 0)
    #expect(
      try outcome.json()["perClass"]?.arrayValue?.map { $0["count"]?.intValue } == [0, 20, 0])
    let strange = try points("z.csv", labels: ["w0", "zz"])
    let refused = mlp("evaluate", model, "--csv", strange)
    #expect(refused.status == 65)
    #expect(refused.error.contains("\"zz\"") || refused.error.contains("'zz'"))
    #expect(refused.error.contains("w0, w1, w2"))
  }

  @Test("--classes goes by the names of the model, words too")
  func classes() throws {
    let csv = try points("n.csv", labels: ["2", "4", "7"])
    let model = train(csv, "n.h5", "--classes", "2,4")
    for classes in ["4,2", "2,4", "4"] {
      let outcome = mlp("evaluate", model, "--csv", csv, "--classes", classes, "--json")
      #expect(try accuracy(outcome) == 1, "\(classes)")
    }
    let other = try points("o.csv", labels: ["0", "1"])
    let refused = mlp("evaluate", model, "--csv", other, "--classes", "0,1")
    #expect(refused.status == 65 && refused.error.contains("2, 4"))
    let words = try points("w.csv", labels: ["w0", "w1", "w2"])
    let chosen = train(words, "w.h5", "--classes", "w2,w0")
    #expect(
      try mlp("inspect", chosen, "--json").json()["network"]?["classNames"] == ["w2", "w0"])
    #expect(mlp("evaluate", chosen, "--csv", words, "--classes", "nothing").status == 64)
  }

  @Test("a linear output trained with binary_cross_entropy is read as sigmoid")
  func head() throws {
    let csv = try points("k.csv", labels: ["0", "1", "2"])
    let model = train(csv, "b.h5", "--output", "linear", "--loss", "binary_cross_entropy")
    let plain = mlp("evaluate", model, "--csv", csv, "--json")
    let sigmoid = mlp("evaluate", model, "--csv", csv, "--json", "--head", "sigmoid")
    let softmax = mlp("evaluate", model, "--csv", csv, "--json", "--head", "softmax")
    #expect(plain.output == sigmoid.output && plain.output != softmax.output)
    #expect(plain.error.isEmpty)
  }

  @Test(
    "a checkpoint of another scale or end is refused",
    arguments: ["--scale=0,1", "--until-accuracy=0.9"])
  func checkpoint(_ flag: String) throws {
    let csv = try points("k.csv", labels: ["0", "1", "2"])
    let checkpoint = folder.file("c")
    _ = train(csv, "a.h5", "--epochs", "1", "--checkpoint", checkpoint)
    let outcome = mlp(
      "train", "-o", folder.file("b.h5"), "--csv", csv, "--hidden", "", "--epochs", "200",
      "--learning-rate", "0.05", "--checkpoint", checkpoint, "--resume", flag)
    #expect(
      outcome.status == 65 && outcome.error.contains(flag.contains("scale") ? "scale: 0" : "until"))
  }
}
