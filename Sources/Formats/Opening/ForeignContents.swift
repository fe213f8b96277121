/// Files of other programs that have no signature: texts, archives and folders by what is in them.
extension ForeignSignatures {
  /// What a text is, when its first words tell.
  ///
  /// - Parameter text: the first of the file.
  static func description(ofText text: String) -> String? {
    let start = text.prefix(2000)
    if start.contains("<PMML") {
      return
        "is a PMML document, not an HDF5 file or another model that mlp reads; of the scikit-learn "
        + "model that it was made of, joblib.dump(model, \"model.joblib\") makes one"
    }
    if start.contains("<net ") {
      return
        "is an OpenVINO network, not an HDF5 file or another model that mlp reads; give mlp the "
        + "ONNX file or the SavedModel that ovc was given"
    }
    if let known = description(ofStart: start) { return known }
    guard start.first(where: { !$0.isWhitespace }) == "{" else { return nil }
    if start.contains("\"weight_map\"") || start.contains("weight_map") {
      return
        "is the map of sharded weights, not an HDF5 file or another model that mlp reads; it reads the "
        + "shards one by one, such as model-00001-of-00002.safetensors"
    }
    if start.contains("\"class_name\""), start.contains("\"config\"") {
      return
        "is a Keras architecture without weights, not an HDF5 file; give it with --architecture, "
        + "beside a file of weights"
    }
    if start.contains("\"learner\"") {
      return "is an XGBoost model, not an HDF5 file; trees are no chain of dense layers"
    }
    if start.contains("\"tree_info\"") || start.contains("\"num_tree_per_iteration\"") {
      return "is a LightGBM model, not an HDF5 file; trees are no chain of dense layers"
    }
    if start.contains("\"nbformat\"") || start.hasPrefix("{\"cells\"")
      || start.contains("\"cells\": [")
    {
      return "is a Jupyter notebook, not an HDF5 file; the model is in the file that it saves"
    }
    if start.contains("\"architectures\""), start.contains("\"model_type\"") {
      return
        "is the configuration of a transformers model, not an HDF5 file; its weights are beside it, such as "
        + "model.safetensors"
    }
    if start.contains("\"nodes\""), start.contains("\"arg_nodes\"") {
      return
        "is an MXNet symbol, not an HDF5 file; mxnet.onnx.export_model makes a file that mlp reads"
    }
    return "is JSON, not an HDF5 file, and of no model that mlp knows"
  }

  /// What a text that is no JSON is: a table, a document.
  private static func description(ofStart start: Substring) -> String? {
    if start.hasPrefix("<?xml") { return "is an XML document, not an HDF5 file, and no model" }
    let lines = start.split(whereSeparator: \.isNewline).prefix(3)
    guard lines.count > 1, let first = lines.first, first.first != "{", first.first != "[" else {
      return nil
    }
    for separator in [",", "\t", ";"] as [Character] {
      let counts = lines.prefix(2).map { line in line.count { $0 == separator } }
      if counts[0] > 0, counts[0] == counts[1] {
        return
          "is a text file, not an HDF5 file: a table; samples are no model: give them with --csv or --images"
      }
    }
    return nil
  }

  /// What a zip archive is, when the names in it tell.
  ///
  /// - Parameter members: the names.
  static func description(ofArchive members: [String]) -> String? {
    func holds(_ ending: String) -> Bool { members.contains { $0.hasSuffix(ending) } }
    if holds("archive_format"), holds("models/model.json") || holds(".json") {
      return "is a program of torch.export; torch.onnx.export(model, args, \"model.onnx\") makes a "
        + "file that mlp reads, and so does torch.save(model.state_dict(), \"model.pt\")"
    }
    if holds("com.apple.CoreML/model.mlmodel") {
      return "is a Core ML package; give mlp the model that coremltools converted: Keras's "
        + "model.save(\"model.keras\"), or torch.onnx.export"
    }
    let models = [
      ".h5", ".keras", ".joblib", ".pkl", ".onnx", ".pt", ".pth", ".safetensors", ".mlpc", ".skops",
      "saved_model.pb",
    ]
    if let inner = members.first(where: { name in models.contains { name.hasSuffix($0) } }) {
      return "is a zip archive of other files; unpack it with unzip, and name "
        + (inner.hasSuffix("saved_model.pb")
          ? "the folder of \(inner.prefix(80))" : String(inner.prefix(80)))
    }
    if holds("xl/workbook.xml") {
      return "is an Excel workbook: a table of samples is no model; save it as .csv"
    }
    if holds("META-INF/MANIFEST.MF") {
      return "is a Java archive; there is no model in it that mlp reads"
    }
    if holds("experimental/modelDetails.json") || holds("model.ini") {
      return "is an H2O model; mlp reads ONNX, which onnxmltools makes of it"
    }
    return nil
  }

  /// What a folder is, when the files in it tell.
  ///
  /// - Parameter holds: whether there is a file of some name.
  static func description(ofFolder holds: (String) -> Bool) -> String? {
    if holds("MLmodel") {
      return "is an MLflow model; give mlp the model file in it, such as model.pkl or data/model.h5"
    }
    if holds("Manifest.json"), holds("Data/com.apple.CoreML/model.mlmodel") {
      return "is a Core ML package; give mlp the model that coremltools converted: Keras's "
        + "model.save(\"model.keras\"), or torch.onnx.export"
    }
    if holds("model.json"), holds("group1-shard1of1.bin") {
      return "is a TensorFlow.js model; tensorflowjs_converter --input_format=tfjs_layers_model "
        + "--output_format=keras model.json model.h5 makes a file that mlp reads"
    }
    return nil
  }
}
