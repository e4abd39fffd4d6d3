#if os(Linux) && canImport(Runtime)
  // A statically linked Runtime needs what only this import brings along.
  internal import Glibc
  internal import Runtime
#endif

/// The line of a program that called into this module.
public struct CallSite: Hashable, Sendable, CustomStringConvertible {
  public let path: String
  public let line: Int
  /// The function around the line.
  public let function: String
  /// Whether the line started a backward pass, which recorded what is spoken of.
  public let isBackwardPass: Bool

  /// The file's name without its folders.
  public var file: String { path.split(separator: "/").last.map(String.init) ?? path }

  /// `Model.swift:12`
  public var description: String { "\(file):\(line)" }

  /// The innermost frame of the call stack outside of this module's sources.
  ///
  /// `nil` where the program has no debugging information, or the platform cannot look. Takes milliseconds.
  @inline(never)
  static func current() -> CallSite? {
    #if os(Linux) && canImport(Runtime)
      // Debugging information names files absolutely, or relative to the package: Sources/ChainRule/Tape/CallSite.swift.
      let folders = #filePath.split(separator: "/").dropLast(2)
      let sources = ["/" + folders.joined(separator: "/") + "/", folders.suffix(2).joined(separator: "/") + "/"]
      guard let stack = try? Backtrace.capture(algorithm: .fast, limit: 64).symbolicated() else { return nil }
      var isBackwardPass = false
      for frame in stack.frames {
        guard let symbol = frame.symbol, let location = symbol.sourceLocation, location.line > 0 else { continue }
        if sources.contains(where: location.path.hasPrefix) {
          isBackwardPass = isBackwardPass || symbol.name.contains("pullingBack")
        } else {
          return CallSite(
            path: location.path, line: location.line, function: symbol.name, isBackwardPass: isBackwardPass)
        }
      }
    #endif
    return nil
  }
}
