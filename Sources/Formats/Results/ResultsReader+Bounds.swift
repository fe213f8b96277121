import HDF5
import Networks

extension ResultsReader {
  /// The lower bounds of all targets; none when there are none in the file.
  static func bounds(
    _ group: borrowing HDF5Group, _ targets: Int, _ outputs: Int
  ) throws(HDF5Error) -> [ResidualBound] {
    let children = try group.childNames()
    guard children.contains("lower_bound") else { return [] }
    let values = try doubles("lower_bound", group, [targets])
    let directions = try doubles("bound_direction", group, [targets, outputs])
    var bounds = values.indices.map { index in
      ResidualBound(
        value: values[index],
        direction: Array(directions[(index * outputs)..<((index + 1) * outputs)]))
    }
    // Older files do not say what gave the bounds; it was α-CROWN.
    guard children.contains("bound_relaxation") else { return bounds }
    let names = try group.textDataset("bound_relaxation")
    guard names.count == targets else {
      throw wrong("bound_relaxation", "has \(names.count) values, not \(targets)")
    }
    for index in bounds.indices {
      guard let relaxation = ResidualBound.Relaxation(rawValue: names[index]) else {
        throw wrong("bound_relaxation", "names an unknown relaxation")
      }
      bounds[index].relaxation = relaxation
    }
    guard children.contains("bound_nodes") else { return bounds }
    let nodes = try doubles("bound_nodes", group, [targets])
    let reached = try doubles("bound_reached", group, [targets])
    let closed = try doubles("bound_is_closed", group, [targets])
    for index in bounds.indices {
      guard let count = Int(exactly: nodes[index]), (0...1_000_000).contains(count) else {
        throw wrong("bound_nodes", "holds an impossible number")
      }
      bounds[index].search = ResidualBound.Search(
        nodes: count, reached: reached[index], isClosed: closed[index] != 0)
    }
    return bounds
  }

  private static func wrong(_ name: String, _ problem: String) -> HDF5Error {
    HDF5Error(.badData, object: "/targets/\(name)", problem: problem)
  }
}
