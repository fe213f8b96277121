/// The pictures of an inversion: a row for each method, a column for each target.
public struct PictureSet: Sendable, Equatable {
  /// One method's pictures.
  public struct Row: Sendable, Equatable {
    /// The method, with its filter.
    public var title: String
    /// One picture for each target, row-major, 0 black to 255 white.
    public var pictures: [[UInt8]]
    /// The probability that the network gives the wanted class, for each target.
    public var probabilities: [Double]

    /// Creates a row.
    public init(title: String, pictures: [[UInt8]], probabilities: [Double]) {
      self.title = title
      self.pictures = pictures
      self.probabilities = probabilities
    }
  }

  /// A name for each target.
  public var targetNames: [String]
  /// Height and width of every picture.
  public var imageShape: ImageShape
  /// The methods.
  public var rows: [Row]

  /// Creates a set.
  public init(targetNames: [String], imageShape: ImageShape, rows: [Row]) {
    self.targetNames = targetNames
    self.imageShape = imageShape
    self.rows = rows
  }
}

extension InversionResults {
  /// The pictures of all solutions.
  public var pictures: PictureSet {
    PictureSet(
      targetNames: targetNames, imageShape: imageShape,
      rows: methods.map { method in
        PictureSet.Row(
          title: method.groupName, pictures: method.solutions.map(\.picture),
          probabilities: method.solutions.map(\.probability))
      })
  }
}
