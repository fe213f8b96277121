import Files
import Isolation

@testable import Formats
@testable import HDF5

/// A file that is whole, and what the one who reads it and the one who has the library say to each other.
struct FuzzedConversation {
  /// The whole file.
  let bytes: [UInt8]
  /// Reads everything in it.
  let read: (borrowing HDF5Group) throws(HDF5Error) -> Void

  static var model: FuzzedConversation {
    FuzzedConversation(bytes: modelBytes) { root throws(HDF5Error) in
      let model = try KerasReader.fullModel(root, hints: .none)
      for tensor in model.inventory.layers.flatMap(\.tensors) {
        let components = tensor.path.split(separator: "/").map(String.init)
        guard let dataset = try? root.dataset(at: components) else { continue }
        _ = try? dataset.doubles()
      }
    }
  }

  static var results: FuzzedConversation {
    FuzzedConversation(bytes: resultsBytes) { root throws(HDF5Error) in
      _ = try ResultsReader.read(root)
      _ = try ResultsInventory.list(root)
    }
  }

  private static let modelBytes = contents("fixtures/digits/slp.h5")
  private static let resultsBytes = contents("Tests/Fuzzing/seeds/results/analytical.h5")

  /// A file of the package, which lies four levels above this one.
  private static func contents(_ name: String, source: String = #filePath) -> [UInt8] {
    let parts = source.split(separator: "/", omittingEmptySubsequences: false).dropLast(4)
    return (try? FileBytes.read((parts + [Substring(name)]).joined(separator: "/"))) ?? []
  }

  /// The one with the library gets a message that may be no question.
  func ask(_ message: [UInt8]) {
    // No other thread may fork while this one is inside the library.
    HDF5Library.withLock {
      let server = HDF5Server(.memory(bytes), base: 0)
      _ = server.answer(HDF5Request(.open).message)
      precondition(!server.answer(message).isEmpty, "a question has no answer")
    }
  }

  /// The one who reads gets answers of which some bytes are changed.
  ///
  /// - Parameter input: for each change four bytes: which answer, the place in it (two bytes), and what stands
  ///   there now.
  func distort(by input: [UInt8]) {
    HDF5Library.withLock { readDistorted(by: input) }
  }

  private func readDistorted(by input: [UInt8]) {
    let server = HDF5Server(.memory(bytes), base: 0)
    var number = 0
    let session = HDF5Session(.memory(bytes)) { question in
      var answer = server.answer(question)
      for change in stride(from: 0, to: input.count - 3, by: 4) {
        guard Int(input[change]) == number & 0xFF, !answer.isEmpty else { continue }
        let place = (Int(input[change + 1]) | Int(input[change + 2]) << 8) % answer.count
        answer[place] = input[change + 3]
      }
      number += 1
      return answer
    }
    guard (try? session.ask(HDF5Request(.open)) { _ in }) != nil else { return }
    try? read(HDF5Group(session: session, components: []))
  }
}
