import HDF5
import Networks

extension ResultsReader {
  /// The inputs, and the shape of their pictures; `nil` when they are no pictures.
  ///
  /// Files of pictures say both in attributes of the root, as all files did before tables had names.
  ///
  /// - Parameters:
  ///   - root: the file's root.
  ///   - count: how many inputs the solutions have; `nil` without solutions.
  static func inputs(
    _ root: borrowing HDF5Group, _ count: Int?
  ) throws(HDF5Error) -> (InputSpace, ImageShape?) {
    func impossible(_ problem: String) -> HDF5Error {
      HDF5Error(.badData, object: "/", problem: problem)
    }
    var shape: ImageShape?
    if let sides = try root.numbers("image_shape") {
      guard sides.count == 2, sides.allSatisfy({ $0 >= 1 && $0 <= 1e9 && $0 == $0.rounded() }),
        count == nil || sides[0] * sides[1] == Double(count ?? 0)
      else { throw impossible("has an impossible image_shape") }
      shape = ImageShape(height: Int(sides[0]), width: Int(sides[1]))
    }
    if try root.childNames().contains("inputs") {
      let space = try space(try root.group("inputs"), shape)
      guard count == nil || count == space.count else {
        throw impossible("has \(space.count) inputs, but its solutions have \(count ?? 0)")
      }
      return (space, shape)
    }
    let range = try numbers("input_range", 2, root)
    guard range[0] <= range[1], (range[1] - range[0]).isFinite, let shape else {
      throw impossible("has an impossible input_range, or no image_shape")
    }
    return (
      InputSpace(
        repeating: range[0]...range[1], count: count ?? 0, shape: [shape.height, shape.width],
        source: .stated), shape
    )
  }

  private static func space(
    _ group: borrowing HDF5Group, _ image: ImageShape?
  ) throws(HDF5Error) -> InputSpace {
    let names = try group.textDataset("names")
    let children = try group.childNames()
    func texts(_ name: String) throws(HDF5Error) -> [String]? {
      guard children.contains(name) else { return nil }
      let texts = try group.textDataset(name)
      guard texts.count == names.count else {
        throw HDF5Error(
          .badData, object: "\(group.path)/\(name)",
          problem: "has \(texts.count) values, not \(names.count)")
      }
      return texts
    }
    let shape = [names.count]
    let lower = try doubles("lower", group, shape)
    let upper = try doubles("upper", group, shape)
    let typical = children.contains("typical") ? try doubles("typical", group, shape) : nil
    let fixed = children.contains("fixed") ? try doubles("fixed", group, shape) : nil
    let kinds = try texts("kind")
    let sources = try texts("source")
    let groups = try texts("group")
    let units = try texts("unit")
    var features: [InputFeature] = []
    for (index, name) in names.enumerated() {
      let unit = units?[index]
      guard lower[index] <= upper[index],
        let kind = InputKind(named: kinds?[index] ?? "continuous", group: groups?[index]),
        let source = InputSource(rawValue: sources?[index] ?? "stated")
      else {
        throw HDF5Error(
          .badData, object: group.path,
          problem: "has an impossible range, kind or source of input \(index)")
      }
      features.append(
        InputFeature(
          name: name, unit: unit?.isEmpty == true ? nil : unit, range: lower[index]...upper[index],
          kind: kind, typical: typical.flatMap { $0[index].isNaN ? nil : $0[index] },
          isFixed: fixed.map { $0[index] == 1 } ?? false, source: source))
    }
    let space: InputSpace
    do throws(InputSpaceError) {
      space = try InputSpace(features, shape: image.map { [$0.height, $0.width] })
    } catch {
      throw HDF5Error(.badData, object: group.path, problem: error.description)
    }
    // Files of older versions may do without.
    if let source = try group.text("source"), source != space.source.rawValue {
      throw HDF5Error(
        .badData, object: "attribute source of \(group.path)",
        problem: "is '\(source)'; its inputs say \(space.source.rawValue)")
    }
    return space
  }
}
