import JSON
import Testing

@testable import Networks

/// A feature of a table.
private func feature(
  _ name: String, _ range: ClosedRange<Double> = 0...10, kind: InputKind = .continuous,
  typical: Double? = nil, isFixed: Bool = false
) -> InputFeature {
  InputFeature(
    name: name, range: range, kind: kind, typical: typical, isFixed: isFixed, source: .model)
}

/// Two members of a one-hot group.
private func pair(_ first: String, _ second: String, group: String = "color") -> [InputFeature] {
  [first, second].map { feature($0, 0...1, kind: .oneHot(group: group)) }
}

@Suite("Input spaces")
struct InputSpaceTests {
  @Test(
    "What contradicts itself is refused in words",
    arguments: [
      ([feature("a", 3...3)], "feature a: its range 3.0...3.0 is empty"),
      ([feature("")], "a feature has an empty name"),
      ([feature("a"), feature("a")], "feature a: there are two of that name"),
      ([feature("a", typical: 11)], "feature a: its typical value, 11.0, is outside"),
      ([feature("a", typical: 11, isFixed: true)], "the value it is fixed at, 11.0, is outside"),
      ([feature("a", 0.2...0.8, kind: .integer)], "there is none in its range"),
      (
        [feature("a", typical: 1.5, isFixed: true)].map {
          var changed = $0
          changed.kind = .integer
          return changed
        }, "takes whole numbers"
      ),
      ([feature("a", 0...1, kind: .oneHot(group: "g"))], "is alone in the one-hot group g"),
      ([feature("a", 0...2, kind: .oneHot(group: "g"))], "0 or 1 of a one-hot group"),
      ([feature("a", -.greatestFiniteMagnitude ... .greatestFiniteMagnitude)], "is not finite"),
      (
        pair("a", "b").map {
          var changed = $0
          (changed.typical, changed.isFixed) = (0, true)
          return changed
        }, "no values are left for the one-hot group color"
      ),
    ])
  func contradictions(_ features: [InputFeature], _ problem: String) {
    let error = #expect(throws: InputSpaceError.self) { try InputSpace(features) }
    #expect(error?.description.contains(problem) == true, "\(error?.description ?? "")")
  }

  @Test("A control character in a name does not reach the message")
  func escapedNames() {
    let error = #expect(throws: InputSpaceError.self) {
      try InputSpace([feature("\u{1b}[2J", 3...3)])
    }
    #expect(error?.description.hasPrefix("feature \\x1b[2J: ") == true)
  }

  @Test("A stronger source replaces a range, a weaker one does not")
  func precedence() throws {
    let space = try InputSpace([feature("a"), feature("b")])
    let weaker = try space.adding([FeatureStatement(name: "a", range: 2...3)], from: .data)
    let stronger = try space.adding([FeatureStatement(name: "a", range: 2...3)], from: .stated)
    #expect(weaker.features.map(\.range) == [0...10, 0...10])
    #expect(stronger.features.map(\.range) == [2...3, 0...10])
    #expect(stronger.features.map(\.source) == [.stated, .model])
    #expect(stronger.source == .model)
  }

  @Test("What a weaker source adds is kept where nothing was said")
  func additions() throws {
    let space = try InputSpace([feature("a")])
    let more = try space.adding(
      [FeatureStatement(name: "a", unit: "mg", kind: .integer, typical: 4)], from: .data)
    #expect(more.features[0].unit == "mg")
    #expect(more.features[0].kind == .integer)
    #expect(more.features[0].typical == 4)
  }

  @Test("A kind that a stronger source's range has no values of is left out")
  func impossibleKinds() throws {
    let space = try InputSpace([feature("a", 0.2...0.8), feature("b", -1...1)])
    let more = try space.adding(
      [
        FeatureStatement(name: "a", range: 0...4, kind: .integer),
        FeatureStatement(name: "b", range: 0...1, kind: .oneHot(group: "g")),
      ], from: .data)
    #expect(more == space)
  }

  @Test("A range that the user says sets a feature free that data fixed, and no other")
  func setFree() throws {
    let constant = FeatureStatement(name: "a", range: 3...3, typical: 3, isFixed: true)
    let wide = FeatureStatement(name: "a", range: 0...9)
    let assumed = InputSpace(repeating: -1...1, count: 1, source: .assumed)
    let data = try assumed.named(["a"]).adding([constant], from: .data)
    #expect(data.features[0].fixedValue == 3)
    #expect(try data.adding([wide], from: .stated).features[0].fixedValue == nil)
    let stated = try assumed.named(["a"]).adding([constant], from: .stated)
    #expect(try stated.adding([wide], from: .stated).features[0].fixedValue == 3)
  }

  @Test("A usual value that a stated range excludes is dropped")
  func excludedTypical() throws {
    let space = try InputSpace([feature("a", typical: 9)])
    let narrow = try space.adding([FeatureStatement(name: "a", range: 0...5)], from: .stated)
    #expect(narrow.features[0].typical == nil)
  }

  @Test(
    "A statement of no feature, or a second one of the same, is refused",
    arguments: [
      (
        [FeatureStatement(name: "z")], "the model has no feature of that name; its 1 features are a"
      ),
      ([FeatureStatement(name: "a"), FeatureStatement(name: "a")], "is there twice"),
      ([FeatureStatement(name: "a", typical: 99, isFixed: true)], "outside its range"),
    ])
  func wrongStatements(_ statements: [FeatureStatement], _ problem: String) throws {
    let space = try InputSpace([feature("a")])
    let error = #expect(throws: InputSpaceError.self) {
      try space.adding(statements, from: .stated)
    }
    #expect(error?.description.contains(problem) == true, "\(error?.description ?? "")")
  }

  @Test("A fixed feature has one value in the box, the others their ranges")
  func boxes() throws {
    let space = try InputSpace([feature("a", typical: 4, isFixed: true), feature("b")])
    #expect(space.box == (try Box(lower: [4, 0], upper: [4, 10])))
    #expect(space.box.middle == [4, 5])
    #expect(space.box.clamped([1, 12]) == [4, 10])
    #expect(space.box.violations([1, 12]) == [3, 2])
  }

  @Test(
    "A box that is none is refused",
    arguments: [
      ([0.0], [1.0, 2], "1 lower and 2 upper"), ([2.0], [1.0], "above its upper bound"),
      ([.nan], [1.0], "not two finite numbers"), ([0.0], [.infinity], "not two finite numbers"),
      ([-1e308], [1e308], "not two finite numbers"),
    ])
  func wrongBoxes(_ lower: [Double], _ upper: [Double], _ problem: String) {
    let error = #expect(throws: InputSpaceError.self) { try Box(lower: lower, upper: upper) }
    #expect(error?.description.contains(problem) == true)
  }

  @Test(
    "A picture has two axes or is the paper's row of 784 values",
    arguments: [
      ([28, 28], true), ([8, 8, 1], true), ([784], true), ([64], false), ([100], false),
      ([1, 64], false), ([13], false),
    ])
  func pictures(_ shape: [Int], _ isPicture: Bool) {
    let count = shape.reduce(1, *)
    let space = InputSpace(repeating: -1...1, count: count, shape: shape, source: .assumed)
    #expect(space.isPicture == isPicture)
  }
}
