/// The pictures of an inversion: a row for each method, a column for each target.
package struct PictureSet: Sendable, Equatable {
  /// One method's pictures.
  package struct Row: Sendable, Equatable {
    /// The method, with its filter.
    package var title: String
    /// One picture for each target, row-major, 0 black to 255 white.
    package var pictures: [[UInt8]]
    /// The probability that the network gives the wanted class of each picture as it is drawn; in files of
    /// older versions that of the input as it is stored.
    package var wantedProbabilities: [Double]
    /// The class that the network answers to each picture as it is drawn; none in files of older versions.
    package var answers: [String]

    /// Creates a row.
    package init(
      title: String, pictures: [[UInt8]], wantedProbabilities: [Double], answers: [String] = []
    ) {
      self.title = title
      self.pictures = pictures
      self.wantedProbabilities = wantedProbabilities
      self.answers = answers
    }
  }

  /// A name for each target.
  package var targetNames: [String]
  /// Height and width of every picture.
  package var imageShape: ImageShape
  /// The methods.
  package var rows: [Row]
  /// The name of the model that they are of; empty when it is not known.
  package var modelName = ""

  /// Creates a set.
  package init(targetNames: [String], imageShape: ImageShape, rows: [Row]) {
    self.targetNames = targetNames
    self.imageShape = imageShape
    self.rows = rows
  }
}

extension InversionResults {
  /// The pictures of all solutions; `nil` when the inputs are rows of a table.
  package var pictures: PictureSet? {
    guard let imageShape else { return nil }
    var set = PictureSet(
      targetNames: targetNames, imageShape: imageShape,
      rows: methods.map { method in
        PictureSet.Row(
          title: method.groupName, pictures: method.solutions.map(\.picture),
          wantedProbabilities: method.solutions.map { $0.drawn?.probability ?? $0.probability },
          answers: method.solutions.compactMap { $0.drawn?.verdict.map(className) })
      })
    set.modelName = modelName
    return set
  }
}
