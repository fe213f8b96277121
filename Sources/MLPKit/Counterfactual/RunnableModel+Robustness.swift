package import Datasets
package import Files
import Inversion
package import Networks
import Numerics
package import Reports
import Synchronization

extension RunnableModel {
  /// Counts the rows whose answer cannot change when every value moves by a share of its range, in parallel.
  ///
  /// - Parameters:
  ///   - samples: the rows, as wide as the input.
  ///   - radius: the share, above 0.
  ///   - asked: what the outputs are to be read as.
  ///   - threads: how many threads share the rows.
  /// - Returns: the counts, and how many rows had to be moved inside the ranges.
  /// - Throws: `FileError` when the network has no classes.
  package func robustness(
    of samples: Samples, within radius: Double, head asked: OutputHead? = nil,
    threads: Int = 1
  ) throws(FileError) -> (report: RobustnessReport, moved: Int) {
    var options = CounterfactualOptions()
    options.distance = .linf
    options.head = overridingHead(asked: asked)
    let finder: CounterfactualFinder
    do throws(InversionError) {
      finder = try CounterfactualFinder(network, options: options)
    } catch {
      throw FileError(.unsupported, file: path, problem: error.problem)
    }
    let inputs = network.inputSpace
    let counts = Mutex((report: RobustnessReport(radius: radius), moved: 0))
    // Rows are independent, so that the counts do not depend on the number of threads.
    WorkerTeam(threads: threads).perform(samples.count, operations: .max) { row in
      var values = Array(samples.rows(row..<(row + 1)).values)
      var isMoved = false
      for (index, feature) in inputs.features.enumerated() {
        let value = values[index]
        values[index] = min(max(value, feature.range.lowerBound), feature.range.upperBound)
        isMoved = isMoved || values[index] != value
      }
      let found = finder.robustness(of: values, in: inputs, within: radius)
      counts.withLock { counts in
        if isMoved { counts.moved += 1 }
        switch found {
        case .certified: counts.report.certified += 1
        case .broken: counts.report.broken += 1
        case .undecided: counts.report.undecided += 1
        }
      }
    }
    return counts.withLock { $0 }
  }
}
