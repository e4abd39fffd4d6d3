import Foundation

/// A page in headless Chromium, spoken to over a pipe in the browser's own protocol.
final class Browser {
  struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  static let program = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"].lazy
    .flatMap { name in ["/usr/bin/", "/usr/local/bin/", "/snap/bin/"].map { $0 + name } }
    .first { FileManager.default.isExecutableFile(atPath: $0) }

  private let process = Process()
  private let commands = Pipe()
  private let answers = Pipe()
  private let folder: URL
  private var unread = Data()
  private var count = 0
  private var session: String?
  /// What the page complained of: exceptions, and errors and warnings on its console.
  private(set) var complaints: [String] = []

  init() throws {
    guard let program = Browser.program else { throw Failure(description: "no browser is installed") }
    folder = FileManager.default.temporaryDirectory.appending(path: "chain-rule-browser-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    process.executableURL = URL(filePath: "/bin/sh")
    // The browser reads commands from descriptor 3 and answers on 4.
    process.arguments = [
      "-c", "exec \"$@\" 3<&0 4>&1 </dev/null >/dev/null 2>&1", "sh", program, "--headless", "--no-sandbox",
      "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--remote-debugging-pipe",
      "--user-data-dir=\(folder.path)", "about:blank",
    ]
    process.standardInput = commands
    process.standardOutput = answers
    try process.run()
    // A browser that hangs is ended, and what waits for its answer fails.
    DispatchQueue.global().asyncAfter(deadline: .now() + 240) { [process] in
      if process.isRunning { process.terminate() }
    }
    let target = try call("Target.createTarget", ["url": "about:blank"])
    let attached = try call(
      "Target.attachToTarget", ["targetId": target["targetId"] ?? "", "flatten": true])
    session = attached["sessionId"] as? String
    for domain in ["Page", "Runtime", "Log"] { try call("\(domain).enable") }
  }

  func close() {
    process.terminate()
    process.waitUntilExit()
    try? FileManager.default.removeItem(at: folder)
  }

  /// Shows a page in a window of this width.
  func open(_ html: String, width: Int) throws {
    let file = folder.appending(path: "page.html")
    try html.write(to: file, atomically: true, encoding: .utf8)
    try resize(width: width)
    try call("Page.navigate", ["url": file.absoluteString])
    for _ in 0..<200 {
      if try evaluate("document.readyState === 'complete' && location.protocol === 'file:'") as? Bool == true { return }
      Thread.sleep(forTimeInterval: 0.05)
    }
    throw Failure(description: "the page was not loaded")
  }

  func resize(width: Int) throws {
    try call(
      "Emulation.setDeviceMetricsOverride",
      ["width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 600])
  }

  func prefer(scheme: String) throws {
    try call("Emulation.setEmulatedMedia", ["features": [["name": "prefers-color-scheme", "value": scheme]]])
  }

  func print(media: String) throws { try call("Emulation.setEmulatedMedia", ["media": media]) }

  func press(_ key: String) throws {
    for type in ["keyDown", "keyUp"] { try call("Input.dispatchKeyEvent", ["type": type, "key": key]) }
  }

  /// The value of an expression in the page.
  @discardableResult
  func evaluate(_ expression: String) throws -> Any? {
    let answer = try call("Runtime.evaluate", ["expression": expression, "returnByValue": true])
    if let details = answer["exceptionDetails"] { throw Failure(description: "\(expression): \(details)") }
    return (answer["result"] as? [String: Any])?["value"]
  }

  /// The whole page as a PNG file.
  func screenshot() throws -> Data {
    let answer = try call("Page.captureScreenshot", ["format": "png", "captureBeyondViewport": true])
    guard let data = (answer["data"] as? String).flatMap({ Data(base64Encoded: $0) }) else {
      throw Failure(description: "no screenshot")
    }
    return data
  }

  @discardableResult
  private func call(_ method: String, _ parameters: [String: Any] = [:]) throws -> [String: Any] {
    count += 1
    var message: [String: Any] = ["id": count, "method": method, "params": parameters]
    if let session { message["sessionId"] = session }
    var data = try JSONSerialization.data(withJSONObject: message)
    data.append(0)
    try commands.fileHandleForWriting.write(contentsOf: data)
    while true {
      let answer = try nextMessage()
      if answer["id"] as? Int == count {
        if let error = answer["error"] { throw Failure(description: "\(method): \(error)") }
        return answer["result"] as? [String: Any] ?? [:]
      }
      note(answer)
    }
  }

  private func note(_ event: [String: Any]) {
    let parameters = event["params"] as? [String: Any] ?? [:]
    switch event["method"] as? String {
    case "Runtime.exceptionThrown": complaints.append("\(parameters["exceptionDetails"] ?? "an exception")")
    case "Runtime.consoleAPICalled":
      if ["error", "warning", "assert"].contains(parameters["type"] as? String) { complaints.append("\(parameters)") }
    case "Log.entryAdded":
      let entry = parameters["entry"] as? [String: Any] ?? [:]
      if ["error", "warning"].contains(entry["level"] as? String) { complaints.append("\(entry)") }
    default: break
    }
  }

  private func nextMessage() throws -> [String: Any] {
    while true {
      if let end = unread.firstIndex(of: 0) {
        let message = unread[unread.startIndex..<end]
        unread = Data(unread[unread.index(after: end)...])
        return try JSONSerialization.jsonObject(with: message) as? [String: Any] ?? [:]
      }
      let more = answers.fileHandleForReading.availableData
      if more.isEmpty { throw Failure(description: "the browser has ended") }
      unread.append(more)
    }
  }
}
