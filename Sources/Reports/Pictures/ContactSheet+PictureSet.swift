package import Networks

extension ContactSheet {
  /// A sheet like the paper's figures: a row for each method, a column for each target, and under each
  /// picture the probability that the network gives the wanted class.
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
          captions: row.wantedProbabilities.map { "p \(NumberText.fixed($0, digits: 3))" }))
    }
    self.init(columnTitles: set.targetNames, rows: rows)
  }

  /// `analytical+middle:0.2` with blanks where a line may break.
  private static func spaced(_ title: String) -> String {
    title.map { $0 == "+" ? " + " : $0 == ":" ? " " : String($0) }.joined()
  }
}
