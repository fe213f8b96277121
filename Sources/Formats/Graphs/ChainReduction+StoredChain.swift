import Files
import Networks
import StoredModels

extension ChainReduction {
  /// The chain that a graph was reduced to.
  ///
  /// - Parameters:
  ///   - graph: the graph, for the width and the shape of its input.
  ///   - file: the file, for messages.
  func chain(of graph: ChainGraph, file: String) -> StoredChain<StoredArray> {
    var chain = StoredChain(pieces.map(\.part), inputs: graph.width(0) ?? 0, file: file)
    chain.inputShape = graph.inputSample
    chain.task = task
    return chain
  }
}

extension StoredChain {
  /// Makes sure that the layers fit together.
  ///
  /// - Throws: `GraphError.notRunnable`: of a graph that is no fault of the file.
  func checkGraph() throws(GraphError) {
    do throws(FileError) {
      _ = try fitted()
    } catch {
      throw .notRunnable(NotRunnable(layer: nil, className: nil, reason: error.problem))
    }
  }
}
