/// The members of a JSON object, each name once, in the order they were written.
///
/// Names are told apart byte by byte, as RFC 8259 (section 8.3) does: two spellings of one accented
/// letter are two names. Objects are equal when their members are equal and in the same order.
package struct JSONObject: Sendable {
  /// A name and its value.
  package struct Member: Sendable, Equatable {
    /// The name.
    package var name: String
    /// The value.
    package var value: JSONValue

    /// Creates a member.
    package init(name: String, value: JSONValue) {
      self.name = name
      self.value = value
    }
  }

  /// The members in order.
  package private(set) var members: [Member] = []
  /// Where each name is in ``members``; empty as long as looking through them is faster.
  private var places: [ExactName: Int] = [:]

  /// An object without members.
  package init() {}

  /// An object of the given members; of several with one name the last value counts, in the place
  /// of the first.
  package init(_ members: some Sequence<(String, JSONValue)>) {
    for (name, value) in members { self[name] = value }
  }

  /// The names in order.
  package var names: [String] { members.map(\.name) }

  /// The number of members.
  package var count: Int { members.count }

  /// Whether there are no members.
  package var isEmpty: Bool { members.isEmpty }

  /// The value of a name; setting it replaces the value in its place or appends a member, and
  /// setting `nil` removes the member.
  package subscript(name: String) -> JSONValue? {
    get {
      place(of: name).map { members[$0].value }
    }
    set {
      switch (place(of: name), newValue) {
      case (let place?, let value?): members[place].value = value
      case (let place?, nil): remove(at: place)
      case (nil, let value?): append(name, value)
      case (nil, nil): break
      }
    }
  }

  /// Whether there is a member of that name.
  func contains(_ name: String) -> Bool { place(of: name) != nil }

  /// Appends a member whose name is known to be new.
  mutating func append(_ name: String, _ value: JSONValue) {
    members.append(Member(name: name, value: value))
    if !places.isEmpty {
      places[ExactName(text: name)] = members.count - 1
    } else if members.count > Self.scannedCount {
      index()
    }
  }

  private mutating func remove(at place: Int) {
    members.remove(at: place)
    places = [:]
    if members.count > Self.scannedCount { index() }
  }

  private mutating func index() {
    for (place, member) in members.enumerated() { places[ExactName(text: member.name)] = place }
  }

  private func place(of name: String) -> Int? {
    if !places.isEmpty { return places[ExactName(text: name)] }
    let name = ExactName(text: name)
    return members.firstIndex { ExactName(text: $0.name) == name }
  }

  /// Up to this many members are compared one by one: most objects need no dictionary.
  private static let scannedCount = 8
}

extension JSONObject: Equatable {
  /// Whether both have equal members in the same order.
  package static func == (left: JSONObject, right: JSONObject) -> Bool {
    left.members == right.members
  }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
  /// An object with its members in the order written; a repeated name replaces the earlier value.
  package init(dictionaryLiteral elements: (String, JSONValue)...) {
    self.init(elements)
  }
}

/// A string that equals another only when their bytes do; `String` equates canonical equivalents.
///
/// The hash takes the bytes too: a hostile file could name thousands of equivalent spellings, which
/// `String` hashes to one value.
private struct ExactName: Hashable {
  var text: String

  static func == (left: ExactName, right: ExactName) -> Bool {
    left.text.utf8.elementsEqual(right.text.utf8)
  }

  func hash(into hasher: inout Hasher) {
    for byte in text.utf8 { hasher.combine(byte) }
  }
}
