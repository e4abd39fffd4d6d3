/// Draws the times of training steps as an SVG with a panel for each series, both axes logarithmic.
struct GrowthPlot {
  let points: [GrowthPoint]
  /// The multiply-add peak of the machine, in operations a second.
  let peak: Double
  let threads: Int

  private static let size = (width: 960.0, height: 440.0)
  private static let panelSize = (width: 400.0, height: 284.0)
  private static let panelLefts = [78.0, 536.0]
  private static let panelTop = 96.0

  /// Colours follow the reader's choice of light or dark. They stand in rules and not in variables, which some programs
  /// that draw SVG do not know.
  private static let style = """
    text { font: 12px system-ui, -apple-system, 'Segoe UI', 'DejaVu Sans', sans-serif; fill: #59636e; }
    .paper { fill: #ffffff; }
    .title { font-size: 16px; font-weight: 600; fill: #1f2328; }
    .axis { fill: #1f2328; }
    .grid { stroke: #e4e8ec; stroke-width: 1; }
    .frame { fill: none; stroke: #9aa2ab; stroke-width: 1; }
    .arithmetic { fill: none; stroke: #9aa2ab; stroke-width: 1.5; stroke-dasharray: 5 4; }
    .line { fill: none; stroke-width: 2.2; stroke-linejoin: round; stroke-linecap: round; }
    \(Mode.allCases.map { rule($0, $0.colours.light) }.joined(separator: "\n"))
    @media (prefers-color-scheme: dark) {
      text { fill: #9198a1; }
      .paper { fill: #0d1117; }
      .title, .axis { fill: #f0f6fc; }
      .grid { stroke: #2a313c; }
      .frame, .arithmetic { stroke: #656c76; }
      \(Mode.allCases.map { rule($0, $0.colours.dark) }.joined(separator: "\n  "))
    }
    """

  private static func rule(_ mode: Mode, _ colour: String) -> String {
    ".line.\(mode) { stroke: \(colour); } .dot.\(mode) { fill: \(colour); }"
  }

  var svg: String {
    let description =
      "Median times of a training step, \(Mode.allCases.map(\.rawValue).joined(separator: " and ")), for batches and widths"
    let scale = timeScale
    var lines = [
      """
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(Int(Self.size.width)) \(Int(Self.size.height))" role="img">
      <title>How the time of a training step grows</title>
      <desc>\(description).</desc>
      <style>
      \(Self.style)
      </style>
      <rect class="paper" width="100%" height="100%"/>
      """
    ]
    lines += heading
    let middle = Self.panelTop + Self.panelSize.height / 2
    lines.append(
      "<g transform=\"translate(16 \(number(middle))) rotate(-90)\">"
        + text("time of a step", 0, 0, anchor: "middle", class: "axis") + "</g>")
    for (series, left) in zip(GrowthSeries.allCases, Self.panelLefts) { lines += panel(series, left: left, scale) }
    return lines.joined(separator: "\n") + "\n</svg>\n"
  }

  private var heading: [String] {
    let left = Self.panelLefts[0]
    var lines = [
      text("How the time of a training step grows", left, 28, class: "title"),
      text(
        "width-width-width-10, ReLU, softmax cross-entropy, gradient descent; float32, \(threads) "
          + "thread\(threads == 1 ? "" : "s"), medians", left, 49),
    ]
    var place = left
    let arithmetic = "arithmetic alone, at the peak of \(Formatting.significant(peak / 1e9)) GFLOP/s"
    let entries = modes.map { ("line \($0)", $0.rawValue) } + [("arithmetic", arithmetic)]
    for (style, label) in entries {
      lines.append(line((place, 72), (place + 28, 72), class: style))
      lines.append(text(label, place + 35, 76))
      place += 65 + 7 * Double(label.count)
    }
    return lines
  }

  private var modes: [Mode] { Mode.allCases.filter { mode in points.contains { $0.mode == mode } } }

  /// Whole decades around all times.
  private var timeScale: LogarithmicScale {
    let times = points.flatMap { [$0.median, arithmeticTime($0)] }
    return LogarithmicScale(
      decadesAround: times, from: Self.panelTop + Self.panelSize.height, to: Self.panelTop)
  }

  private func arithmeticTime(_ point: GrowthPoint) -> Double { point.operations / peak }

  private func panel(_ series: GrowthSeries, left: Double, _ times: LogarithmicScale) -> [String] {
    let (right, top) = (left + Self.panelSize.width, Self.panelTop)
    let bottom = top + Self.panelSize.height
    let margin = 12.0
    let values = LogarithmicScale(
      least: Double(series.values.first!), most: Double(series.values.last!), from: left + margin, to: right - margin)
    var lines: [String] = []
    for time in times.decades {
      lines.append(line((left, times.place(time)), (right, times.place(time)), class: "grid"))
      lines.append(text(Formatting.decade(time), left - 8, times.place(time) + 4, anchor: "end"))
    }
    // As many labels as there is room for, one at the greatest value.
    let step = series.values.count > 10 ? 2 : 1
    for index in stride(from: series.values.count - 1, through: 0, by: -step) {
      let value = series.values[index]
      let place = values.place(Double(value))
      lines.append(line((place, top), (place, bottom), class: "grid"))
      lines.append(text("\(value)", place, bottom + 18, anchor: "middle"))
    }
    lines.append(
      "<rect class=\"frame\" x=\"\(number(left))\" y=\"\(number(top))\" width=\"\(number(right - left))\" "
        + "height=\"\(number(bottom - top))\"/>")
    lines.append(text(series.axisTitle, (left + right) / 2, bottom + 42, anchor: "middle", class: "axis"))
    let own = points.filter { $0.series == series }
    if let mode = modes.first {
      let places = own.filter { $0.mode == mode }.map { ($0.value, arithmeticTime($0)) }
      lines.append(curve(places.map { (values.place(Double($0)), times.place($1)) }, class: "arithmetic"))
    }
    for mode in modes {
      let places = own.filter { $0.mode == mode }.map { (values.place(Double($0.value)), times.place($0.median)) }
      lines.append(curve(places, class: "line \(mode)"))
      lines += places.map {
        "<circle class=\"dot \(mode)\" cx=\"\(number($0.0))\" cy=\"\(number($0.1))\" r=\"2.8\"/>"
      }
    }
    return lines
  }

  private func curve(_ places: [(Double, Double)], class style: String) -> String {
    "<polyline class=\"\(style)\" points=\"\(places.map { "\(number($0.0)),\(number($0.1))" }.joined(separator: " "))\"/>"
  }

  private func line(_ start: (Double, Double), _ end: (Double, Double), class style: String) -> String {
    "<line class=\"\(style)\" x1=\"\(number(start.0))\" y1=\"\(number(start.1))\" x2=\"\(number(end.0))\" "
      + "y2=\"\(number(end.1))\"/>"
  }

  private func text(
    _ text: String, _ x: Double, _ y: Double, anchor: String = "start", class style: String? = nil
  ) -> String {
    "<text x=\"\(number(x))\" y=\"\(number(y))\" text-anchor=\"\(anchor)\"\(style.map { " class=\"\($0)\"" } ?? "")>"
      + "\(text)</text>"
  }

  private func number(_ value: Double) -> String { "\((value * 10).rounded() / 10)" }
}

extension Mode {
  /// Of its line in a plot, on light and on dark paper.
  fileprivate var colours: (light: String, dark: String) {
    switch self {
    case .eager: ("#0969da", "#4493f8")
    case .program: ("#bc4c00", "#f0883e")
    }
  }
}
