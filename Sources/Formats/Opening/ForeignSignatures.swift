/// Files of other programs by the bytes that they begin with, and how to get from them to a model.
enum ForeignSignatures {
  /// A kind of file.
  private struct Kind {
    /// Bytes that stand at `offset`.
    var bytes: [UInt8]
    var offset = 0
    /// What it is.
    var name: String
    /// What makes something that can be read of it.
    var advice: String

    init(_ text: String, at offset: Int = 0, _ name: String, _ advice: String) {
      self.init(Array(text.utf8), at: offset, name, advice)
    }

    init(_ bytes: [UInt8], at offset: Int = 0, _ name: String, _ advice: String) {
      (self.bytes, self.offset, self.name, self.advice) = (bytes, offset, name, advice)
    }
  }

  private static let noModel = "there is no model in it"
  private static let kinds: [Kind] = [
    Kind(
      "TFL3", at: 4, "a TensorFlow Lite model",
      "python -m tf2onnx.convert --tflite FILE --output model.onnx makes a file that mlp reads"),
    Kind(
      "GGUF", "a GGUF file of llama.cpp", "it holds a language model, not a chain of dense layers"),
    Kind("ggml", "a GGML file", "it holds a language model, not a chain of dense layers"),
    Kind(
      "MATLAB 5.0 MAT-file", "a MATLAB file",
      "exportONNXNetwork(net, 'model.onnx') of MATLAB makes a file that mlp reads"),
    Kind("PAR1", "a Parquet table", "a table of samples is no model; save it as .csv or .npy"),
    Kind("ARROW1", "an Arrow table", "a table of samples is no model; save it as .csv or .npy"),
    Kind("FEA1", "a Feather table", "a table of samples is no model; save it as .csv or .npy"),
    Kind("SQLite format 3", "an SQLite database", noModel),
    Kind(
      "RDX2\n", "an R workspace",
      "keras::save_model_hdf5(model, \"model.h5\") makes a file that mlp reads"),
    Kind(
      "RDX3\n", "an R workspace",
      "keras::save_model_hdf5(model, \"model.h5\") makes a file that mlp reads"),
    Kind(
      "X\n\0\0\0", "an R object (.rds)",
      "keras::save_model_hdf5(model, \"model.h5\") makes a file that mlp reads"),
    Kind("CBM1", "a CatBoost model", "trees are no chain of dense layers"),
    Kind("tree\nversion=", "a LightGBM model", "trees are no chain of dense layers"),
    Kind(
      Array("{L".utf8) + [0, 0, 0, 0, 0, 0, 0, 7] + Array("learner".utf8),
      "an XGBoost model", "trees are no chain of dense layers"),
    Kind("7767517", "an ncnn model", "mlp reads the ONNX file that onnx2ncnn was given"),
    Kind("ptrt", "a TensorRT engine", "mlp reads the ONNX file that trtexec --onnx was given"),
    Kind("ftrt", "a TensorRT engine", "mlp reads the ONNX file that trtexec --onnx was given"),
    Kind([0xFF, 0xD8, 0xFF], "a JPEG picture", noModel),
    Kind([0x89, 0x50, 0x4E, 0x47], "a PNG picture", noModel),
    Kind("GIF8", "a GIF picture", noModel),
    Kind("II*\0", "a TIFF picture", noModel),
    Kind("MM\0*", "a TIFF picture", noModel),
    Kind("WEBP", at: 8, "a WebP picture", noModel),
    Kind("WAVE", at: 8, "a sound file", noModel),
    Kind("ftyp", at: 4, "a film, a picture or a sound file (MP4)", noModel),
    Kind([0x50, 0x4B, 0x05, 0x06], "an empty zip archive", noModel),
    Kind("%PDF", "a PDF document", noModel),
    Kind([0x7F, 0x45, 0x4C, 0x46], "a program or a library (ELF)", noModel),
    Kind("MZ", "a Windows program", noModel),
    Kind(
      "ustar", at: 257, "a tar archive",
      "unpack it with tar -xf; PyTorch before 0.1.10 wrote such files: torch.save(model.state_dict(), "
        + "\"model.pt\") of a newer one makes a file that mlp reads"),
    Kind("7z", "a 7-Zip archive", "unpack it first"),
    Kind("Rar!", "a RAR archive", "unpack it first"),
    Kind([0x28, 0xB5, 0x2F, 0xFD], "a Zstandard file", "zstd -d unpacks it"),
    Kind([0x1F, 0x8B], "a gzip file", "gunzip unpacks it"),
    Kind([0x0E, 0x03, 0x13, 0x01], "an HDF4 file", "h4toh5 makes an HDF5 file of it"),
    Kind("CDF", "a netCDF-3 file", noModel),
    Kind([0, 0, 0x08], "IDX data", "samples are no model; give them with --images or --labels"),
  ]

