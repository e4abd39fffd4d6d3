// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "ChainRule",
  platforms: [.macOS(.v15), .iOS(.v18), .tvOS(.v18), .watchOS(.v11), .visionOS(.v2)],
  products: [
    .library(name: "ChainRule", targets: ["ChainRule"]),
    .library(name: "ChainRuleData", targets: ["ChainRuleData"]),
    .library(name: "ChainRuleStudy", targets: ["ChainRuleStudy"]),
    .executable(name: "chain-rule", targets: ["ChainRuleCommand"]),
    .executable(name: "chain-rule-bench", targets: ["ChainRuleBench"]),
  ],
  targets: [
    .target(name: "CChainRule", linkerSettings: [.linkedLibrary("m")]),
    .target(name: "ChainRule", dependencies: ["CChainRule"]),
    .target(
      name: "ChainRuleData", dependencies: ["ChainRule"], exclude: ["Resources/README.md"],
      resources: [.copy("Resources/digits.csv")]),
    .target(
      name: "ChainRuleStudy", dependencies: ["ChainRule"],
      resources: ["replay.js", "formulas.js", "walk.js", "lesson.js", "lesson.css"].map {
        .embedInCode("Lessons/Page/\($0)")
      }),
    .executableTarget(name: "ChainRuleCommand", dependencies: ["ChainRule", "ChainRuleData", "ChainRuleStudy"]),
    .target(name: "CChainRuleBench"),
    .executableTarget(name: "ChainRuleBench", dependencies: ["ChainRule", "CChainRuleBench"]),
    .target(name: "CAllocationCounter", path: "Tests/CAllocationCounter"),
    .target(name: "ChainRuleTestSupport", dependencies: ["ChainRule"], path: "Tests/ChainRuleTestSupport"),
    .testTarget(name: "ChainRuleTests", dependencies: ["ChainRule", "ChainRuleTestSupport", "CAllocationCounter"]),
    .testTarget(name: "CChainRuleTests", dependencies: ["CChainRule"]),
    .testTarget(name: "ChainRuleDataTests", dependencies: ["ChainRule", "ChainRuleData", "ChainRuleTestSupport"]),
    .testTarget(
      name: "ChainRuleStudyTests", dependencies: ["ChainRuleStudy", "ChainRuleTestSupport"],
      resources: [.copy("Resources")]),
    .testTarget(name: "ChainRuleCommandTests", dependencies: ["ChainRuleCommand", "ChainRuleData"]),
    .testTarget(name: "ChainRuleBenchTests", dependencies: ["ChainRule", "ChainRuleBench", "CChainRuleBench"]),
  ],
  swiftLanguageModes: [.v6]
)
