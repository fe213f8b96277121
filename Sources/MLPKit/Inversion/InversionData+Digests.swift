import Datasets
package import Files
package import Inversion
package import Networks
import Numerics

extension InversionData {
  /// The SHA-256 of what decides results without being in their file.
  var digests: [InversionRequest.OutsideData: String] {
    var digests: [InversionRequest.OutsideData: String] = [:]
    digests[.priorImages] = priorImages?.sha256
    digests[.backgroundImages] = backgroundImages?.sha256
    digests[.references] = references.map { references in
      let digest = SHA256()
      digest.add(references)
      return digest.finish()
    }
    return digests
  }

  /// The same data for a verification.
  ///
  /// - Parameter network: the network, which the prior looks at the images with.
  /// - Throws: `FileError` when the images tell nothing.
  package func verificationData(
    for network: NeuralNetwork
  ) throws(FileError) -> VerificationData {
    var data = VerificationData()
    data.digests = digests
    data.references = references
    data.backgroundImages = backgroundImages.map { $0.rows(0..<$0.count) }
    guard let priorImages else { return data }
    do throws(InversionError) {
      data.images = try ImagePrior(of: priorImages, for: network)
    } catch {
      throw FileError(.badData, file: files.priorImages ?? "the images", problem: error.problem)
    }
    return data
  }
}

extension Samples {
  /// The SHA-256 of all values as the network takes them: float64, little-endian, row after row.
  fileprivate var sha256: String {
    let digest = SHA256()
    // Blocks of about 8 MB.
    let blockRows = max(1, min(1024, (1 << 20) / features))
    for start in stride(from: 0, to: count, by: blockRows) {
      digest.add(rows(start..<min(start + blockRows, count)))
    }
    return digest.finish()
  }
}

extension SHA256 {
  fileprivate func add(_ matrix: Matrix) {
    var bytes: [UInt8] = []
    bytes.append(littleEndian: matrix.values, as: \.bitPattern)
    add(bytes[...])
  }
}
