import Files
import Formats
import TestSupport
import Testing

@Suite("Files that are no Keras model")
struct RecognitionTests {
  @Test(
    "say what they are",
    arguments: [
      ("nothing", [], "empty"),
      ("a Git LFS pointer", Array("version https://git-lfs.github.com/spec/v1\noid".utf8), "LFS"),
      ("an HTML page", Array("<!DOCTYPE html>\n<html><head>".utf8), "HTML"),
      ("an HTML page behind blanks", Array("\n  <html lang=en>".utf8), "HTML"),
      ("a gzip file", [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3], "gzip"),
      ("a pickle", [0x80, 4, 0x95, 0x10, 0, 0, 0], "pickle"),
      ("a picture", [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], "PNG"),
      ("an array", [0x93] + Array("NUMPY".utf8) + [1, 0], "NumPy"),
      ("an HDF4 file", [0x0E, 0x03, 0x13, 0x01], "HDF4"),
      ("a netCDF file", Array("CDF".utf8) + [1], "netCDF"),
      ("text", Array("layer,weight\n1,2\n".utf8), "text file"),
      ("a TensorFlow Lite model", [0x1C, 0, 0, 0] + Array("TFL3".utf8), "tf2onnx"),
      ("a Core ML model", [8, 4, 0x12, 1, 0, 0xA2, 0x1F, 2, 0, 0], "Core ML"),
      ("a GGUF file", Array("GGUF".utf8) + [3, 0, 0, 0], "GGUF"),
      ("a MATLAB file", Array("MATLAB 5.0 MAT-file, Platform".utf8), "exportONNXNetwork"),
      ("a photograph", [0xFF, 0xD8, 0xFF, 0xE0], "JPEG"),
      ("PMML", Array("<?xml version=\"1.0\"?>\n<PMML version=\"4.4\">".utf8), "joblib.dump"),
      (
        "an architecture", Array("{\"class_name\": \"Sequential\", \"config\": {}}".utf8),
        "--architecture"
      ),
      ("an R object", Array("X\n".utf8) + [0, 0, 0, 3], "(.rds)"),
      ("a notebook", Array("{\"cells\": [], \"nbformat\": 4}".utf8), "notebook"),
      ("LightGBM", Array("{\"name\": \"tree\", \"tree_info\": []}".utf8), "trees"),
      ("zeros", [UInt8](repeating: 0, count: 64), "zeros"),
      ("a SavedModel's graph", [8, 1, 0x12, 9] + Array("\u{0A}\u{07}Const...".utf8), "folder"),
      (
        "MATLAB's version 4",
        [0, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0x57, 0]
          + [UInt8](repeating: 1, count: 16), "version 4"
      ),
      ("samples", [0, 0, 8, 3, 0, 0, 0, 1], "--images"),
      ("noise", [0, 1, 2, 3, 0xFF, 0xFE], "signature"),
    ])
  func described(what: String, bytes: [UInt8], words: String) throws {
    let error = try #require(throws: FileError.self) {
      try ModelFile(path: "model.h5", bytes: bytes)
    }
    #expect(error.kind == .badData)
    #expect(error.file == "model.h5")
    #expect(error.problem.contains(words))
  }

  @Test("a zip archive that holds no model says so")
  func zip() throws {
    // The header of an empty member, and nothing else.
    let bytes: [UInt8] = [0x50, 0x4B, 3, 4] + [UInt8](repeating: 0, count: 26)
    let error = try #require(throws: FileError.self) { try ModelFile(path: "m.h5", bytes: bytes) }
    #expect([.badData, .unsupported].contains(error.kind))
    #expect(error.description.contains("zip"))
  }

  @Test("a model that a text-mode transfer changed says so")
  func textMode() throws {
    var bytes = try Fixture.bytes("digits/slp.h5")
    // CR LF, which the signature holds for this purpose, becomes LF.
    bytes.remove(at: 4)
    let error = try #require(throws: FileError.self) { try ModelFile(path: "m", bytes: bytes) }
    #expect(error.kind == .badData)
    #expect(error.problem.contains("not an HDF5 file"))
    #expect(error.problem.contains("binary mode"))
  }

  @Test("the name of a file says nothing about it")
  func extensions() throws {
    let bytes = try Fixture.bytes("digits/slp.h5")
    let model = try ModelFile(path: "picture.png", bytes: bytes)
    #expect(try model.network().outputs == 10)
    #expect(model.path == "picture.png")
  }

  @Test("a model behind a user block is found")
  func userBlock() throws {
    // The HDF5 library counts addresses from the superblock: any power of two from 512 on will do.
    let bytes = [UInt8](repeating: 0x20, count: 512) + (try Fixture.bytes("digits/slp.h5"))
    #expect(try ModelFile(path: "m", bytes: bytes).network().inputs == 64)
  }

  @Test("an HDF5 file of something else lists what it holds")
  func otherHDF5() throws {
    let error = try #require(throws: FileError.self) {
      try ModelFile.open(Fixture.path("hostile/aux/canary.h5"))
    }
    #expect(error.kind == .badData)
    #expect(error.object?.contains("model_config") == true)
  }

  @Test(
    "cutting a model short is always found",
    arguments: [0.01, 0.1, 0.3, 0.5, 0.7, 0.9, 0.99])
  func truncated(fraction: Double) throws {
    let bytes = try Fixture.bytes("keras/tf-2.4/mlp_obj.h5")
    let cut = Array(bytes.prefix(Int(fraction * Double(bytes.count))))
    let error = try #require(throws: FileError.self) { try ModelFile(path: "m", bytes: cut) }
    #expect(error.kind == .badData)
    #expect(error.problem.contains("truncated"))
  }

  @Test("the digest is that of the file's bytes")
  func digest() throws {
    let path = Fixture.path("digits/slp.h5")
    // From coreutils' sha256sum.
    #expect(
      try ModelFile.open(path).sha256()
        == "c0fffcc4edaef8b8611d7767ee3af3abaefe23f3ffc621ad1cb7ec074d5b2d1e")
  }
}
