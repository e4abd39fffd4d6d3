import Foundation

/// The whole of a file or a pipe, or an error that says why it cannot be read.
///
/// - Parameter limit: More bytes than these are refused.
package func readBytes(of path: String, limit: Int = .max) throws(DataFileError) -> [UInt8] {
  let status = fileStatus(path)
  switch status?.format {
  case nil: throw DataFileError(file: path, problem: .unreadable(reason: "there is no such file"))
  case S_IFDIR: throw DataFileError(file: path, problem: .unreadable(reason: "this is a directory, not a file"))
  // Some devices never end.
  case S_IFCHR, S_IFBLK: throw DataFileError(file: path, problem: .unreadable(reason: "this is a device, not a file"))
  default: break
  }
  do {
    let url = URL(fileURLWithPath: path)
    // Data reads regular files only.
    if let status, status.format == S_IFREG {
      guard status.size <= limit else { throw tooLarge(path, limit) }
      return [UInt8](try Data(contentsOf: url))
    }
    return try readBytes(from: FileHandle(forReadingFrom: url), named: path, limit: limit)
  } catch {
    throw (error as? DataFileError) ?? unreadable(path, error)
  }
}

/// All that comes from a handle, such as standard input.
///
/// - Parameter limit: More bytes than these are refused.
package func readBytes(from handle: FileHandle, named name: String, limit: Int = .max) throws(DataFileError) -> [UInt8]
{
  do {
    var bytes: [UInt8] = []
    while let part = try handle.read(upToCount: 1 << 20), !part.isEmpty {
      bytes += part
      guard bytes.count <= limit else { throw tooLarge(name, limit) }
    }
    return bytes
  } catch {
    throw (error as? DataFileError) ?? unreadable(name, error)
  }
}

private func tooLarge(_ name: String, _ limit: Int) -> DataFileError {
  DataFileError(file: name, problem: .unreadable(reason: "it is larger than \(limit >> 20) MB"))
}

private func unreadable(_ name: String, _ error: any Error) -> DataFileError {
  DataFileError(file: name, problem: .unreadable(reason: "cannot read the file: \(reason(error))"))
}

/// Writes a whole file; what stood there before stays until the new content is complete. A link stays one.
package func write(_ bytes: [UInt8], to path: String) throws(DataFileError) {
  // What is replaced is gone, which a directory, a device or a pipe must not be.
  guard [nil, S_IFREG].contains(fileStatus(path)?.format) else {
    throw DataFileError(file: path, problem: .unreadable(reason: "cannot write the file: this is no regular file"))
  }
  do {
    try Data(bytes).write(to: URL(fileURLWithPath: path).resolvingSymlinksInPath(), options: .atomic)
  } catch {
    throw DataFileError(file: path, problem: .unreadable(reason: "cannot write the file: \(reason(error))"))
  }
}

/// What stands at a path, links followed, as one of `S_IFREG`, `S_IFDIR` and so on; `nil` where nothing does.
private func fileStatus(_ path: String) -> (format: mode_t, size: Int)? {
  var status = stat()
  return stat(path, &status) == 0 ? (status.st_mode & S_IFMT, Int(status.st_size)) : nil
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
