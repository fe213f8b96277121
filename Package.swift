// swift-tools-version: 6.2
import PackageDescription

/// Every Swift target is built the same way.
let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .strictMemorySafety(),
]

/// Loops over numbers and bytes are compiled with optimization for tests too, when `make test` asks for it.
///
/// Unoptimized ones would take most of the time. Not by default, because a package with unsafe flags cannot
/// be depended on.
let isTestRun = Context.environment["MLPKIT_TEST_RUN"] != nil
let strictNumerics = strict + (isTestRun ? [.unsafeFlags(["-O"])] : [])
let kernelSettings: [CSetting] = isTestRun ? [.unsafeFlags(["-O2"])] : []

/// Test targets follow the same language rules; the testing macros do not mark their unsafe parts.
let testing: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
]
/// Tests that compute the truth themselves, in loops.
let computingTests = testing + (isTestRun ? [.unsafeFlags(["-O"])] : [])

/// What has parsers that are fuzzed.
let fuzzed: [Target.Dependency] = [
  "Datasets", "Files", "Formats", "HDF5", "JSON", "Networks", "Training",
]

let package = Package(
  name: "MLPKit",
  platforms: [.macOS(.v15)],
  products: [
    .library(name: "MLPKit", targets: ["MLPKit"]),
    .library(name: "MLPKitFoundation", targets: ["MLPKitFoundation"]),
    .library(name: "MLPRuntime", targets: ["MLPRuntime"]),
    .executable(name: "mlp", targets: ["mlp"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2")
  ],
  targets: [
    // System libraries: headers and shims only.
    .systemLibrary(
      name: "CHDF5", pkgConfig: "hdf5", providers: [.apt(["libhdf5-dev"]), .brew(["hdf5"])]),
    .systemLibrary(
      name: "CPNG", pkgConfig: "libpng", providers: [.apt(["libpng-dev"]), .brew(["libpng"])]),
    .systemLibrary(
      name: "CZip", pkgConfig: "libzip", providers: [.apt(["libzip-dev"]), .brew(["libzip"])]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    // Debian has no file of pkg-config for it.
    .systemLibrary(name: "CBzip2", providers: [.apt(["libbz2-dev"])]),
    .systemLibrary(
      name: "CLZMA", pkgConfig: "liblzma", providers: [.apt(["liblzma-dev"]), .brew(["xz"])]),
    .systemLibrary(
      name: "CLZ4", pkgConfig: "liblz4", providers: [.apt(["liblz4-dev"]), .brew(["lz4"])]),
    .systemLibrary(
      name: "CCrypto", pkgConfig: "libcrypto",
      providers: [.apt(["libssl-dev"]), .brew(["openssl"])]),

    // Inner loops in C, compiled for several instruction sets.
    .target(name: "CKernels", cSettings: kernelSettings),

    // CRC-32, with the instructions that Swift has no names for.
    .target(name: "CChecksum", cSettings: kernelSettings),

    // What comes between fork(2) and the first line of Swift.
    .target(name: "CIsolation"),

    // How a process ends where nothing else works any more; and, for the program only, that it does so without memory.
    .target(name: "CEnding"),
    .target(name: "CAllocation", dependencies: ["CEnding"]),

    // Libraries that are loaded when they are first needed.
    .target(
      name: "CLAPACK", dependencies: ["CEnding"],
      linkerSettings: [.linkedFramework("Accelerate", .when(platforms: [.macOS]))]),
    .target(name: "CClp", dependencies: ["CLAPACK"]),

    // Ground floor: bytes, text, numbers.
    .target(
      name: "Files", dependencies: ["CChecksum", "CEnding"], swiftSettings: strictNumerics),
    .target(
      name: "Decompression", dependencies: ["CBzip2", "CLZ4", "CLZMA", "CZlib", "Files"],
      swiftSettings: strictNumerics),
    .target(name: "JSON", swiftSettings: strictNumerics),
    .target(name: "Numerics", dependencies: ["CKernels"], swiftSettings: strictNumerics),
    .target(
      name: "LinearAlgebra", dependencies: ["CLAPACK", "Numerics"], swiftSettings: strictNumerics),
    .target(name: "Isolation", dependencies: ["CIsolation"], swiftSettings: strictNumerics),
    .target(
      name: "HDF5", dependencies: ["CHDF5", "Decompression", "Files", "Isolation", "Numerics"],
      swiftSettings: strictNumerics),
    .target(name: "LinearPrograms", dependencies: ["CClp"], swiftSettings: strictNumerics),

    // The model.
    .target(name: "Networks", dependencies: ["JSON", "Numerics"], swiftSettings: strictNumerics),

    // Models in files, and the one format that needs no library; what runs them in other programs.
    .target(
      name: "StoredModels", dependencies: ["Files", "JSON", "Networks", "Numerics"],
      swiftSettings: strictNumerics),
    .target(name: "MLPRuntime", dependencies: ["StoredModels"], swiftSettings: strict),

    // The work modules, which do not know each other.
    .target(
      name: "Formats",
      dependencies: [
        "CCrypto", "CZip", "Decompression", "Files", "JSON", "HDF5", "Numerics", "Networks",
        "StoredModels",
      ], swiftSettings: strictNumerics),
    .target(
      name: "Datasets", dependencies: ["Decompression", "Files", "HDF5", "Numerics"],
      swiftSettings: strictNumerics),
    .target(
      name: "Training", dependencies: ["Files", "Numerics", "Networks"],
      swiftSettings: strictNumerics),
    .target(
      name: "Inversion", dependencies: ["LinearAlgebra", "Numerics", "LinearPrograms", "Networks"],
      swiftSettings: strictNumerics),
    .target(
      name: "Reports", dependencies: ["CPNG", "JSON", "LinearAlgebra", "Numerics", "Networks"],
      swiftSettings: strictNumerics),

    // The library product, and its client the command line.
    .target(
      name: "MLPKit",
      dependencies: [
        "Files", "JSON", "LinearAlgebra", "Numerics", "Networks", "Formats", "Datasets", "Training",
        "Inversion", "Reports", "StoredModels",
      ], swiftSettings: strict),
    // URLs and localized errors, for programs that use Foundation anyway; the tool does not.
    .target(name: "MLPKitFoundation", dependencies: ["MLPKit"], swiftSettings: strict),
    .target(
      name: "Commands",
      dependencies: [
        "MLPKit", .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ], swiftSettings: strict),
    .executableTarget(
      name: "mlp", dependencies: ["CAllocation", "Commands"], swiftSettings: strict),

    // Tests.
    .target(
      name: "TestSupport", dependencies: ["Files", "Numerics"],
      path: "Tests/TestSupport",
      swiftSettings: computingTests),
    .testTarget(
      name: "FilesTests", dependencies: ["CEnding", "Files", "TestSupport"], swiftSettings: testing),
    .testTarget(
      name: "DecompressionTests", dependencies: ["Decompression", "Files"], swiftSettings: testing),
    .testTarget(
      name: "MLPRuntimeTests", dependencies: ["MLPRuntime", "TestSupport"], swiftSettings: testing),
    .testTarget(name: "JSONTests", dependencies: ["JSON"], swiftSettings: testing),
    .testTarget(
      name: "NumericsTests", dependencies: ["Numerics", "TestSupport"],
      swiftSettings: computingTests),
    .testTarget(
      name: "LinearAlgebraTests", dependencies: ["LinearAlgebra", "Numerics", "TestSupport"],
      swiftSettings: computingTests),
    .testTarget(
      name: "LinearProgramsTests", dependencies: ["LinearPrograms", "TestSupport"],
      swiftSettings: testing),
    .testTarget(name: "IsolationTests", dependencies: ["Isolation"], swiftSettings: testing),
    .testTarget(
      name: "HDF5Tests", dependencies: ["Files", "HDF5", "Isolation", "TestSupport"],
      swiftSettings: testing),
    .testTarget(
      name: "NetworksTests",
      dependencies: ["JSON", "Numerics", "Networks", "TestSupport"],
      swiftSettings: testing),
    .testTarget(
      name: "FormatsTests",
      dependencies: [
        "CHDF5", "Datasets", "Files", "Formats", "HDF5", "JSON", "LinearAlgebra", "Numerics",
        "Networks", "StoredModels", "TestSupport",
      ],
      swiftSettings: testing),
    .testTarget(
      name: "DatasetsTests",
      dependencies: ["Datasets", "Decompression", "Files", "Numerics", "TestSupport"],
      swiftSettings: computingTests),
    .testTarget(
      name: "TrainingTests",
      dependencies: [
        "Datasets", "Files", "Formats", "Numerics", "MLPKit", "Networks", "TestSupport", "Training",
      ],
      swiftSettings: computingTests),
    .testTarget(
      name: "InversionTests",
      dependencies: [
        "Datasets", "Formats", "Inversion", "LinearAlgebra", "Numerics", "Networks", "TestSupport",
      ],
      swiftSettings: testing),
    .testTarget(
      name: "ReportsTests",
      dependencies: [
        "CPNG", "JSON", "LinearAlgebra", "Numerics", "Networks", "Reports", "TestSupport",
      ],
      swiftSettings: testing),
    .testTarget(
      name: "FuzzingTests", dependencies: fuzzed + ["TestSupport"], path: "Tests/Fuzzing",
      exclude: ["CFuzzer", "Fuzz", "seeds"], sources: ["Targets", "Tests"],
      swiftSettings: testing),
    .testTarget(
      name: "MLPKitTests", dependencies: ["MLPKit", "MLPRuntime", "TestSupport"],
      swiftSettings: testing),
    .testTarget(
      name: "CommandsTests",
      dependencies: [
        "Commands", "Datasets", "Files", "HDF5", "JSON", "MLPKit", "StoredModels", "TestSupport",
      ],
      swiftSettings: testing),
  ]
)

// `make fuzz` builds one more program, with every module instrumented, instead of the test; see Scripts/fuzz.
if Context.environment["MLPKIT_FUZZ"] != nil {
  package.targets.removeAll { $0.name == "FuzzingTests" }
  package.targets += [
    .target(name: "CFuzzer", path: "Tests/Fuzzing/CFuzzer"),
    .executableTarget(
      name: "fuzz", dependencies: fuzzed + ["CFuzzer"], path: "Tests/Fuzzing",
      exclude: ["CFuzzer", "Tests", "seeds"], sources: ["Targets", "Fuzz"], swiftSettings: testing),
  ]
}
