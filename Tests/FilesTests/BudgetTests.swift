import TestSupport
import Testing

@testable import Files

@Suite("Budgets")
struct BudgetTests {
  let scratch = ScratchFolder()

  @Test("what is small is allowed, what is more than there may be is not")
  func allowed() {
    let budget = Budget(memory: 1 << 20)
    #expect(budget.allows(1000))
    #expect(!budget.allows(2 << 20))
    #expect(!budget.allows(1e300))
    #expect(!Budget().allows(Int.max))
    #expect(!Budget().allows(Double(Int.max)))
  }

  @Test("a file that is larger than the budget is not read")
  func file() throws {
    let path = scratch.file("large")
    let size = 3 << 20
    try OutputFiles.write(
      [OutputFile(path: path, bytes: [UInt8](repeating: 7, count: size))], replacing: false)
    #expect(try FileBytes.read(path).count == size)
    let error = Budget.$current.withValue(Budget(memory: 2 << 20)) {
      #expect(throws: FileError.self) { try FileBytes.read(path) }
    }
    #expect(error?.kind == .budget)
    #expect(error?.problem.contains("3M of memory; 2M are allowed") == true)
  }

  @Test(
    "sizes are told in three digits",
    arguments: [
      (12, "12 bytes"), (999, "999 bytes"), (1000, "1K"), (1024, "1K"), (1536, "1.5K"),
      (2 << 30, "2G"), (16_777_216 * 1000, "15.6G"), (1023 << 20, "1G"), (200 << 20, "200M"),
    ])
  func text(_ bytes: Int, _ text: String) {
    #expect(Budget.text(bytes) == text)
  }
}
