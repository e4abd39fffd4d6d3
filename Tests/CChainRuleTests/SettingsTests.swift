import CChainRule
import Testing

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The environment variables that set how kernels run. Each is read once, so each is tested in a process of its own.
@Suite struct SettingsTests {
  private static func message(_ result: ExitTest.Result?) -> String {
    result.map { String(decoding: $0.standardErrorContent, as: UTF8.self) } ?? ""
  }

  @Test(
    "a number of threads that is none stops the program at the first kernel and says what was expected",
    arguments: ["0", "65", "-1", "two", "2x", " 2", "1.5", "12345678901234567890", ""])
  func threads(text: String) async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      [text = text as String] in
      setenv("CHAINRULE_THREADS", text, 1)
      _ = cr_elementary(CR_FLOAT64, Int32(CR_EXP), 1, 0, 0)
    }
    #expect(Self.message(result).contains("CHAINRULE_THREADS: \"\(text)\"; it is a whole number from 1 to 64"))
  }

  @Test("an instruction set that the machine lacks or nobody knows stops the program", arguments: ["sse9", "AVX2", ""])
  func instructionSets(text: String) async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      [text = text as String] in
      setenv("CHAINRULE_ISA", text, 1)
      _ = cr_elementary(CR_FLOAT64, Int32(CR_EXP), 1, 0, 0)
    }
    #expect(Self.message(result).contains("CHAINRULE_ISA: \"\(text)\"; this machine has baseline"))
  }

  @Test("an instruction set of another architecture stops the program")
  func otherArchitecture() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      setenv("CHAINRULE_ISA", cr_instruction_set_is_available(Int32(CR_NEON)) != 0 ? "avx2" : "neon", 1)
      _ = cr_instruction_set()
    }
    #expect(Self.message(result).contains("; this machine has baseline"))
  }

  @Test("settings that make sense are used")
  func used() async {
    await #expect(processExitsWith: .success) {
      setenv("CHAINRULE_THREADS", "64", 1)
      setenv("CHAINRULE_ISA", "baseline", 1)
      #expect(cr_instruction_set() == Int32(CR_BASELINE))
      #expect(cr_threads() == 64)
    }
  }
}
