import HDF5
import Testing

@Suite("Groups and links")
struct GroupTests {
  @Test("children are listed in byte-wise order, whatever the order they were created in")
  func childNames() throws {
    let names = try reading(RecordedFile.bytes) { root throws(HDF5Error) in
      [try root.childNames(), try root.group("names").childNames()]
    }
    #expect(names[0] == ["names", "numbers", "others", "texts", "types"])
    #expect(names[1] == ["..", "10", "9", ":0", "Beta", "a b", "a.b", "alpha", "zeta", "é"])
  }

  @Test("a child is a group, a dataset, another object, or missing")
  func kinds() throws {
    let kinds = try reading(RecordedFile.bytes) { root throws(HDF5Error) in
      let others = try root.group("others")
      return [
        try root.child("types"), try others.child("bool"), try others.child("hard"),
        try others.child("cycle"), try others.child("named"), try others.child("missing"),
        try root.group("names").child(".."),
      ]
    }
    #expect(kinds == [.group, .dataset, .dataset, .group, .other, .missing, .group])
  }

  @Test("paths grow with each step, also through a cycle of hard links")
  func paths() throws {
    let paths = try reading(RecordedFile.bytes) { root throws(HDF5Error) in
      [
        root.path, try root.group("names").path, try root.group("names").group("a b").path,
        try root.group(at: ["others", "cycle", "others", "cycle", "types"]).path,
        try root.group(at: []).path, try root.group("names").group(at: []).path,
        root.childPath("x"), try root.group("names").childPath("x"),
      ]
    }
    #expect(
      paths == [
        "/", "/names", "/names/a b", "/others/cycle/others/cycle/types", "/", "/names", "/x",
        "/names/x",
      ])
    let values = try reading(RecordedFile.bytes) { root throws(HDF5Error) in
      try root.contents("/others/cycle/others/hard")
    }
    #expect(values.values == [-128, -1, 127])
    #expect(values.path == "/others/cycle/others/hard")
  }

  @Test(
    "an object that is missing or of another kind is named by its whole path",
    arguments: [
      (["missing"], "/missing", "is missing; a dataset was expected"),
      (["types", "missing"], "/types/missing", "is missing; a dataset was expected"),
      (["missing", "int8"], "/missing", "is missing; a group was expected"),
      (["types", "int8", "x"], "/types/int8", "is a dataset; a group was expected"),
      (["types"], "/types", "is a group; a dataset was expected"), ([], "/", "is a group"),
      (["others", "named"], "/others/named", "is neither a group nor a dataset"),
      (["others", "named", "x"], "/others/named", "is neither a group nor a dataset"),
      (["others", "soft"], "/others/soft", "is a soft link"),
      (["others", "dangling"], "/others/dangling", "is a soft link"),
      (["others", "external"], "/others/external", "is an external link"),
      (["others", "external", "x"], "/others/external", "is an external link"),
    ] as [([String], String, String)])
  func refused(components: [String], object: String, words: String) throws {
    let error = try #require(
      problem(RecordedFile.bytes) { root throws(HDF5Error) in
        try root.dataset(at: components).count
      })
    #expect(error.kind == .badData)
    #expect(error.object == object)
    #expect(error.problem.contains(words), "\(error)")
    #expect(error.description == "\(object): \(error.problem)")
  }

  @Test(
    "a name is one component: paths do not sneak through it",
    arguments: [
      "", ".", "/", "types/int8", "/types", "int8\0",
    ])
  func illegalNames(name: String) {
    for call in 0..<2 {
      let error = problem(RecordedFile.bytes) { root throws(HDF5Error) in
        if call == 0 { _ = try root.child(name) } else { _ = try root.group(name).path }
      }
      #expect(error?.problem == "is not a legal name for an object")
    }
  }

  @Test(
    "a path is split as the library splits it",
    arguments: [
      ("/a/b", ["a", "b"]), ("a//b/", ["a", "b"]), ("./a/./b", ["a", "b"]), ("", []), ("/", []),
      ("a/../b", ["a", "..", "b"]), ("é/ /x:0", ["é", " ", "x:0"]), (".a/b.", [".a", "b."]),
    ] as [(String, [String])])
  func components(path: String, components: [String]) {
    #expect(hdf5PathComponents(path) == components)
  }
}
