package import Files
import Formats
package import Networks
package import Reports

/// The contact sheets of an inversion as files.
package enum PictureFiles {
  /// The pictures of a results file: of an inversion, or of rows and their smallest changes.
  ///
  /// - Parameter path: the file; `-` for standard input.
  /// - Throws: `FileError` when it is no results file, or has no pictures.
  package static func pictures(in path: String) throws(FileError) -> PictureSet {
    guard path != "-", let file = (try? ModelFile.open(path)) as ModelFile?,
      let found = try file.counterfactuals()
    else {
      return try ResultsFile.readPictures(path)
    }
    guard let pictures = found.pictures, !pictures.rows.isEmpty else {
      throw FileError(
        .unsupported, file: path,
        problem: found.imageShape == nil
          ? "holds rows of a table, of which there are no pictures; mlp report draws their changes"
          : "holds no row with a change: there is nothing to draw")
    }
    return pictures
  }

  /// One sheet with a row for each method, and one for each method alone.
  ///
  /// - Throws: `FileError` when a picture cannot be encoded.
  package static func make(
    _ pictures: PictureSet, directory: String, palette: PicturePalette = .gray
  ) throws(FileError) -> [OutputFile] {
    let titles = pictures.rows.map(\.title)
    var files = [
      try sheet(pictures, beside: titles, palette, at: "\(directory)/all-methods.png")
    ]
    for row in pictures.rows {
      var single = pictures
      single.rows = [row]
      files.append(
        try sheet(single, beside: titles, palette, at: "\(directory)/\(fileName(row.title)).png"))
    }
    return files
  }

  /// The sheets of an inversion; none when its inputs are rows of a table.
  ///
  /// - Throws: `FileError` when a picture cannot be encoded.
  package static func make(
    _ results: InversionResults, directory: String, palette: PicturePalette = .gray
  ) throws(FileError) -> [OutputFile] {
    guard let pictures = results.pictures else { return [] }
    return try make(pictures, directory: directory, palette: palette)
  }

  /// The paper's figures: one sheet for each number, such as `figure-3.1.png`.
  ///
  /// - Throws: `FileError` when a picture cannot be encoded.
  package static func figures(
    _ figures: [String: String], of results: InversionResults, directory: String,
    palette: PicturePalette = .gray
  ) throws(FileError) -> [OutputFile] {
    guard let pictures = results.pictures else { return [] }
    var files: [OutputFile] = []
    for (number, title) in figures.sorted(by: { $0.key < $1.key }) {
      var single = pictures
      single.rows = pictures.rows.filter { $0.title == title }
      files.append(
        try sheet(
          single, beside: pictures.rows.map(\.title), palette, figure: number,
          at: "\(directory)/figure-\(number).png"))
    }
    return files
  }

  /// What is checked before the work: the sheet of all methods, or the folder while there is none.
  package static func plannedPath(in directory: String) -> String {
    if FileBytes.exists(directory) { return "\(directory)/all-methods.png" }
    let end = directory.lastIndex { $0 != "/" }
    return end.map { String(directory[...$0]) } ?? directory
  }

  /// One sheet, as wide as those of the other methods.
  private static func sheet(
    _ pictures: PictureSet, beside titles: [String], _ palette: PicturePalette,
    figure: String? = nil, at path: String
  ) throws(FileError) -> OutputFile {
    do throws(PictureError) {
      var sheet = try ContactSheet(pictures)
      sheet.leaveRoom(for: titles)
      // The paper's figures 3.2 and 3.5 show the same method, of two networks.
      sheet.heading =
        (figure.map { "Figure \($0): " } ?? "") + "perfect inputs of \(pictures.modelName)"
      let image = try sheet.rendered()
      return OutputFile(
        path: path, bytes: try PNGEncoder.encode(image, palette: palette, in: sheet.pictureAreas))
    } catch {
      // It is what the results say of their pictures that cannot be drawn.
      throw FileError(.badData, file: path, problem: error.description)
    }
  }

  /// A name without anything that a shell or another system could take amiss.
  private static func fileName(_ title: String) -> String {
    let name = title.map { character in
      character.isASCII && (character.isLetter || character.isNumber || "._-+".contains(character))
        ? character : "_"
    }
    let start = name.first == "." || name.first == "-" ? "_" : ""
    return start + String(name.prefix(100))
  }
}
