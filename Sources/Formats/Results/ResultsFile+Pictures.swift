package import Files
import HDF5
package import Networks

extension ResultsFile {
  /// Reads the pictures of a results file.
  ///
  /// - Parameter path: the file; `-` for standard input.
  /// - Throws: `FileError`: `cannotOpen`, or `badData` when it is not a whole results file.
  package static func readPictures(_ path: String) throws(FileError) -> PictureSet {
    try reading(path) { root throws(HDF5Error) in try pictures(root) }
  }

  private static func pictures(_ root: borrowing HDF5Group) throws(HDF5Error) -> PictureSet {
    try ResultsReader.checkFormat(root)
    let isTable = try root.childNames().contains("inputs")
    let sides = try root.numbers("image_shape")
    guard !isTable || sides != nil else {
      throw HDF5Error(
        .unsupported, object: "/inputs",
        problem: "are rows of a table, of which there are no pictures; "
          + "mlp convert RESULTS.h5 OUT.csv writes them as numbers")
    }
    let targets = try root.group("targets")
    let names = try targets.textDataset("classes")
    let hasNames = try targets.childNames().contains("class_names")
    let classes = try hasNames ? targets.textDataset("class_names") : []
    let solutions = try root.group("solutions")
    var shape: ImageShape?
    var rows: [(order: Double, row: PictureSet.Row)] = []
    for name in try solutions.childNames() {
      let group = try solutions.group(name)
      let images = try group.dataset("images")
      let children = try group.childNames()
      let isRead = children.contains("drawn_probability")
      let probability = try group.dataset(isRead ? "drawn_probability" : "probability")
      let answers = try isRead ? group.dataset("drawn_verdict").integers() : []
      guard images.shape.count == 3, images.shape[0] == names.count,
        probability.shape == [names.count],
        shape == nil || [shape?.height, shape?.width] == [images.shape[1], images.shape[2]]
      else {
        throw HDF5Error(
          .badData, object: images.path,
          problem:
            "has the shape \(images.shape); \(names.count) pictures of one size were expected")
      }
      guard sides == nil || sides == images.shape.dropFirst().map(Double.init) else {
        throw HDF5Error(
          .badData, object: images.path,
          problem: "has the shape \(images.shape), which image_shape contradicts")
      }
      let size = ImageShape(height: images.shape[1], width: images.shape[2])
      shape = size
      let pixels = try images.bytes()
      let order = try group.numbers("order")?.first ?? 0
      rows.append(
        (
          order,
          PictureSet.Row(
            title: name,
            pictures: names.indices.map {
              Array(pixels[($0 * size.count)..<(($0 + 1) * size.count)])
            },
            wantedProbabilities: try probability.doubles(),
            answers: answers.map { classes.indices.contains($0) ? classes[$0] : String($0) })
        ))
    }
    guard let shape else {
      throw HDF5Error(.badData, object: "/solutions", problem: "is empty: there is nothing to draw")
    }
    var set = PictureSet(
      targetNames: names, imageShape: shape, rows: rows.sorted { $0.order < $1.order }.map(\.row))
    set.modelName = try root.text("model") ?? ""
    return set
  }
}
