import Testing

@Suite struct ExplainTests {
  @Test("the default lesson is the 2-2-1 network with the worked figures")
  func worked() throws {
    let run = try CommandRun("explain")
    #expect(run.status == 0 && run.errors == "")
    for figure in [
      "0.71095", "0.70057", "1.3581", "0.79545", "0.02092", "∂L/∂W[2] = ∂L/∂z[2] a[1]ᵀ", "∂L/∂x = –",
    ] { #expect(run.output.contains(figure), "\(figure)") }
    #expect(try CommandRun("explain", "--network", "2-2-1").output == run.output)
  }

  @Test("styles and JSON")
  func forms() throws {
    let differential = try CommandRun("explain", "--network", "4-5-3-2", "--style", "differential")
    #expect(differential.output.contains("dZ[2] = dA[2] ⊙ 1[Z[2] > 0]"))
    let json = try CommandRun("explain", "--json", "--style", "delta", "--network", "3-2")
    #expect(json.status == 0)
    #expect(json.output.hasPrefix("{\"output\": \"L\"") && json.output.split(separator: "\n").count == 1)
    #expect(json.output.contains("δ[1] Xᵀ"))
  }

  @Test(
    "wrong usage is said",
    arguments: [
      (["--network", "9-1"], "'--network 9-1': expected 2 to 6 widths"), (["--network", "2-x"], "'--network 2-x'"),
      (["--network", "99999999999999999999-1"], "expected 2 to 6 widths"),
      (["--style", "bold"], "'--style bold': expected partial or differential or delta"),
      (["--step"], "'--step' waits for a key, and this is no terminal"),
      (["--step", "--json"], "do not go together"),
    ])
  func usage(arguments: [String], message: String) throws {
    let run = try CommandRun(["explain"] + arguments)
    #expect(run.status == 2 && run.errors.contains(message), "\(run.errors)")
  }
}
