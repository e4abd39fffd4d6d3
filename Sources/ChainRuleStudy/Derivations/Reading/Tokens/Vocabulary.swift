/// What the commands and words of mathematics mean.
enum Vocabulary {
  /// What a command stands for as a single token.
  static let tokens: [String: MathToken.Kind] = {
    var tokens: [String: MathToken.Kind] = [:]
    for (name, letter) in greek { tokens[name] = .letter(Symbol(name: letter, latex: "\\" + name)) }
    for (relation, names) in relations { for name in names { tokens[name] = .relation(relation) } }
    for (sign, names) in signs { for name in names { tokens[name] = .sign(sign) } }
    for (kind, names) in bigOperators { for name in names { tokens[name] = .big(kind) } }
    for (fence, left, right) in fences {
      for name in left { tokens[name] = .open(fence) }
      for name in right { tokens[name] = .close(fence) }
    }
    for (token, names) in others { for name in names { tokens[name] = token } }
    return tokens
  }()

  private static let others: [MathToken.Kind: [String]] = [
    .ellipsis: ["cdots", "ddots", "dots", "dotsb", "dotsc", "dotsm", "hdots", "ldots", "vdots"],
    .wideSpace: ["qquad", "quad"],
    .implication: [
      "Leftrightarrow", "Longrightarrow", "Rightarrow", "because", "iff", "impliedby", "implies", "therefore",
    ],
    .transpose: ["intercal", "top", "tran", "transp", "transpose"],
    .comma: ["land", "wedge"], .colon: ["colon"], .lineBreak: ["\\", "cr", "newline"],
    .bar(.unknown): ["mid", "vert"], .bar(.left): ["lvert"], .bar(.right): ["rvert"],
    .doubleBar(.unknown): ["Vert", "parallel", "|"], .doubleBar(.left): ["lVert"], .doubleBar(.right): ["rVert"],
    .open(.square): ["llbracket"], .close(.square): ["rrbracket"],
    .partial: ["partial"], .nabla: ["nabla"], .forAll: ["forall"], .prime: ["prime"], .root: ["sqrt"],
    .solidus: ["div"], .elementwiseSolidus: ["oslash"],
  ]

  /// Commands that only change how things look.
  static let ignored: Set<String> = [
    ",", ";", ":", "!", ">", " ", "/", "-", "thinspace", "medspace", "thickspace", "negthinspace", "enspace", "space",
    "displaystyle", "textstyle", "scriptstyle", "scriptscriptstyle", "limits", "nolimits", "nonumber", "notag",
    "mathstrut", "strut", "relax", "allowbreak", "nobreak", "noindent", "hline", "hfill", "hfil", "centering", "small",
    "footnotesize", "large", "Large", "normalsize", "big", "Big", "bigg", "Bigg", "bigl", "bigr", "Bigl", "Bigr",
    "biggl", "biggr", "Biggl", "Biggr", "bigm", "Bigm", "biggm", "Biggm", "middle", "break", "qed", "par", "item",
    "null", "protect", "nobreakspace", "raggedright", "smallskip", "medskip", "bigskip", "toprule", "bottomrule",
    "midrule", "unskip", "&",
  ]

  /// Commands whose arguments say nothing, and how many they have.
  static let ignoredWithArguments: [String: Int] = [
    "label": 1, "tag": 1, "tag*": 1, "hspace": 1, "hspace*": 1, "vspace": 1, "vspace*": 1, "phantom": 1, "hphantom": 1,
    "vphantom": 1, "ref": 1, "eqref": 1, "cite": 1, "citep": 1, "citet": 1, "color": 1, "footnote": 1,
    "rule": 2, "mspace": 1, "textcolor": 1, "fcolorbox": 2, "id": 1, "class": 1,
    "cssId": 1, "style": 1, "href": 1, "htmlClass": 1, "raisebox": 1, "setlength": 2, "cline": 1,
  ]

  /// Commands that have a form with a star.
  static let starred: Set<String> = [
    "operatorname*", "tag*", "hspace*", "vspace*", "newcommand*", "renewcommand*", "providecommand*",
    "DeclareMathOperator*",
  ]

  /// Commands with one argument that stand for it.
  static let transparent: Set<String> = [
    "mathop", "mathrel", "mathbin", "mathord", "mathinner", "mathpunct", "mathopen", "mathclose", "ensuremath",
    "cancel", "bcancel", "xcancel", "smash", "mathclap", "mathllap", "mathrlap", "underline", "vcenter",
  ]

