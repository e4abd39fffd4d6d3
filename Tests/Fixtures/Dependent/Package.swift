// swift-tools-version: 6.2
import PackageDescription

// A package as a user would have it: it depends on ChainRule by path and imports nothing else.
let package = Package(
  name: "Dependent",
  platforms: [.macOS(.v15)],
  dependencies: [.package(name: "ChainRule", path: "../../..")],
  targets: [.executableTarget(name: "Dependent", dependencies: [.product(name: "ChainRule", package: "ChainRule")])],
  swiftLanguageModes: [.v6]
)
