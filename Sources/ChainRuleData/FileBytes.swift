import Foundation

/// The whole of a file or a pipe, or an error that says why it cannot be read.
func readBytes(of path: String) throws(DataFileError) -> [UInt8] {
  let format = fileFormat(path)
  switch format {
  case nil: throw DataFileError(file: path, problem: .unreadable(reason: "there is no such file"))
  case S_IFDIR: throw DataFileError(file: path, problem: .unreadable(reason: "this is a directory, not a file"))
  // Some devices never end.
  case S_IFCHR, S_IFBLK: throw DataFileError(file: path, problem: .unreadable(reason: "this is a device, not a file"))
  default: break
  }
  do {
    let url = URL(fileURLWithPath: path)
    // Data reads regular files only.
    let data = format == S_IFREG ? try Data(contentsOf: url) : try FileHandle(forReadingFrom: url).readToEnd()
    return [UInt8](data ?? Data())
  } catch {
    throw DataFileError(file: path, problem: .unreadable(reason: "cannot read the file: \(reason(error))"))
  }
}

/// Writes a whole file; what stood there before stays until the new content is complete. A link stays one.
func write(_ bytes: [UInt8], to path: String) throws(DataFileError) {
  // What is replaced is gone, which a directory, a device or a pipe must not be.
  guard [nil, S_IFREG].contains(fileFormat(path)) else {
    throw DataFileError(file: path, problem: .unreadable(reason: "cannot write the file: this is no regular file"))
  }
  do {
    try Data(bytes).write(to: URL(fileURLWithPath: path).resolvingSymlinksInPath(), options: .atomic)
  } catch {
    throw DataFileError(file: path, problem: .unreadable(reason: "cannot write the file: \(reason(error))"))
  }
}

/// What stands at a path, links followed, as one of `S_IFREG`, `S_IFDIR` and so on; `nil` where nothing does.
private func fileFormat(_ path: String) -> mode_t? {
  var status = stat()
  return stat(path, &status) == 0 ? status.st_mode & S_IFMT : nil
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
