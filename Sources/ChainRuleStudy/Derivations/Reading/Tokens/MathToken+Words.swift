extension MathToken.Kind {
  /// The token as a message shows it.
  var words: String {
    switch self {
    case .letter(let symbol): "“\(symbol.latex)”"
    case .number(let digits): "“\(digits)”"
    case .text(let words): "“\(words)”"
    case .command(let name): "“\\\(name)”"
    case .relation(let relation): "“\(relation.rawValue)”"
    case .sign(let sign): "“\(sign.rawValue)”"
    case .plus: "“+”"
    case .minus: "“−”"
    case .solidus: "“/”"
    case .elementwiseSolidus: "“⊘”"
    case .open, .openNothing: "an opening bracket"
    case .close, .closeNothing: "a closing bracket"
    case .bar, .doubleBar: "a bar"
    case .beginGroup: "“{”"
    case .endGroup: "“}”"
    case .superscript: "“^”"
    case .subscript: "“_”"
    case .prime: "a prime"
    case .alignment: "“&”"
    case .lineBreak: "a line break"
    case .wideSpace: "a space"
    case .comma: "“,”"
    case .semicolon: "“;”"
    case .colon: "“:”"
    case .period: "“.”"
    case .implication: "“⇒”"
    case .begin(let name): "“\\begin{\(name)}”"
    case .end(let name): "“\\end{\(name)}”"
    case .partial: "“∂”"
    case .nabla: "“∇”"
    case .big(let kind): "“\(kind.rawValue)”"
    case .root: "“√”"
    case .ellipsis: "“…”"
    case .transpose: "“⊤”"
    case .forAll: "“∀”"
    case .nothing: "a brace"
    case .unreadable(_, let message): message
    }
  }
}
