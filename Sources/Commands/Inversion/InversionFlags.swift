import ArgumentParser
import MLPKit

/// The choices of an inversion, whose groups stand side by side in the command.
///
/// A group inside another would be cheaper to write and dearer to parse: debug builds of the parser check every
/// group once more for each that it is in.
struct InversionFlags {
  let chosen: MethodFlags
  let wanted: TargetFlags
  let inputs: InputSpaceOptions
  let analytical: AnalyticalFlags
  let filters: FilterFlags
  let empirical: EmpiricalFlags
  let bound: BoundFlags
  let constrained: ConstrainedFlags
  let table: TableOptions

  /// Makes sure that choices of different groups go together.
  ///
  /// - Throws: a usage error.
  func validate() throws {
    if chosen.preset == .paper,
      !chosen.method.isEmpty || !filters.filter.isEmpty || analytical.ignoreBias
    {
      throw ValidationError("--preset paper chooses methods, filters and biases itself")
    }
    if empirical.rank == .cov, constrained.priorData == nil {
      throw ValidationError("--rank cov: --prior-data names the images")
    }
  }

  /// What is asked for, without the data files.
  var request: InversionRequest {
    var request = InversionRequest()
    chosen.apply(to: &request)
    wanted.apply(to: &request)
    analytical.apply(to: &request)
    filters.apply(to: &request)
    empirical.apply(to: &request)
    bound.apply(to: &request)
    constrained.apply(to: &request)
    return request
  }

  /// The data files.
  var files: InversionFiles {
    var files = InversionFiles()
    files.targets = wanted.targets
    files.priorImages = constrained.priorData
    files.references = constrained.referenceFile
    files.backgroundImages = empirical.backgroundImages
    files.priorLayout = table.layout(.nothing, isCSV: true, for: nil)
    files.priorClasses = wanted.classNames
    return files
  }
}
