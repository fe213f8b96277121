// swift-tools-version: 6.2
import PackageDescription

// A program that only predicts: one product, no library but the C library's.
let package = Package(
  name: "Runtime",
  platforms: [.macOS(.v15)],
  dependencies: [.package(name: "MLPKit", path: "../..")],
  targets: [
    .executableTarget(
      name: "runtime", dependencies: [.product(name: "MLPRuntime", package: "MLPKit")],
      swiftSettings: [.swiftLanguageMode(.v6)])
  ]
)
