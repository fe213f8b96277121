import Files
import TestSupport
import Testing

@testable import HDF5

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A crash ends the test run, which is the point; MLPKIT_FUZZ_INPUT names a file that then holds the input.
@Suite("What damaged input may not bring about", .serialized)
struct FuzzTests {
  /// Seconds for all parsers together, from MLPKIT_FUZZ_SECONDS; without it each gets a few mutants, always the same.
  private static let seconds = unsafe getenv("MLPKIT_FUZZ_SECONDS").flatMap {
    Double(unsafe String(cString: $0))
  }
  private static let inputPath = unsafe getenv("MLPKIT_FUZZ_INPUT").map {
    unsafe String(cString: $0)
  }
  private static let fewMutants = 60

  private static func seeds(_ target: FuzzTarget) throws -> [[UInt8]] {
    func fixtures(_ folder: String, _ suffixes: [String], below size: Int = 100_000) throws
      -> [[UInt8]]
    {
      try Fixture.names(in: folder).filter { name in suffixes.contains { name.hasSuffix($0) } }
        .map { try Fixture.bytes("\(folder)/\($0)") }.filter { $0.count < size }
    }
    func own(_ folder: String) throws -> [[UInt8]] {
      try fixtures("../Tests/Fuzzing/seeds/\(folder)", [""])
    }
    switch target {
    case .model:
      return try fixtures(
        "interchange", [".onnx", ".pt", ".pth", ".pkl", ".joblib", ".skops", ".safetensors"])
        + fixtures("interchange/onnx", [".onnx"])
        + fixtures("sklearn", [".mlpc", ".npz"], below: 20_000)
    case .architecture: return try own("architecture")
    case .data: return try fixtures("digits", ["labels-idx1-ubyte.gz"]) + own("data")
    case .table: return try own("table")
    case .json: return try own("json") + own("architecture")
    case .metadata: return try fixtures("digits", ["slp.h5"]) + fixtures("hostile/heap", [".h5"])
    case .questions:
      return HDF5Request.Operation.allCases.map {
        HDF5Request($0, ["model_weights"], name: "layer_names", count: 100).message
      }
    // Which answer, where, what: any bytes will do.
    case .modelAnswers, .resultsAnswers: return (0..<8).map { [UInt8](repeating: $0 * 3, count: 8) }
    case .checkpoint: return [FuzzedCheckpoint.whole]
    }
  }

  @Test("parsers end with an answer or an error", arguments: FuzzTarget.allCases)
  func mutants(target: FuzzTarget) throws {
    let seeds = try Self.seeds(target)
    #expect(!seeds.isEmpty)
    for seed in seeds { target.run(seed) }
    let clock = ContinuousClock()
    let start = clock.now
    let share = Self.seconds.map { $0 / Double(FuzzTarget.allCases.count) }
    var mutations = Mutations(seed: share == nil ? 1 : UInt64.random(in: 0...UInt64.max))
    var count = 0
    while share.map({ start.duration(to: clock.now) < .seconds($0) }) ?? (count < Self.fewMutants) {
      let input = mutations.mutant(of: seeds[mutations.below(seeds.count)])
      if let path = Self.inputPath { Self.keep(input, path) }
      target.run(input)
      count += 1
    }
    if share != nil { print("\(target.rawValue): \(count) mutants") }
    #expect(count > 0)
  }

  /// Keeps the input that is tried next, for whoever finds it after a crash.
  private static func keep(_ input: [UInt8], _ path: String) {
    let file = unsafe open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    guard file >= 0 else { return }
    _ = unsafe input.withUnsafeBytes { unsafe write(file, $0.baseAddress, $0.count) }
    close(file)
  }
}
