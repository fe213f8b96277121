// swift-tools-version: 6.2
import PackageDescription

// A package of its own, so that nobody who builds MLPKit builds this.
let package = Package(
  name: "PseudoInverseBenchmark",
  platforms: [.macOS(.v15)],
  dependencies: [.package(name: "MLPKit", path: "../..")],
  targets: [
    .executableTarget(
      name: "pseudo-inverse", dependencies: [.product(name: "MLPKit", package: "MLPKit")],
      swiftSettings: [.swiftLanguageMode(.v6)])
  ]
)
