/// Lessons as one web page that needs nothing besides itself: a picture of the tape, and a walk through it forward and
/// backward, with each formula in symbols, shapes and numbers.
///
/// The page computes the lesson again when what is given is changed, asks for predictions, and can be used with keys alone
/// and with a screen reader.
public struct LessonPage {
  public var title: String
  /// What the learner chooses from; the first is shown at first.
  public var lessons: [Lesson]

  public init(_ lessons: [Lesson], title: String) {
    self.lessons = lessons
    self.title = title
  }

  /// The whole page.
  public var html: String {
    """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; \
    script-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>\(escapedForHTML(title))</title>
    <style>
    \(text(PackageResources.lesson_css))\(TapePicture.shapes)
    </style>
    </head>
    <body>
    <main>
    <h1>\(escapedForHTML(title))</h1>
    \(LessonPage.body)</main>
    <script type="application/json" id="lessons">\(data)</script>
    <script>
    \(script)</script>
    </body>
    </html>

    """
  }

  private var script: String {
    [PackageResources.replay_js, PackageResources.formulas_js, PackageResources.walk_js, PackageResources.lesson_js]
      .map(text).joined()
  }

  private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

  /// The lessons as JSON, in which nothing can end the element around it.
  private var data: String {
    let records = lessons.map { DrawnLesson(record: $0.record, picture: $0.picture) }
    // Every value of the records is text, a number, a list or an object, which the encoder knows.
    let json = (try? OrderedJSON.text(records)) ?? "[]"
    return json.replacing("<", with: "\\u003c")
  }

  private static let body = """
    <div id="choice" role="group" aria-label="Lessons"></div>
    <p id="introduction"></p>
    <noscript><p>This page computes; it needs JavaScript.</p></noscript>
    <div id="controls" role="group" aria-label="The walk">
    <button type="button" id="first" aria-label="To the start">Start</button>
    <button type="button" id="back">Back</button>
    <button type="button" id="next">Next</button>
    <button type="button" id="last" aria-label="To the end">End</button>
    <label><input type="checkbox" id="predict"> Predict first</label>
    <span id="progress"></span>
    </div>
    <div id="graph"></div>
    <div class="columns">
    <div>
    <section id="question" hidden aria-label="Prediction"></section>
    <p id="judgement" role="status"></p>
    <section id="step" aria-live="polite" aria-label="This step"></section>
    <section id="given" aria-labelledby="given-title">
    <h2 id="given-title">What is given</h2>
    <p>Change a number, and everything follows. <button type="button" id="reset">As it was</button></p>
    <div id="fields"></div>
    <p id="fixed"></p>
    </section>
    </div>
    <div>
    <h2 id="story-title">One node's story</h2>
    <section id="story" aria-live="polite" aria-labelledby="story-title"></section>
    <h2>The walk</h2>
    <ol id="list"></ol>
    </div>
    </div>

    """
}

/// A lesson as the page reads it.
private struct DrawnLesson: Encodable {
  let record: LessonRecord
  let picture: String

  private enum Key: CodingKey {
    case picture
  }

  func encode(to encoder: any Encoder) throws {
    try record.encode(to: encoder)
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(picture, forKey: .picture)
  }
}
