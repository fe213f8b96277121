import Datasets
import Files
import Networks

/// What a user says of the changes that rows may have.
package struct ChangeChoices: Sendable, Equatable {
  /// What is said of the inputs; features that are fixed stay as a row has them.
  package var inputs = InputSpaceChoices()
  /// The only features that may change; all when `nil`.
  package var only: [String]?
  /// Whether rows outside the ranges are moved inside.
  package var clips = false

  /// Nothing.
  package init() {}

  /// The inputs of a network, and the features that stay as a row has them.
  ///
  /// Ranges are as the user says, then the model, then data, then the model's scaler, then what bytes are
  /// mapped to.
  ///
  /// - Parameters:
  ///   - network: the network.
  ///   - rows: what the rows will be.
  ///   - prior: rows that tell what the inputs may be.
  ///   - priorFile: their file, for errors.
  /// - Throws: `FileError` when a file cannot be read or does not fit the model.
  /// - Returns: both, or the error of an option.
  func changeable(
    of network: NeuralNetwork, rows: Samples, prior: Samples?, priorFile: String?
  ) throws(FileError) -> Result<(inputs: InputSpace, held: Set<Int>), InputSpaceError> {
    var data = network.inputSpace
    if data.source == .assumed, let scale = rows.scale {
      data = InputSpace(
        repeating: scale.low...scale.high, count: data.count, shape: data.shape, source: .data)
    }
    if !data.hasNames, let names = rows.featureNames,
      let named = (try? data.named(names)) as InputSpace?
    {
      data = named
    }
    if let prior {
      do throws(InputSpaceError) {
        data = try data.adding(ColumnSummary(prior))
      } catch {
        throw FileError(.badData, file: priorFile ?? "-", problem: error.description)
      }
    }
    var choices = inputs
    choices.fixed = []
    let space: InputSpace
    switch try choices.space(of: network, data: data) {
    case .success(let found): space = found
    case .failure(let error): return .failure(error)
    }
    do throws(InputSpaceError) {
      return .success((space, try held(space)))
    } catch {
      return .failure(error)
    }
  }

  /// The features that stay as they are: those that are fixed, and all but those that alone may change.
  private func held(_ space: InputSpace) throws(InputSpaceError) -> Set<Int> {
    func places(_ names: [String], _ option: String) throws(InputSpaceError) -> [Int] {
      var places: [Int] = []
      for name in names {
        guard let index = space.index(of: name) else {
          throw InputSpaceError(problem: "\(option): \(space.unknown(name))")
        }
        places.append(index)
      }
      return places
    }
    // A name may have a comma in it.
    let fixed = inputs.fixed.flatMap { text in
      space.index(of: text) == nil ? text.split(separator: ",").map(String.init) : [text]
    }
    var held = Set(try places(fixed, "--fix"))
    if let only {
      held.formUnion(Set(space.features.indices).subtracting(try places(only, "--only")))
    }
    return held
  }
}
