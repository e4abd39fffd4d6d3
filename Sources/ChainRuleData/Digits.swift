import ChainRule
import Foundation

/// The handwritten digits that come with the package: 1797 images of 8 × 8 pixels.
///
/// Source: the test part of "Optical Recognition of Handwritten Digits", E. Alpaydin and C. Kaynak, UCI Machine Learning
/// Repository, 1998, <https://doi.org/10.24432/C50P49>, CC BY 4.0.
public enum Digits {
  /// The largest value of a pixel in the file: full ink.
  public static let maximumPixel = 16

  /// The images as a 64 × 1797 matrix, one image per column, pixels scaled to 0 ... 1 row by row; labels are the digits.
  public static func load<Scalar: TensorScalar>(
    as scalar: Scalar.Type = Scalar.self
  ) throws(DataFileError) -> LabelledSamples<Scalar> {
    let samples: LabelledSamples<Scalar> = try CSVTable(contentsOf: path(), header: .present).labelledSamples().samples
    return LabelledSamples(
      features: samples.features / Double(maximumPixel), labels: samples.labels, classCount: samples.classCount)
  }

  /// Where the file is: in the resource bundle beside the program, or else in the package's sources.
  ///
  /// The bundle that SwiftPM generates stops the program where it is missing; this throws, and names the places it tried.
  public static func path() throws(DataFileError) -> String {
    let file = "digits.csv"
    let bundle = Bundle(for: ResourceAnchor.self)
    let places =
      [Bundle.main.executableURL?.resolvingSymlinksInPath().deletingLastPathComponent(), Bundle.main.bundleURL]
      + [Bundle.main.resourceURL, bundle.bundleURL, bundle.bundleURL.deletingLastPathComponent(), bundle.resourceURL]
    var candidates: [URL] = []
    for place in places.compactMap({ $0 }) {
      for suffix in ["resources", "bundle"] {
        let bundle = place.appendingPathComponent("ChainRule_ChainRuleData.\(suffix)")
        candidates.append(bundle.appendingPathComponent(file))
        candidates.append(bundle.appendingPathComponent("Contents/Resources").appendingPathComponent(file))
      }
    }
    candidates.append(
      URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Resources/\(file)"))
    if let found = candidates.first(where: { FileManager.default.isReadableFile(atPath: $0.path) }) {
      return found.path
    }
    throw DataFileError(
      file: file,
      problem: .unreadable(
        reason:
          "the digits that come with the package are missing: the directory ChainRule_ChainRuleData.resources must "
          + "stand beside the program, in \(candidates[0].deletingLastPathComponent().deletingLastPathComponent().path)"
      ))
  }
}

private final class ResourceAnchor {}
