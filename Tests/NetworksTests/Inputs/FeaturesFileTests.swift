import JSON
import Testing

@testable import Networks

@Suite("Features files")
struct FeaturesFileTests {
  @Test("A template reads back as the space that it was written of")
  func roundTrip() throws {
    let space = try InputSpace([
      InputFeature(
        name: "age", unit: "years", range: 17...90, kind: .integer, typical: 37, source: .stated),
      InputFeature(name: "red", range: 0...1, kind: .oneHot(group: "color"), source: .stated),
      InputFeature(name: "blue", range: 0...1, kind: .oneHot(group: "color"), source: .stated),
      InputFeature(name: "mass", range: -0.5...2.5, typical: 1, isFixed: true, source: .stated),
    ])
    let text = space.featuresFile.serialized(pretty: true)
    let statements = try FeatureStatement.statements(try JSONParser.parse(Array(text.utf8)))
    let blank = try InputSpace(repeating: -1...1, count: 4, source: .assumed).named(space.names)
    #expect(try blank.adding(statements, from: .stated) == space)
  }

  @Test(
    "A file that says something else is refused in words",
    arguments: [
      ("[]", "is no features file"), (#"{"features": 3}"#, "is no features file"),
      (#"{"features": [{}]}"#, "features[0] has no \"name\""),
      (#"{"schema": 2, "features": []}"#, "is not 1"),
      (#"{"features": [], "color": 1}"#, "an unknown member \"color\""),
      (#"{"features": [{"name": "a", "rnage": [0, 1]}]}"#, "feature a: has an unknown member"),
      (#"{"features": [{"name": "a", "range": [1, 0]}]}"#, "is reversed"),
      (#"{"features": [{"name": "a", "range": [1]}]}"#, "is not [low, high]"),
      (#"{"features": [{"name": "a", "range": [0, 1e999]}]}"#, "not two finite numbers"),
      (#"{"features": [{"name": "a", "kind": "ordinal"}]}"#, "its \"kind\" is not"),
      (#"{"features": [{"name": "a", "kind": "oneHot"}]}"#, "its \"kind\" is not"),
      (#"{"features": [{"name": "a", "kind": "integer", "group": "g"}]}"#, "has a \"group\""),
      (#"{"features": [{"name": "a", "fixed": 1}]}"#, "not true or false"),
      (#"{"features": [{"name": "a", "typical": "x"}]}"#, "no finite number"),
      (#"{"features": [{"name": "a", "unit": 3}]}"#, "is no text"),
    ])
  func wrongFiles(_ text: String, _ problem: String) throws {
    let document = try JSONParser.parse(Array(text.utf8))
    let error = #expect(throws: InputSpaceError.self) { try FeatureStatement.statements(document) }
    #expect(error?.description.contains(problem) == true, "\(error?.description ?? "")")
  }
}