  /// What a file is and what to do, when its first bytes tell.
  ///
  /// - Parameter bytes: the first of the file.
  static func description(_ bytes: [UInt8]) -> String? {
    for kind in kinds where bytes.dropFirst(kind.offset).starts(with: kind.bytes) {
      return "is \(kind.name), not an HDF5 file or another model that mlp reads; \(kind.advice)"
    }
    if bytes.allSatisfy({ $0 == 0 }) {
      return "holds nothing but zeros; the copy or the download went wrong"
    }
    return coreML(bytes) ?? tensorFlow(bytes) ?? oldMATLAB(bytes)
  }

  /// Parts of TensorFlow models that cannot be read alone.
  private static func tensorFlow(_ bytes: [UInt8]) -> String? {
    let text = String(decoding: bytes, as: UTF8.self)
    let operators = ["Placeholder", "Const", "VarHandleOp", "NoOp"]
    guard operators.contains(where: text.contains) else { return nil }
    if bytes.starts(with: [0x08, 0x01, 0x12]) {
      return
        "is the graph of a TensorFlow SavedModel, not an HDF5 file; name the folder that it lies in"
    }
    guard bytes[0] == 0x0A else { return nil }
    return
      "is a frozen graph of TensorFlow, not an HDF5 file; python -m tf2onnx.convert --graphdef FILE "
      + "--inputs NAME:0 --outputs NAME:0 --output model.onnx makes a file that mlp reads"
  }

  /// MATLAB's version 4 has no signature: five numbers and the name of a matrix.
  private static func oldMATLAB(_ bytes: [UInt8]) -> String? {
    guard bytes.count > 24 else { return nil }
    let words = (0..<5).map { word in
      (0..<4).reversed().reduce(0) { $0 << 8 | Int(bytes[4 * word + $1]) }
    }
    let name = bytes[20..<min(bytes.count, 20 + max(0, min(words[4], 64)))]
    guard words[0] < 100, (1..<(1 << 24)).contains(words[1]), (1..<(1 << 24)).contains(words[2]),
      words[3] <= 1, name.count > 1, name.last == 0,
      name.dropLast().allSatisfy({ (0x30...0x7A).contains($0) })
    else { return nil }
    return
      "is a MATLAB file (version 4), not an HDF5 file or another model that mlp reads; save a network "
      + "with exportONNXNetwork(net, 'model.onnx')"
  }

  /// Core ML has no signature: a protobuf message with a version, and a field for its kind of model.
  private static func coreML(_ bytes: [UInt8]) -> String? {
    guard bytes.count > 4, bytes[0] == 0x08, bytes[1] < 0x20, bytes[2] == 0x12 else { return nil }
    let message = ProtobufMessage(bytes, file: "")
    var place = 2
    while place < bytes.count {
      guard let key = try? message.varint(at: &place, before: bytes.count), key & 7 == 2,
        let length = try? message.varint(at: &place, before: bytes.count)
      else { return nil }
      if (200...3000).contains(key >> 3) {
        return
          "is a Core ML model, not an HDF5 file or another model that mlp reads; give mlp the model "
          + "that coremltools converted: Keras's model.save(\"model.keras\"), or torch.onnx.export"
      }
      guard [2, 10].contains(key >> 3), length <= UInt64(bytes.count - place) else { return nil }
      place += Int(length)
    }
    return nil
  }
}
