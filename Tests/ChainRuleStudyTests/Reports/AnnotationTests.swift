import ChainRuleStudy
import Testing

@Suite struct AnnotationTests {
  @Test("faults are errors and what is open is a warning, at their places")
  func lines() {
    #expect(
      Annotations(SampleDocument.mixed.checked).lines == [
        "::warning file=notes.md,line=13,title=dZ in two meanings::dZ is used in two meanings.%0Amend: divide line 13 by m%0Amend: multiply line 14 by m",
        "::error file=notes.md,line=8,endLine=8,col=10,title=off by × m::dW = dZ Xᵀ%0AThe factor 1/m is missing: the loss is a mean over m samples.%0Awrite: dW = \\frac{1}{m} dZ X^T",
        "::error file=notes.md,line=14,endLine=14,col=1,title=does not fit::db = dZ%0AThe sum over the batch is missing.%0Awrite: db = \\sum_{i=1}^m dZ_{:,i}",
        "::warning file=notes.md,line=20,endLine=20,col=4,title=text damaged::\\frac{x%0AA brace is missing; likely \\frac{x}{y}.",
        "::error file=notes.md,line=24,endLine=24,col=3,title=does not hold::dW[l] = dZ[l] @ A[l-1]%0AThe second factor is not transposed.%0Awrite: dW[l] = dZ[l] @ A[l-1].T",
        "::warning file=notes.md,line=27,endLine=27,col=3,title=not read::\\oint f = 1%0AAn integral is no part of a derivation of gradients.",
      ])
  }

  @Test("nothing in a document begins a command of its own")
  func escapes() {
    var sample = SampleDocument(name: "a,b:c%\n::error::x.md", "x = y")
    sample.add("x = y", .wrong, message: "100 %\r\n::set-output::x")
    sample.checked.equations[0].range.cell = 3
    #expect(
      Annotations(sample.checked).lines == [
        "::error file=a%2Cb%3Ac%25%0A%3A%3Aerror%3A%3Ax.md,title=does not hold::cell 3, line 1: x = y%0A100 %25%0D%0A::set-output::x"
      ])
  }
}
