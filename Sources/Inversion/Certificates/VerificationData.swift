import Networks
package import Numerics

/// Data that results came from and that are not in their file, at hand once more.
package struct VerificationData: Sendable {
  /// What the images of the prior say.
  package var images: ImagePrior?
  /// The images of the empirical method's backgrounds, `[images × inputs]`.
  package var backgroundImages: Matrix?
  /// The inputs to stay near, `[1 or targets × inputs]`.
  package var references: Matrix?
  /// The SHA-256 of each that is at hand.
  package var digests: [InversionRequest.OutsideData: String] = [:]

  /// None.
  package init() {}
}

extension Verification {
  /// Puts data that are at hand into the request that results came from, when they are the same.
  mutating func take(_ data: VerificationData, into request: inout InversionRequest) {
    for kind in InversionRequest.OutsideData.allCases {
      guard let found = data.digests[kind] else {
        if request.isMissing(kind) { missingData.append(kind) }
        continue
      }
      let stored = request.dataDigests[kind]
      // Files of older versions do not say which data they came from.
      if !request.isMissing(kind) || stored != nil {
        compare("/parameters", kind.digestName, stored ?? "none", found)
        guard stored == found else { continue }
      }
      switch kind {
      case .priorImages: request.options.constrained.images = data.images
      case .backgroundImages: request.options.empirical.backgroundImages = data.backgroundImages
      case .references:
        request.options.constrained.reference = .inputs(data.references?.rowArrays ?? [])
      }
      request.finds(kind)
    }
  }
}
