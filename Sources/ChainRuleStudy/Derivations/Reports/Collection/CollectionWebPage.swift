/// What was found about many documents, as a web page that leads to theirs.
public struct CollectionWebPage: Sendable {
  let collection: DocumentCollection
  /// The address of a document's page, by the document's name.
  let addresses: [String: String]

  public init(_ collection: DocumentCollection, addresses: [String: String]) {
    self.collection = collection
    self.addresses = addresses
  }

  public var html: String {
    PageFrame.html(
      title: "Documents checked",
      body: "<header><h1>Documents checked</h1>\n<p class=\"coverage\">"
        + "\(escapedForHTML(collection.coverage.capitalisedSentence))</p></header>\n<main>\n"
        + forEyes + causes + documents + "</main>\n<footer><p>Made by <code>chain-rule check</code>.</p></footer>\n")
  }

  private func link(_ name: String, id: String? = nil, _ text: String? = nil) -> String {
    let words = escapedForHTML(text ?? name)
    guard let address = addresses[name] else { return words }
    return "<a href=\"\(escapedForHTML(address))\(id.map { "#\(escapedForHTML($0))" } ?? "")\">\(words)</a>"
  }

  private var forEyes: String {
    let unreadable = collection.unreadable.map { document in
      "<li>\(Verdict.unread.badge("could not be read")) \(escapedForHTML(document.name)): \(escapedForHTML(document.message))</li>\n"
    }
    let open = collection.forEyes.map { "<li>\(link($0.name)): \(escapedForHTML($0.openWords))</li>\n" }
    guard !(unreadable + open).isEmpty else { return "" }
    return
      "<section><h2>Needs a person’s eyes first</h2>\n<ul class=\"todo\">\((unreadable + open).joined())</ul></section>\n"
  }

  private var causes: String {
    guard !collection.causes.isEmpty else { return "" }
    let texts = collection.causes.map { cause in
      let places = cause.places.map { place in
        if let equation = place.equation {
          return "<li>\(link(place.document, id: equation.id, "\(place.document), \(equation.range.words)")): "
            + "<code class=\"tex\">\(escapedForHTML(equation.text))</code></li>\n"
        }
        return "<li>\(link(place.document)): \(escapedForHTML(place.finding?.message ?? ""))</li>\n"
      }
      let counts = "\(counted(cause.places.count, "time")) in \(counted(cause.documentCount, "document"))"
      return
        "<details open><summary>\(Verdict.wrong.badge(cause.words)) \(counts)</summary>\n<ul>\(places.joined())</ul></details>\n"
    }
    return "<section><h2>Findings by cause</h2>\n\(texts.joined())</section>\n"
  }

  private var documents: String {
    let items = collection.documents.map { document in
      let words = [Verdict.exact: "sound", .wrong: "faults"][document.overall] ?? "left open"
      return "<li>\(document.overall.badge(words)) \(link(document.name)): \(escapedForHTML(document.coverage))</li>\n"
    }
    return "<section><h2>Documents</h2>\n<ul class=\"todo\">\(items.joined())</ul></section>\n"
  }
}
