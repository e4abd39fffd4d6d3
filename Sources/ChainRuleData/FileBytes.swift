import Foundation

/// The whole of a file, or an error that says why it cannot be read.
func readBytes(of path: String) throws(DataFileError) -> [UInt8] {
  var isDirectory: ObjCBool = false
  guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else {
    throw DataFileError(file: path, problem: .unreadable(reason: "there is no such file"))
  }
  guard !isDirectory.boolValue else {
    throw DataFileError(file: path, problem: .unreadable(reason: "this is a directory, not a file"))
  }
  do {
    return [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
  } catch {
    throw DataFileError(file: path, problem: .unreadable(reason: "cannot read the file: \(reason(error))"))
  }
}

/// Writes a whole file; what stood there before stays until the new content is complete.
func write(_ bytes: [UInt8], to path: String) throws(DataFileError) {
  do {
    try Data(bytes).write(to: URL(fileURLWithPath: path), options: .atomic)
  } catch {
    throw DataFileError(file: path, problem: .unreadable(reason: "cannot write the file: \(reason(error))"))
  }
}

private func reason(_ error: any Error) -> String {
  guard let cocoa = error as? CocoaError else { return error.localizedDescription }
  switch cocoa.code {
  case .fileReadNoPermission, .fileWriteNoPermission: return "permission denied"
  case .fileNoSuchFile, .fileReadNoSuchFile: return "there is no such file or directory"
  case .fileWriteOutOfSpace: return "there is no space left"
  default: return error.localizedDescription
  }
}
