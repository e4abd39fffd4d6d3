/// What all pages have in common: nothing is loaded, nothing runs.
enum PageFrame {
  static func html(title: String, body: String) -> String {
    """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>\(escapedForHTML(title))</title>
    <style>
    \(style)
    </style>
    </head>
    <body>
    \(body)</body>
    </html>

    """
  }

  private static let style = """
    :root {
      --paper: #fdfcfa; --ink: #1d1d1b; --soft: #5d5d57; --line: #d9d6cf; --box: #f4f2ed;
      --fine: #1a6b32; --fault: #a81d12; --open: #7a5200; --given: #5d5d57;
      --fault-box: #fdefec; --open-box: #fdf5e0;
    }
    @media (prefers-color-scheme: dark) {
      :root {
        --paper: #17181b; --ink: #e8e6e1; --soft: #a8a59d; --line: #3a3c41; --box: #202226;
        --fine: #71cf8b; --fault: #ff9a8d; --open: #ecc05f; --given: #a8a59d;
        --fault-box: #2e1d1c; --open-box: #2a2415;
      }
    }
    * { box-sizing: border-box; }
    html { -webkit-text-size-adjust: 100%; }
    body {
      margin: 0 auto; padding: 1rem clamp(0.75rem, 4vw, 2rem) 3rem; max-width: 56rem;
      background: var(--paper); color: var(--ink); font: 1rem/1.55 system-ui, sans-serif; overflow-wrap: anywhere;
    }
    h1 { font-size: 1.5rem; line-height: 1.25; margin: 1rem 0 0.25rem; }
    h2 { font-size: 1.2rem; margin: 1.75rem 0 0.5rem; }
    h3, h4, h5, h6 { font-size: 1.05rem; margin: 1.5rem 0 0.5rem; }
    a { color: inherit; text-underline-offset: 0.15em; }
    :focus-visible { outline: 3px solid var(--open); outline-offset: 2px; }
    summary { cursor: pointer; }
    summary h2 { display: inline; }
    hr { border: 0; border-top: 1px solid var(--line); margin: 1.5rem 0; }
    blockquote { margin: 1rem 0; padding-left: 1rem; border-left: 3px solid var(--line); color: var(--soft); }
    article { border-top: 1px solid var(--line); margin-top: 2rem; padding-top: 0.5rem; }
    article.plainText p { white-space: pre-line; }
    math { font-family: math, "STIX Two Math", "Cambria Math", "Latin Modern Math", "DejaVu Math TeX Gyre", serif; }
    math[display="block"] { margin: 0; width: fit-content; }
    mi.bold, mn.bold { font-weight: bold; }
    mi.italic { font-style: italic; }
    mi.sans { font-family: sans-serif; }
    mi.mono { font-family: monospace; }
    mtable.cases mtd { text-align: left; }
    code, pre { font: 0.875em/1.5 ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace; }
    code.tex { overflow-wrap: anywhere; white-space: pre-wrap; }
    pre { background: var(--box); padding: 0.75rem; overflow-x: auto; overflow-wrap: normal; }
    pre code { font-size: 1em; }
    table { border-collapse: collapse; width: 100%; }
    th, td { text-align: left; vertical-align: top; padding: 0.3rem 0.6rem 0.3rem 0; border-bottom: 1px solid var(--line); }
    th { font-weight: 600; }
    .scroll, .math, .display { overflow-x: auto; }
    .display { margin: 0.75rem 0; }
    .unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
    .coverage { margin: 0 0 0.75rem; }
    .label { margin: 0; color: var(--soft); font-size: 0.85rem; }
    .in1 { margin-left: 1.25rem; } .in2 { margin-left: 2.5rem; } .in3 { margin-left: 3.75rem; } .in4 { margin-left: 5rem; }
    .chips, .todo { list-style: none; padding: 0; }
    .chips { display: flex; flex-wrap: wrap; gap: 0.4rem; margin: 0; }
    .todo li { padding: 0.35rem 0; border-bottom: 1px solid var(--line); }
    .badge {
      display: inline-block; padding: 0 0.55em; border: 1.5px solid currentColor; border-radius: 1em;
      font-size: 0.85rem; font-weight: 600; white-space: nowrap;
    }
    .badge.fine { color: var(--fine); }
    .badge.fault { color: var(--fault); border-radius: 0.15em; }
    .badge.open { color: var(--open); border-style: dashed; }
    .badge.given { color: var(--given); border-color: transparent; font-weight: 400; padding: 0; }
    .eq.block { margin: 0.75rem 0; padding: 0.4rem 0 0.4rem 0.75rem; border-left: 3px solid var(--line); }
    .eq.block.fine { border-left-color: var(--fine); }
    .eq.block.given { border-left-style: dotted; }
    .eq.block.fault { border-left: 8px solid var(--fault); background: var(--fault-box); padding-right: 0.75rem; }
    .eq.block.open { border-left: 6px dashed var(--open); background: var(--open-box); padding-right: 0.75rem; }
    .eq.block p { margin: 0.35rem 0; }
    .eq.block details { color: var(--soft); font-size: 0.9rem; }
    .eq:target { outline: 3px solid var(--open); outline-offset: 2px; }
    .line { display: flex; flex-wrap: wrap; gap: 0.25rem 1rem; align-items: center; justify-content: space-between; }
    .math { flex: 1 1 auto; max-width: 100%; padding: 0.2rem 0; }
    .eq.block .verdict { margin: 0; flex: none; max-width: 100%; }
    .verdict .badge { white-space: normal; }
    .place { color: var(--soft); font-size: 0.85rem; white-space: nowrap; }
    .convention { color: var(--soft); }
    .eq.inline { border-bottom: 1.5px solid transparent; }
    .eq.inline.fault { border-bottom: 2px solid var(--fault); }
    .eq.inline.open { border-bottom: 2px dashed var(--open); }
    .tag { margin-left: 0.25em; font-size: 0.8em; font-weight: 700; text-decoration: none; }
    .fine > .tag { color: var(--fine); } .fault > .tag { color: var(--fault); } .open > .tag { color: var(--open); }
    .given > .tag { color: var(--given); }
    .mend { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(17rem, 100%), 1fr)); gap: 0.5rem 1.5rem; }
    .side { min-width: 0; padding: 0.5rem 0; overflow-x: auto; }
    .side.mended { border-top: 2px solid var(--fine); }
    .side:first-child { border-top: 2px solid var(--fault); }
    .side code { display: block; }
    .side math + code { color: var(--soft); margin-top: 0.25rem; }
    .links { padding-left: 1.5rem; }
    dl { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: 0.3rem 1rem; margin: 0.5rem 0; }
    dd { margin: 0; }
    footer { margin-top: 2.5rem; border-top: 1px solid var(--line); color: var(--soft); font-size: 0.9rem; }
    @media (max-width: 34rem) {
      .symbols thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
      .symbols tr { display: block; padding: 0.5rem 0; border-bottom: 1px solid var(--line); }
      .symbols th, .symbols td { display: block; border: 0; padding: 0 0 0.1rem; }
      .symbols td:empty { display: none; }
      .symbols td::before { content: attr(data-label) ": "; color: var(--soft); }
      .legend { grid-template-columns: minmax(0, 1fr); }
      .in1, .in2, .in3, .in4 { margin-left: 0.75rem; }
    }
    @media print {
      body { max-width: none; padding: 0; font-size: 10pt; background: none; }
      details::details-content { content-visibility: visible; display: block; block-size: auto; }
      .eq.block, li { break-inside: avoid; }
      .math, .scroll, .side { overflow: visible; }
    }
    """
}
