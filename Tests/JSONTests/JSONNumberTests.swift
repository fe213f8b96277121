import JSON
import Testing

@Suite("Numbers of JSON")
struct JSONNumberTests {
  @Test(
    "only the grammar's texts and Python's three names are numbers",
    arguments: [
      ("0", true), ("-0", true), ("10", true), ("-1.5", true), ("1E5", true), ("1e-05", true),
      ("0.0e+00", true), ("NaN", true), ("Infinity", true), ("-Infinity", true), ("1e999", true),
      ("", false), ("-", false), ("+1", false), ("00", false), ("-01", false), ("1.", false),
      (".1", false), ("1e", false), ("1e+", false), ("0x1p3", false), ("0x10", false),
      ("nan", false), ("inf", false), ("infinity", false), ("-NaN", false), (" 1", false),
      ("1 ", false), ("1\u{0}", false), ("١", false), ("1,0", false), ("--1", false),
      ("1e1.0", false),
    ] as [(String, Bool)])
  func grammar(text: String, isNumber: Bool) {
    #expect((JSONNumber(text)?.text == text) == isNumber)
  }

  @Test(
    "the nearest double is the one Python reads",
    arguments: [
      // float.hex(json.loads(text)) of Python 3.11, written as Swift literals.
      ("0.1", 0x1.999999999999ap-4), ("-0.0", -0.0), ("5", 5), ("1e3", 1000),
      ("0.30000000000000004", 0x1.3333333333334p-2), ("9007199254740993.0", 0x1p53),
      ("1.7976931348623157e308", 0x1.fffffffffffffp1023), ("2.2250738585072014e-308", 0x1p-1022),
      ("4.9e-324", 0x0.0000000000001p-1022), ("1e-999", 0), ("1e999", .infinity),
      ("-1e999", -.infinity), ("Infinity", .infinity), ("-Infinity", -.infinity),
    ] as [(String, Double)])
  func doubles(text: String, expected: Double) throws {
    let value = try #require(try parse(text).doubleValue)
    #expect(value == expected)
    #expect(value.sign == expected.sign)
  }

  @Test("NaN is a number that is not a number")
  func notANumber() throws {
    #expect(try parse("NaN").doubleValue?.isNaN == true)
    #expect(try parse("NaN").intValue == nil)
    #expect(try parse("NaN") == parse("NaN"))
  }

  @Test(
    "integers are exact, whatever their notation, and nothing else is an integer",
    arguments: [
      ("0", 0), ("-0", 0), ("-0.0", 0), ("0e5", 0), ("0.000e-999999999999999999999", 0),
      ("5", 5), ("5.0", 5), ("-5.000", -5), ("50e-1", 5), ("0.05e2", 5), ("5E+0", 5), ("1.5e1", 15),
      ("1e18", 1_000_000_000_000_000_000), ("0.00001e5", 1),
      ("9007199254740993", 9_007_199_254_740_993), ("9007199254740993.0", 9_007_199_254_740_993),
      ("9223372036854775807", .max), ("9223372036854775807.00", .max),
      ("-9223372036854775808", .min), ("-9.223372036854775808e18", .min),
      ("5.5", nil), ("1e-1", nil), ("0.5", nil), ("9223372036854775808", nil),
      ("-9223372036854775809.0", nil), ("1e19", nil), ("1e999", nil),
      ("1e99999999999999999999999", nil), ("1e-99999999999999999999999", nil),
      ("1e9223372036854775807", nil), ("10e9223372036854775807", nil), ("Infinity", nil),
    ] as [(String, Int?)])
  func integers(text: String, expected: Int?) throws {
    #expect(try parse(text).intValue == expected)
  }

  @Test("thousands of digits are kept as text")
  func manyDigits() throws {
    let digits = String(repeating: "9", count: 20_000)
    let value = try parse(digits)
    #expect(value.serialized(pretty: false) == digits)
    #expect(value.intValue == nil)
    #expect(value.doubleValue == .infinity)
    let zeros = String(repeating: "0", count: 20_000)
    #expect(try parse("1\(zeros)e-20000").intValue == 1)
    #expect(try parse("1\(zeros)e-20000").doubleValue == 1)
    #expect(try parse("0.\(zeros)7e20001").intValue == 7)
    #expect(try parse("0.\(zeros)7e20001").doubleValue == 7)
  }

  @Test(
    "doubles are written like Python's, shortest and exact",
    arguments: [
      // json.dumps of Python 3.11.
      (0.1, "0.1"), (1.0 / 3, "0.3333333333333333"), (1e-7, "1e-07"), (1e16, "1e+16"),
      (1e15, "1000000000000000.0"), (123_456_789, "123456789.0"),
      (.leastNonzeroMagnitude, "5e-324"),
      (1.7976931348623157e308, "1.7976931348623157e+308"), (-0.0, "-0.0"), (100, "100.0"),
      (0.0001, "0.0001"), (1e22, "1e+22"), (1e23, "1e+23"),
    ] as [(Double, String)])
  func written(value: Double, expected: String) throws {
    #expect(JSONValue.number(value).serialized(pretty: false) == expected)
    #expect(try parse(expected).doubleValue == value)
  }

  @Test("values JSON has no number for are written as strings")
  func notFinite() {
    #expect(JSONValue.number(Double.nan) == "nan")
    #expect(JSONValue.number(Double.infinity) == "inf")
    #expect(JSONValue.number(-Double.infinity) == "-inf")
  }

  @Test("every double survives being written and read")
  func roundTrip() throws {
    var generator = SystemRandomNumberGenerator()
    for _ in 0..<1000 {
      let value = Double(bitPattern: generator.next())
      guard value.isFinite else { continue }
      let text = JSONValue.number(value).serialized(pretty: false)
      #expect(try parse(text).doubleValue?.bitPattern == value.bitPattern)
    }
  }
}
