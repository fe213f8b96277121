import Testing

@testable import Datasets

@Suite("decimal numbers")
struct DecimalNumberTests {
  // Values as Python's float() gives them, written as C99 hexadecimal.
  @Test(
    "a number is the nearest double",
    arguments: [
      ("0", 0), ("007", 7), ("+12", 12), ("-12", -12), (".5", 0.5), ("5.", 5), ("-.25", -0.25),
      ("0.1", 0x1.999999999999ap-4), ("123456789012345", 0x1.c12218377de4p+46),
      ("0.123456789012345", 0x1.f9add3746f62ep-4),
      ("1234567890123456789", 0x1.12210f47de981p+60),
      ("0.1234567890123456789", 0x1.f9add3746f65fp-4), ("9007199254740993", 0x1p+53),
      ("1e3", 1000), ("1E+3", 1000), ("25e-2", 0.25), ("-1.5e-3", -0x1.89374bc6a7efap-10),
      ("2.2250738585072011e-308", Double(bitPattern: 0x000f_ffff_ffff_ffff)), ("1e-999", 0),
      ("0.000000000000001234", 0x1.63ad20f59e28cp-50), ("1e999", .infinity), ("-1e999", -.infinity),
    ])
  func values(text: String, value: Double) {
    #expect(DecimalNumber.parse(Array(text.utf8))?.value == value)
  }

  @Test("minus zero keeps its sign")
  func minusZero() {
    #expect(DecimalNumber.parse(Array("-0".utf8))?.value.sign == .minus)
  }

  @Test("only digits, with a sign or not, are an integer")
  func integers() {
    let are = ["7", "-7", "+7", "007", "12345678901234567890", "7.", "7.0", "7e0"].map {
      DecimalNumber.parse(Array($0.utf8))?.isInteger
    }
    #expect(are == [true, true, true, true, true, false, false, false])
  }

  @Test(
    "anything else is no number",
    arguments: [
      "", " ", " 1", "1 ", "+", "-", ".", "+.", "e5", ".e5", "1e", "1e+", "1e5.0", "1..2", "1.2.3",
      "--1", "+-1", "0x10", "0x1p3", "1p3", "nan", "inf", "-inf", "Infinity", "1_000", "1,5", "1f",
      "١", "1\0",
    ])
  func refused(_ text: String) {
    #expect(DecimalNumber.parse(Array(text.utf8)) == nil)
  }
}
