import JSON
import TestSupport
import Testing

@Suite("mlp inspect")
struct InspectCommandTests {
  @Test(
    "the statistics are those that NumPy computed from the model",
    arguments: [
      "keras-1.2.2/mlp_layers", "keras-2.2.4-tf115/bn_opts", "tf-2.4/mlp_obj", "tf-2.12/mix",
      "tf-2.12/dtype_float64", "keras-3.15.1/mlp_obj", "keras-3.15.1/dtype_bfloat16",
    ])
  func statistics(name: String) throws {
    let truth = try JSONParser.parse(Fixture.bytes("keras/\(name).truth.json"))
    let weights = try #require(truth["weights"]?.arrayValue)
    let outcome = mlp("inspect", Fixture.path("keras/\(name).h5"), "--json")
    #expect(outcome.status == 0)
    let json = try outcome.json()
    #expect(json["format"] == "keras-h5-model")
    #expect(json["kerasVersion"] == truth["keras_version"])
    let layers = try #require(json["layers"]?.arrayValue)
    let tensors = layers.flatMap { $0["tensors"]?.arrayValue ?? [] }
    #expect(tensors.count == weights.count)
    for (tensor, weight) in zip(tensors, weights) {
      #expect(tensor["shape"] == weight["shape"])
      #expect(tensor["dtype"] == weight["dtype"])
      for key in ["mean", "std", "min", "max"] {
        let found = try #require(tensor[key]?.doubleValue)
        let wanted = try #require(weight[key]?.doubleValue)
        let scale = try #require(tensor["absMax"]?.doubleValue)
        #expect(abs(found - wanted) <= 1e-6 * scale, "\(key)")
      }
      #expect(tensor["nans"] == 0)
      #expect(tensor["infs"] == 0)
    }
  }

  @Test("the text shows the file, the layers, the tensors and the chain")
  func text() {
    let path = Fixture.path("mnist/mlp.h5")
    let outcome = mlp("inspect", path)
    #expect(outcome.status == 0)
    #expect(outcome.error.isEmpty)
    #expect(outcome.lines.first?.hasPrefix("✓") == true)
    #expect(outcome.lines.contains { $0.hasPrefix("\(path): Keras model (HDF5)") })
    for words in [
      "float32", "24,635 parameters", "784×30", "leaky_relu(0.01)",
      "dense 784→30 leaky_relu(0.01) → dense 30→30 leaky_relu(0.01) → dense 30→5",
      "mlp can run and invert this network.",
    ] {
      #expect(outcome.output.contains(words), "\(words)")
    }
  }

  @Test("the network of a chain, and the layer that prevents one")
  func network() throws {
    let chain = try mlp("inspect", Fixture.path("mnist/slp_softmax.h5"), "--json").json()
    #expect(chain["network"]?["invertible"] == true)
    #expect(chain["network"]?["chain"] == ["dense 784→5 softmax"])
    #expect(chain["network"]?["inputs"] == 784)
    #expect(chain["network"]?["outputs"] == 5)
    #expect(chain["network"]?["reason"] == nil)
    let other = try mlp("inspect", Fixture.path("keras/keras-3.15.1/lstm.h5"), "--json").json()
    #expect(other["network"]?["invertible"] == false)
    let reason = try #require(other["network"]?["reason"]?.stringValue)
    #expect(reason.contains("layer lstm") && reason.contains("LSTM"))
    #expect(other["network"]?["chain"] == nil)
  }

  @Test("--layer shows some layers, --limit the first ones")
  func selection() throws {
    let path = Fixture.path("keras/tf-2.4/mlp_obj.h5")
    let whole = try mlp("inspect", path, "--json").json()
    let layers = try #require(whole["layers"]?.arrayValue)
    let name = try #require(layers.last?["name"]?.stringValue)
    let one = try mlp("inspect", path, "--json", "--layer", name).json()
    #expect(one["layers"] == .array([try #require(layers.last)]))
    #expect(one["parameterCount"] == whole["parameterCount"])
    let first = try mlp("inspect", path, "--json", "--limit", "1").json()
    #expect(first["layers"] == .array([layers[0]]))
    #expect(mlp("inspect", path, "--limit", "1").output.contains("more layers"))
    mlp("inspect", path, "--layer", "ghost").expectFailure(65, "ghost", name)
    #expect(mlp("inspect", path, "--limit", "0").status == 64)
    #expect(mlp("inspect", path, "--limit", "-1").status == 64)
  }

  @Test("--histogram counts every value, --no-spectrum leaves out singular values")
  func options() throws {
    let path = Fixture.path("mnist/mlp.h5")
    let json = try mlp("inspect", path, "--json", "--histogram", "--no-spectrum").json()
    let tensors = try #require(json["layers"]?.arrayValue).flatMap {
      $0["tensors"]?.arrayValue ?? []
    }
    #expect(tensors.count == 6)
    for tensor in tensors {
      let counts = try numbers(tensor["histogram"]?["counts"])
      #expect(counts.reduce(0, +) == tensor["count"]?.doubleValue)
      #expect(try numbers(tensor["histogram"]?["edges"]).count == counts.count + 1)
      #expect(tensor["rank"] == nil)
    }
    #expect(mlp("inspect", path, "--histogram").output.contains("█"))
    let plain = try mlp("inspect", path, "--json", "--layer", "dense").json()
    #expect(plain["layers"]?.arrayValue?.first?["tensors"]?.arrayValue?.first?["rank"] == 30)
  }

  @Test("numbers that JSON has no text for are texts")
  func notFinite() throws {
    let path = Fixture.path("hostile/keras/weight_ninf.h5")
    let json = try mlp("inspect", path, "--json").json()
    let tensors = try #require(json["layers"]?.arrayValue).flatMap {
      $0["tensors"]?.arrayValue ?? []
    }
    #expect(tensors.reduce(0) { $0 + ($1["infs"]?.intValue ?? 0) } == 1)
    #expect(json["network"]?["invertible"] == false)
    #expect(json["network"]?["reason"]?.stringValue?.contains("infinite") == true)
  }

  @Test("a results file can be inspected, whatever inverting changed on the way")
  func results() throws {
    let folder = ScratchFolder()
    for model in ["digits/slp", "keras/tf-2.12/mix"] {
      let path = folder.file("results.h5")
      #expect(mlp("invert", Fixture.path("\(model).h5"), "-o", path, "--force").status == 0)
      let outcome = mlp("inspect", path, "--json")
      #expect(outcome.status == 0, "\(outcome.error)")
      #expect(try outcome.json()["format"] == "mlp-results")
      #expect(mlp("inspect", path).output.contains("results of mlp invert"))
    }
  }

  @Test("what is no readable file is not opened")
  func unreadable() {
    let folder = ScratchFolder()
    mlp("inspect", folder.file("none.h5")).expectFailure(66, "no such file")
    mlp("inspect", folder.path).expectFailure(66, "directory")
    mlp("inspect", "/dev/null").expectFailure(66, "regular file")
    mlp("inspect", "").expectFailure(66)
  }
}