  /// Boxes around a part of a formula, or all of it.
  static let boxes: Set<String> = ["boxed", "Aboxed", "bbox", "colorbox", "tcboxmath", "fboxmath"]

  /// Commands whose argument is text.
  static let texts: Set<String> = [
    "text", "textrm", "textnormal", "mbox", "hbox", "textit", "textbf", "textsf", "textup", "textsc", "texttt",
    "textmd", "emph", "intertext", "shortintertext", "makebox", "fbox", "framebox",
  ]

  /// Commands for text in which authors also set single letters of mathematics, with those that are meant for it.
  static let textFaces = ["textbf": "mathbf", "textit": "mathit", "textsf": "mathsf", "texttt": "mathtt"]

  static let typefaces: [String: Symbol.Typeface] = [
    "mathbf": .bold, "bm": .bold, "boldsymbol": .bold, "pmb": .bold, "bold": .bold, "symbf": .bold, "mathbfit": .bold,
    "vec": .bold, "overrightarrow": .bold, "mathbb": .blackboard, "mathbbm": .blackboard, "mathds": .blackboard,
    "Bbb": .blackboard, "mathcal": .calligraphic, "mathscr": .calligraphic, "mathfrak": .calligraphic,
    "mathrm": .roman, "mathup": .roman, "operatorname": .roman, "operatorname*": .roman, "mathsf": .sans,
    "mathtt": .typewriter, "mathit": .italic, "mathnormal": .italic,
  ]

  /// Old commands that change all letters up to the end of the group.
  static let typefaceSwitches: [String: Symbol.Typeface] = [
    "bf": .bold, "bfseries": .bold, "boldmath": .bold, "rm": .roman, "it": .italic, "cal": .calligraphic, "sf": .sans,
    "tt": .typewriter, "mit": .italic,
  ]

  static let accents: [String: String] = [
    "hat": "hat", "widehat": "hat", "bar": "bar", "overline": "bar", "tilde": "tilde", "widetilde": "tilde",
    "dot": "dot", "ddot": "ddot", "check": "check", "breve": "breve", "acute": "acute", "grave": "grave",
    "mathring": "ring",
  ]

  /// Environments that hold rows of equations.
  static let rowEnvironments: Set<String> = [
    "align", "align*", "aligned", "alignat", "alignat*", "alignedat", "flalign", "flalign*", "gather", "gather*",
    "gathered", "multline", "multline*", "multlined", "eqnarray", "eqnarray*", "split", "equation", "equation*",
    "displaymath", "math", "subequations", "dmath", "dmath*", "dgroup*", "dgroup", "empheq", "IEEEeqnarray",
    "IEEEeqnarray*",
  ]

  /// Environments whose first argument only says how they are set.
  static let environmentsWithArgument: Set<String> = [
    "array", "alignat", "alignat*", "alignedat", "empheq", "IEEEeqnarray", "IEEEeqnarray*", "subarray",
  ]

  static let matrices: [String: MatrixStyle] = [
    "matrix": .plain, "smallmatrix": .plain, "array": .plain, "bmatrix": .square, "Bmatrix": .square,
    "pmatrix": .round, "psmallmatrix": .round, "bsmallmatrix": .square, "vmatrix": .bars, "bmatrix*": .square,
    "pmatrix*": .round, "matrix*": .plain, "subarray": .plain,
  ]

  static let casesEnvironments: Set<String> = ["cases", "cases*", "dcases", "dcases*", "rcases", "numcases"]

  /// What is mathematics, but not of derivations of gradients.
  static let outsideTheSubject: [String: String] = [
    "int": "an integral", "iint": "an integral", "iiint": "an integral", "oint": "an integral", "lim": "a limit",
    "limsup": "a limit", "liminf": "a limit", "sup": "a supremum", "inf": "an infimum", "cup": "a union of sets",
    "cap": "an intersection of sets", "bigcup": "a union of sets", "bigcap": "an intersection of sets",
    "subset": "an inclusion of sets", "subseteq": "an inclusion of sets", "supset": "an inclusion of sets",
    "supseteq": "an inclusion of sets", "exists": "a statement of logic", "nexists": "a statement of logic",
    "vdash": "a statement of logic", "models": "a statement of logic", "neg": "a statement of logic",
    "lor": "a statement of logic", "vee": "a statement of logic", "binom": "a binomial coefficient",
    "dbinom": "a binomial coefficient", "tbinom": "a binomial coefficient",
    "setminus": "a difference of sets", "notin": "a statement about sets", "bmod": "a remainder", "pmod": "a remainder",
  ]
}
