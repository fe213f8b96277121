import Files
import HDF5
import Networks
import Numerics

/// Weights of Keras 3 as `model.weights.npz`: a pickled dictionary of arrays for each layer.
///
/// Keras itself refuses to load them now. The pickles are described here and never run, so that reading them is
/// safe.
struct KerasArrays {
  /// The one HDF5 file with the same variables.
  let image: [UInt8]
  /// What loading the pickles would run.
  let runsCode: [String]

  /// Takes an archive apart.
  ///
  /// - Parameters:
  ///   - bytes: the `.npz` archive.
  ///   - file: the path for messages.
  /// - Throws: `FileError`.
  init(_ bytes: [UInt8], file: String) throws(FileError) {
    let ending = ".npy"
    let names = try ZipArchive.names(in: bytes, file: file).filter {
      $0.hasSuffix(ending) && $0 != "optimizer\(ending)" && !$0.hasPrefix("optimizer/")
    }
    let members = try ZipArchive.read(
      bytes, members: names, file: file, limit: FileBytes.defaultLimit)
    var tree = KerasVariableTree()
    var runsCode: [String] = []
    for name in names {
      let layer = String(name.dropLast(ending.count))
      let (header, start) = try NumPyHeader.read(
        wholeFile: members[name] ?? [], file: file, object: name)
      guard header.descr.hasSuffix("O"), header.shape.isEmpty else {
        throw FileError(
          .badData, file: file, object: name,
          problem: "is no dictionary of a layer's variables, as Keras writes it")
      }
      var machine = PickleMachine(members[name] ?? [], from: start, file: file)
      try machine.run()
      let graph = machine.graph
      runsCode += graph.runsCode
      let path = layer == "__root__" ? [] : layer.split(separator: "/").map(String.init)
      // An array of one object that has no extents is pickled as a list of one.
      for (key, value) in graph.items(graph.root)?.first.flatMap(graph.entries) ?? [] {
        guard let array = graph.onlyArray(in: graph.attribute("_value", of: value) ?? value),
          let numbers = array.numbers, let type = ElementType(rawValue: array.type.name)
        else {
          throw FileError(
            .unsupported, file: file, object: name,
            problem: "does not hold one array of numbers as \(key.prefix(80)), as Keras's backends "
              + "TensorFlow and NumPy write it; save the model with HDF5 weights")
        }
        try tree.add(
          KerasVariableTree.Variable(
            shape: array.shape, type: HDF5ElementType(type), values: numbers),
          at: path + ["vars", key], file: file)
      }
    }
    do throws(HDF5Error) {
      image = try tree.image()
    } catch {
      throw ModelFile.fileError(error, file)
    }
    self.runsCode = Array(Set(runsCode)).sorted()
  }
}

extension PythonGraph {
  /// The only array of numbers that is to be found in a value, be it an array or the variable of a backend that
  /// was made of one; `nil` when there is none, or another.
  fileprivate func onlyArray(in value: PythonValue) -> PythonArray? {
    var found: [PythonArray] = []
    var visited: Set<Int> = []
    var open = [value]
    while let next = open.popLast() {
      guard case .object(let place) = next, visited.insert(place).inserted else { continue }
      switch objects[place] {
      case .array(let array):
        if array.type.isNumeric { found.append(array) }
        if case .items(let items) = array.storage { open += items }
      case .list(let items), .tuple(let items), .set(let items), .dictionary(let items):
        open += items
      case .instance(let instance):
        open +=
          [instance.maker, instance.arguments] + instance.items
          + (instance.state.map { [$0] } ?? [])
      case .bytes, .largeInteger, .name, .elementType, .persistent: break
      }
    }
    return found.count == 1 ? found[0] : nil
  }
}
