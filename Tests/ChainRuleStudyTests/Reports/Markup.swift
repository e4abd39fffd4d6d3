import Testing

/// A page taken apart, strictly: every tag is one that is known to be harmless, closed, and in its place.
struct Markup {
  private(set) var tags: [(name: String, attributes: [String: String])] = []
  private(set) var problems: [String] = []
  /// What stands between tags, with the references to characters resolved.
  private(set) var text = ""

  private static let void: Set<String> = ["meta", "hr", "br"]

  static let names: Set<String> = void.union([
    "html", "head", "title", "style", "body", "header", "main", "footer", "nav", "section", "article", "details",
    "summary", "h1", "h2", "h3", "h4", "h5", "h6", "p", "ul", "ol", "li", "dl", "dt", "dd", "div", "span", "a", "code",
    "pre", "em", "strong", "sub", "sup", "b", "i", "blockquote", "table", "thead", "tbody", "tr", "th", "td", "math",
    "semantics", "annotation", "mrow", "mi", "mn", "mo", "mtext", "msub", "msup", "msubsup", "mfrac", "msqrt", "mroot",
    "mover", "munder", "munderover", "mtable", "mtr", "mtd",
  ])

  static let attributes: Set<String> = [
    "lang", "charset", "http-equiv", "content", "name", "class", "id", "href", "title", "aria-label", "aria-hidden",
    "scope", "data-label", "open", "display", "encoding", "mathvariant", "stretchy", "accent", "fence", "separator",
    "movablelimits", "lspace", "rspace",
  ]

  init(_ page: String) {
    var rest = page[...]
    var open: [String] = []
    while let start = rest.firstIndex(of: "<") {
      add(text: rest[..<start])
      guard let end = rest[start...].firstIndex(of: ">") else {
        problems.append("a tag that does not end")
        return
      }
      let tag = rest[rest.index(after: start)..<end]
      rest = rest[rest.index(after: end)...]
      if tag == "!DOCTYPE html" { continue }
      if tag.hasPrefix("/") {
        if open.popLast() != String(tag.dropFirst()) { problems.append("</\(tag.dropFirst())> closes nothing") }
      } else {
        let name = add(tag: tag)
        if !Markup.void.contains(name) { open.append(name) }
        if name == "style", let end = rest.firstRange(of: "</style>") { rest = rest[end.lowerBound...] }
      }
    }
    add(text: rest)
    if !open.isEmpty { problems.append("not closed: \(open)") }
    checkLinks()
  }

  private mutating func add(tag: Substring) -> String {
    guard let match = tag.wholeMatch(of: #/([a-z0-9]+)((?: [a-z-]+(?:="[^"<>]*")?)*)/#) else {
      problems.append("a tag that is none: <\(tag)>")
      return String(tag)
    }
    let name = String(match.1)
    if !Markup.names.contains(name) { problems.append("an unknown tag: <\(tag)>") }
    var attributes: [String: String] = [:]
    for attribute in match.2.matches(of: #/ ([a-z-]+)(?:="([^"]*)")?/#) {
      if !Markup.attributes.contains(String(attribute.1)) { problems.append("an unknown attribute: \(attribute.1)") }
      attributes[String(attribute.1)] = attribute.2.map(String.init) ?? ""
    }
    tags.append((name, attributes))
    return name
  }

  private mutating func add(text part: Substring) {
    if part.replacing(#/&(?:amp|lt|gt|quot|#39);/#, with: "").contains("&") { problems.append("a bare &: \(part)") }
    text += part.replacing("&lt;", with: "<").replacing("&gt;", with: ">").replacing("&quot;", with: "\"")
      .replacing("&#39;", with: "'").replacing("&amp;", with: "&")
  }

  /// Links lead to what is there, and no two things have the same name.
  private mutating func checkLinks() {
    let ids = tags.compactMap { $0.attributes["id"] }
    if Set(ids).count != ids.count { problems.append("an id that stands twice") }
    for link in tags.compactMap({ $0.attributes["href"] }) where link.hasPrefix("#") {
      if !ids.contains(String(link.dropFirst())) { problems.append("a link to nothing: \(link)") }
    }
  }
}
