package import Files
package import Formats
package import Inversion
package import Networks
package import Reports

extension Verification {
  /// Recomputes everything that results say of themselves.
  ///
  /// - Parameters:
  ///   - results: the results.
  ///   - path: the file that they are from, for messages.
  ///   - model: the model that they are of.
  ///   - data: what they came from and is not in their file, as far as it is at hand.
  /// - Throws: `FileError` when the model cannot be run, the data do not fit it, or a parameter stands for
  ///   nothing.
  package init(
    of results: InversionResults, at path: String, with model: ModelFile,
    data: InversionData? = nil
  ) throws(FileError) {
    let network = try model.network()
    let sha256 = try model.sha256()
    let data = try data?.verificationData(for: network) ?? VerificationData()
    do throws(InversionParameterError) {
      try self.init(results, network: network, sha256: sha256, data: data)
    } catch {
      throw FileError(
        .badData, file: path, object: "parameter \(error.name)", problem: error.description)
    }
  }
}

extension VerificationReport {
  /// What came of a verification.
  ///
  /// - Parameters:
  ///   - verification: what was found.
  ///   - results: the results file.
  ///   - model: the model's file.
  package init(_ verification: Verification, of results: String, with model: String) {
    self.init(
      results: results, model: model, comparisons: verification.comparisons,
      failures: verification.failures.map { ($0.object, $0.stored, $0.found) },
      single: VerificationReport.SinglePrecision(
        largestDifference: verification.singlePrecision.largestDifference,
        changedClasses: verification.singlePrecision.changedClasses,
        ties: verification.singlePrecision.ties,
        residual: verification.singlePrecision.residual,
        exactResidual: verification.singlePrecision.exactResidual),
      isOtherModel: verification.isOtherModel, lacksDigest: verification.lacksDigest,
      missingData: verification.missingData.map(\.optionName))
  }
}

extension MethodsReport {
  /// The list of all inversion methods.
  package init() {
    self.init(
      methods: InversionMethods.all.map { method in
        Method(
          name: method.name, summary: method.summary, needs: method.needs,
          isDefault: method.isDefault)
      })
  }
}
