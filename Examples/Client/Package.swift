// swift-tools-version: 6.2
import PackageDescription

// A package of its own, as a program that uses MLPKit is; it can see what is public and nothing else.
let package = Package(
  name: "Client",
  platforms: [.macOS(.v15)],
  dependencies: [.package(name: "MLPKit", path: "../..")],
  targets: [
    .executableTarget(
      name: "client",
      dependencies: [
        .product(name: "MLPKit", package: "MLPKit"),
        .product(name: "MLPKitFoundation", package: "MLPKit"),
      ],
      swiftSettings: [.swiftLanguageMode(.v6)])
  ]
)
