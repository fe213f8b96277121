package import Datasets
package import Files
import JSON
package import Networks

/// What a user says of the inputs of a network.
package struct InputSpaceChoices: Sendable, Equatable {
  /// The path of a features file.
  package var featuresFile: String?
  /// The ranges of single features, with their names.
  package var ranges: [FeatureStatement] = []
  /// The features that keep their values: a name each, and perhaps `=` and a value.
  package var fixed: [String] = []
  /// One range for all features.
  package var common: ScaleRange?

  /// Nothing.
  package init() {}

  /// Reads a range as a command line has it: `NAME=LOW,HIGH`.
  ///
  /// - Throws: ``InputSpaceError`` when it is none.
  package static func range(parsing text: String) throws(InputSpaceError) -> FeatureStatement {
    guard let equals = text.lastIndex(of: "="), equals > text.startIndex else {
      throw InputSpaceError(problem: "'\(InputSpaceError.shown(text))' is not NAME=LOW,HIGH")
    }
    let name = String(text[..<equals])
    let numbers = text[text.index(after: equals)...]
      .split(separator: ",", omittingEmptySubsequences: false).map { Double(String($0)) }
    guard numbers.count == 2, let low = numbers[0], let high = numbers[1] else {
      throw InputSpaceError(problem: "'\(InputSpaceError.shown(text))' is not NAME=LOW,HIGH")
    }
    return FeatureStatement(
      name: name, range: try FeatureStatement.range(low, high, of: name))
  }

  /// The inputs of a network: as the user says, then the model, then data, then its first layer.
  ///
  /// - Parameters:
  ///   - network: the network.
  ///   - data: what data tell of the model's inputs, if there are any.
  /// - Throws: `FileError` when the features file cannot be read or does not fit the model.
  /// - Returns: the space, or the error of an option.
  package func space(
    of network: NeuralNetwork, data: InputSpace? = nil
  ) throws(FileError) -> Result<InputSpace, InputSpaceError> {
    var space = data ?? network.inputSpace
    if let common {
      let all = space.names.map { FeatureStatement(name: $0, range: common.low...common.high) }
      do throws(InputSpaceError) {
        space = try space.adding(all, from: .stated)
      } catch {
        return .failure(InputSpaceError(problem: "--scale: \(error)"))
      }
    }
    if let featuresFile {
      let statements = try FeaturesFile.statements(at: featuresFile)
      do throws(InputSpaceError) {
        space = try space.adding(statements, from: .stated)
      } catch {
        // A file for another model is mended by one for this.
        let isOther = error.feature.map { space.index(of: $0) == nil } ?? false
        throw FileError(
          .badData, file: featuresFile,
          problem: error.description
            + (isOther ? "; mlp inspect MODEL --features-template writes a file for it" : ""))
      }
    }
    do throws(InputSpaceError) {
      space = try space.adding(ranges, from: .stated)
    } catch {
      return .failure(InputSpaceError(problem: "--range: \(error)"))
    }
    do throws(InputSpaceError) {
      var statements: [FeatureStatement] = []
      for entry in fixed { statements.append(try Self.fixing(entry, in: space)) }
      return .success(try space.adding(statements, from: .stated))
    } catch {
      return .failure(InputSpaceError(problem: "--fix: \(error)"))
    }
  }

  /// What is said of a feature that keeps its value: its name alone, or `=` and a value behind it.
  private static func fixing(
    _ text: String, in space: InputSpace
  ) throws(InputSpaceError) -> FeatureStatement {
    if let index = space.index(of: text) {
      let feature = space.features[index]
      return FeatureStatement(
        name: text, typical: feature.typical ?? feature.middle, isFixed: true)
    }
    guard let equals = text.lastIndex(of: "="),
      let value = Double(String(text[text.index(after: equals)...])), value.isFinite
    else { throw space.unknown(text) }
    let name = String(text[..<equals])
    guard space.index(of: name) != nil else { throw space.unknown(name) }
    return FeatureStatement(name: name, typical: value, isFixed: true)
  }
}

/// Files that `--features` names.
package enum FeaturesFile {
  /// What a file says of features.
  ///
  /// - Throws: `FileError` when it cannot be read, or is none.
  package static func statements(at path: String) throws(FileError) -> [FeatureStatement] {
    let bytes = try FileBytes.read(path)
    let document: JSONValue
    do throws(JSONError) {
      document = try JSONParser.parse(bytes)
    } catch {
      throw FileError(.badData, file: path, problem: "\(error)")
    }
    do throws(InputSpaceError) {
      return try FeatureStatement.statements(document)
    } catch {
      throw FileError(.badData, file: path, problem: error.description)
    }
  }
}
