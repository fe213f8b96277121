import HDF5
import Networks

/// A dataset of a results file.
struct ResultsDataset: Sendable, Equatable {
  var entry: ModelInventory.TensorEntry
  var components: [String]
}

/// Lists a results file as `mlp inspect` shows it: a "layer" for each group, a tensor for each dataset.
enum ResultsInventory {
  /// Deeper than any results file is.
  private static let deepest = 4

  /// Datasets of texts, in whatever group.
  private static let textDatasets: Set = [
    "classes", "class_names", "adjusted_layers", "bound_relaxation", "names", "kind", "source",
    "group", "unit",
  ]

  /// All numeric datasets below the root.
  ///
  /// - Throws: `HDF5Error` when an object is damaged or a link leads elsewhere.
  static func list(_ root: borrowing HDF5Group) throws(HDF5Error) -> [ResultsDataset] {
    try list(root, components: [])
  }

  private static func list(
    _ group: borrowing HDF5Group, components: [String]
  ) throws(HDF5Error) -> [ResultsDataset] {
    guard components.count < deepest else {
      throw HDF5Error(
        .badData, object: group.path, problem: "nests deeper than a results file does")
    }
    var datasets: [ResultsDataset] = []
    for name in try group.childNames() {
      let inner = components + [name]
      switch try group.child(name) {
      case .group: datasets += try list(try group.group(name), components: inner)
      // Texts have no statistics.
      case .dataset where textDatasets.contains(name): continue
      case .dataset:
        let dataset = try group.dataset(name)
        datasets.append(
          ResultsDataset(
            entry: ModelInventory.TensorEntry(
              name: inner.joined(separator: "/"), path: dataset.path, role: name,
              shape: dataset.shape, elementType: dataset.elementType.rawValue),
            components: inner))
      default: continue
      }
    }
    return datasets
  }

  /// The inventory of the datasets.
  static func make(_ datasets: [ResultsDataset]) -> ModelInventory {
    var layers: [ModelInventory.LayerEntry] = []
    for dataset in datasets {
      let group = dataset.components.dropLast().joined(separator: "/")
      if layers.last?.name != group {
        layers.append(ModelInventory.LayerEntry(name: group, className: "results"))
      }
      layers[layers.count - 1].tensors.append(dataset.entry)
    }
    return ModelInventory(format: .results, layers: layers)
  }
}
