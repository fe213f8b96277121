/// The changes of rows that change a network's answers: what `mlp counterfactual` finds and stores.
package struct CounterfactualResults: Sendable, Equatable {
  /// The model's file name, without its folder.
  package var modelName: String
  /// The SHA-256 of the model's file.
  package var modelSHA256: String
  /// The version of the tool.
  package var toolVersion: String
  /// What was asked for, in a fixed order.
  package var parameters: [InversionResults.Parameter]
  /// How changes are measured: `l1`, `l2`, `linf` or `count`.
  package var distance: String
  /// Whether any other answer will do, so that a proof says how far the answer cannot change.
  package var isCertificate: Bool
  /// Height and width of a row seen as a picture; `nil` for rows of a table.
  package var imageShape: ImageShape?
  /// What each input is called, which values it may take, and who says so.
  package var inputSpace: InputSpace
  /// The name of each class; empty when the output is a number.
  package var classNames: [String]
  /// What was found, row after row, the smallest change of a row first.
  package var counterfactuals: [Counterfactual] = []

  /// Gathers results without rows.
  package init(
    modelName: String, modelSHA256: String, toolVersion: String,
    parameters: [InversionResults.Parameter], distance: String, isCertificate: Bool,
    imageShape: ImageShape?, inputSpace: InputSpace, classNames: [String]
  ) {
    self.modelName = modelName
    self.modelSHA256 = modelSHA256
    self.toolVersion = toolVersion
    self.parameters = parameters
    self.distance = distance
    self.isCertificate = isCertificate
    self.imageShape = imageShape
    self.inputSpace = inputSpace
    self.classNames = classNames
  }

  /// Whether every row has one.
  package var isComplete: Bool { counterfactuals.allSatisfy { $0.input != nil } }

  /// How many smaller ones stand before one of the same row.
  package func place(_ index: Int) -> Int {
    let row = counterfactuals[index].row
    return counterfactuals[..<index].reversed().prefix { $0.row == row }.count
  }

  /// The name of a class.
  package func className(_ index: Int) -> String {
    classNames.indices.contains(index) ? classNames[index] : String(index)
  }

  /// The pictures of a row: before, after and the difference, gray where nothing changes.
  ///
  /// - Parameter found: one of the counterfactuals.
  /// - Returns: `nil` when rows are no pictures, or there is none after.
  package func pictures(of found: Counterfactual) -> [[UInt8]]? {
    guard imageShape != nil, let after = found.shown?.input else { return nil }
    func shares(_ row: [Double]) -> [Double] {
      zip(row, inputSpace.features).map { value, feature in
        let (low, high) = (feature.range.lowerBound, feature.range.upperBound)
        return high > low ? (value - low) / (high - low) : 0.5
      }
    }
    func bytes(_ shares: [Double]) -> [UInt8] {
      shares.map { UInt8(min(max(($0 * 255).rounded(), 0), 255)) }
    }
    let (first, second) = (shares(found.sample), shares(after))
    return [
      bytes(first), bytes(second), bytes(zip(first, second).map { 0.5 + ($1 - $0) / 2 }),
    ]
  }

  /// The pictures of all rows that have them; `nil` when rows are no pictures.
  package var pictures: PictureSet? {
    guard let imageShape else { return nil }
    return PictureSet(
      targetNames: ["before", "after", "difference"], imageShape: imageShape,
      rows: counterfactuals.compactMap { found in
        guard let pictures = pictures(of: found), let shown = found.shown else { return nil }
        let names = [found.from.answer, shown.verdict.answer].map { $0.map(className) ?? "-" }
        return PictureSet.Row(
          title: "row \(found.row) from \(names[0]) to \(names[1])", pictures: pictures,
          wantedProbabilities: [found.from, shown.verdict].compactMap(\.probability))
      })
  }
}
