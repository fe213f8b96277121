package import Networks

extension ContactSheet {
  /// A sheet like the paper's figures: a row for each method, a column for each target, and under each
  /// picture what the network makes of it as it is drawn: the probability of the wanted class, behind its
  /// answer when that is another one.
  ///
  /// - Throws: ``PictureError`` when a picture has no pixels.
  package init(_ set: PictureSet) throws(PictureError) {
    var rows: [Row] = []
    for row in set.rows {
      var images: [GrayImage] = []
      for picture in row.pictures {
        images.append(
          try GrayImage(
            width: set.imageShape.width, height: set.imageShape.height, pixels: picture))
      }
      rows.append(
        Row(
          title: Self.spaced(row.title), images: images,
          captions: row.wantedProbabilities.enumerated().map { index, probability in
            let text = "p \(NumberText.probability(probability, digits: 3))"
            guard row.answers.indices.contains(index), set.targetNames.indices.contains(index),
              row.answers[index] != set.targetNames[index]
            else { return text }
            return "\(row.answers[index]): \(text)"
          }))
    }
    self.init(columnTitles: set.targetNames, rows: rows)
    legend =
      "Black is the low end of the allowed range, white the high end; analytical inputs leave it, and are "
      + "drawn from their lowest to their highest value."
  }

  /// Makes the sheet as wide as one that has rows of these methods.
  package mutating func leaveRoom(for methods: [String]) { rowTitles = methods.map(Self.spaced) }

  /// `analytical+middle:0.2` with blanks where a line may break.
  private static func spaced(_ title: String) -> String {
    title.map { $0 == "+" ? " + " : $0 == ":" ? " " : String($0) }.joined()
  }
}
