/// A part of a document's text, from one blank line to the next, or so.
enum PageBlock {
  case heading(level: Int, PageLine)
  case paragraph([PageLine])
  case list([Item], isNumbered: Bool)
  case quote([PageLine])
  case table([PageLine])
  case code([PageLine])
  case rule

  struct Item {
    /// In spaces.
    var indentation: Int
    var lines: [PageLine]
  }
}
