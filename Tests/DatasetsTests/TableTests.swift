import Files
import Testing

@testable import Datasets

@Suite("tables as people write them")
struct TableTests {
  static let values = DataArray(shape: [2, 2], storage: .doubles([1.5, 2, -3.25, 1000]))

  @Test(
    "spellings of the same table",
    arguments: [
      "id,a,b,class\nx,1.5,2,0\ny,-3.25,1000,1\n", "id;a;b;class\nx;1,5;2;0\ny;-3,25;1000;1\n",
      "id\ta\tb\tclass\nx\t1,5\t2\t0\ny\t-3,25\t1000\t1\n",
      "id;a;b;class\r\nx;1.5;2;0\r\ny;-3.25;1e3;1\r\n",
      "\u{FEFF}id , a, b, class\r\nx, 1.50,2.0 ,0\r\ny,-3.25,1000.0,1.0\r\n\r\n",
      "\"id\";\"a\";\"b\";\"class\"\n\"x\";\"1,5\";\"2\";\"0\"\n\"y\";\"-3,25\";\"1000\";\"1\"\n",
      "class,b,id,a\n0,2,x,1.5\n1,1000,y,-3.25\n", ",a,b,y\nx,1.5,2,0\ny,-3.25,1000,1\n",
    ])
  func spellings(_ text: String) throws {
    let table = try readTable(text) {
      $0.wanted = .labels
      $0.index = text.hasPrefix(",") ? nil : ColumnReference("id")
      $0.featureNames = ["a", "b"]
    }
    #expect(table.values == Self.values)
    #expect(table.names == ["a", "b"])
    #expect(table.labels?.indices == [0, 1])
    #expect(table.rowNames == ["x", "y"])
  }

  @Test(
    "what is found out is said",
    arguments: [
      ("a;class\n1,5;0\n", "separated by semicolons, with decimal commas"),
      ("a\tclass\n1.5\t0\n", "separated by tabs"),
      ("a,target\n1.5,0\n", "column 2, target is taken for the labels"),
      (",a,class\n0,1.5,0\n", "column 1 has no name"),
      ("a,class\nTrue,0\nFalse,1\n", "True and False are read as 1 and 0"),
      ("0,1,class\n7,8,0\n", nil), ("label,a\n0,1.5\n", nil),
    ])
  func remarks(text: String, words: String?) throws {
    let table = try readTable(text) { $0.wanted = .labels }
    if let words {
      #expect(table.remarks.contains { $0.contains(words) }, "\(table.remarks)")
    } else {
      #expect(table.remarks.allSatisfy { $0.contains("is taken for the labels") })
    }
  }

  @Test(
    "the label column is where it is said to be",
    arguments: [
      ("first", "l,a,b\n1,5,6\n"), ("last", "a,b,l\n5,6,1\n"), ("l", "a,l,b\n5,1,6\n"),
      ("2", "a,l,b\n5,1,6\n"), ("first", "1,5,6\n"), ("last", "5,6,1\n"), ("2", "5,1,6\n"),
    ])
  func labelColumn(column: String, text: String) throws {
    let table = try readTable(text) {
      $0.wanted = .labels
      $0.label = TableLayout.LabelColumn(parsing: column)
    }
    #expect(table.labels?.indices == [1])
    #expect(table.values.doubles == [5, 6])
  }

  @Test("without a wish for labels their column is left out, and by name only")
  func unwanted() throws {
    #expect(try readTable("a,target\n1,2\n").values.doubles == [1])
    #expect(try readTable("a,b\n1,2\n").values.doubles == [1, 2])
    #expect(try readTable("a,target\n1,2\n") { $0.label = .none }.values.doubles == [1, 2])
    let kept = try readTable("a,target\n1,2\n") { $0.featureNames = ["target", "a"] }
    #expect(kept.values.doubles == [2, 1])
  }

  @Test("numbers to learn stand in columns of the table")
  func targets() throws {
    let table = try readTable("u,a,v\n0.5,1,-2\n1.5,3,7\n") {
      $0.wanted = .numbers
      $0.targets = [ColumnReference("v"), ColumnReference("1")]
    }
    #expect(table.values.doubles == [1, 3])
    #expect(table.targets?.doubles == [-2, 0.5, 7, 1.5])
    #expect(table.targetNames == ["v", "u"])
  }

  @Test(
    "a first line is a header when it has no numbers, or words above numbers",
    arguments: [
      ("a,b\n1,2\n", ["a", "b"]), ("1,2\n3,4\n", nil), ("5.1,setosa\n4.9,virginica\n", nil),
      ("0,1,species\n5,6,setosa\n", nil), ("0,1,2,class\n5,6,7,setosa\n", ["0", "1", "2"]),
      ("0,1,2\n5,6,7\n", ["0", "1", "2"]), ("2020,b\n1,2\n", ["2020", "b"]),
    ])
  func headers(text: String, names: [String]?) throws {
    let table = try readTable(text) {
      if text.contains("setosa") { $0.wanted = .labels }
      if text.contains("setosa"), !text.contains("class") { $0.label = .last }
    }
    #expect(table.names == names)
  }

  @Test("whether there is a header can be said")
  func saidHeader() throws {
    #expect(try readTable("0,1,2\n5,6,7\n") { $0.hasHeader = false }.count == 2)
    #expect(try readTable("9,8\n5,6\n") { $0.hasHeader = true }.names == ["9", "8"])
  }

  @Test(
    "missing values are dropped, or replaced by the mean of the others",
    arguments: ["", "NA", "nan", "NULL", "?", " ", "n/a"])
  func missing(_ word: String) throws {
    let text = "a,b,label\n1,2,0\n\(word),4,1\n5,9,1\n"
    let dropped = try readTable(text) {
      $0.wanted = .labels
      $0.missing = .drop
    }
    #expect(dropped.values.doubles == [1, 2, 5, 9])
    #expect(dropped.labels?.indices == [0, 1])
    #expect(dropped.rowNumbers == [0, 2] && dropped.rowName(1) == "2")
    #expect(dropped.remarks == ["1 row with missing values is left out"])
    let filled = try readTable(text) {
      $0.wanted = .labels
      $0.missing = .mean
    }
    #expect(filled.values.doubles == [1, 2, 3, 4, 5, 9])
    #expect(filled.remarks == ["1 missing value is replaced by the mean of its column"])
  }

  @Test(
    "refusals say what is wrong, where, and what would mend it",
    arguments: [
      ("a,b,label\n1,2,0\n", "line 1: the column c of the model is missing"),
      ("a,b,c,d,e,label\n1,2,3,4,5,0\n", "line 1: the model does not take d, e; --drop d,e"),
      ("a,b,c,a,label\n1,2,3,4,0\n", "line 1: two columns are called a; --drop NUMBER"),
      ("1,2,3,4,5\n", "line 1: no column is called label"),
      ("a,b,c\n1,2,3\n", "line 1: no column is called label"),
      ("a,b,c,label\n1,2,x,0\n", "line 2, column 3: \"x\" is not a number; --drop"),
      ("a;b;c;label\n1,5;2;3.5;0\n", "line 2, column 3: \"3.5\" is written with decimal points"),
      ("a;b;c;label\n1.234,5;2;3;0\n", "line 2, column 1: \"1.234,5\" is not a number"),
      ("a,b,c,label\n1,2,3,\n", "line 2, column 4: the label is blank"),
      ("a,b,c,label\n", "has a header and no rows"), ("", "is empty"),
    ])
  func refusals(text: String, words: String) throws {
    let error = try #require(
      refusal { () throws(FileError) in
        try readTable(text) {
          $0.wanted = .labels
          $0.featureNames = ["a", "b", "c"]
        }
      })
    #expect(error.kind == .badData)
    #expect(error.description.hasPrefix("data: \(words)"), "\(error)")
  }

  @Test(
    "columns that are not there are named with those that are",
    arguments: ["--drop", "--index-column", "--target-column", "--label-column"])
  func unknownColumns(_ option: String) throws {
    let error = try #require(
      refusal { () throws(FileError) in
        try readTable("a,b\n1,2\n") {
          let column = ColumnReference("nothing")
          $0.wanted = .labels
          switch option {
          case "--drop": $0.drop = [column]
          case "--index-column": $0.index = column
          case "--target-column": $0.targets = [column]
          default: $0.label = .column(column)
          }
        }
      })
    #expect(error.problem.hasPrefix(option) && error.problem.hasSuffix("the columns are a, b"))
  }

  @Test("a table of labels alone is integers or words")
  func labelsAlone() throws {
    func labels(_ text: String) throws(FileError) -> [String] {
      let table = try readTable(text) {
        $0.wanted = .labels
        $0.hasFeatures = false
      }
      return table.labels.map { labels in labels.indices.map { labels.names[$0] } } ?? []
    }
    #expect(try labels("2\n0\n") == ["2", "0"])
    #expect(try labels("species\nsetosa\nvirginica\n") == ["setosa", "virginica"])
    #expect(try labels(",species\n0,setosa\n1,virginica\n") == ["setosa", "virginica"])
    #expect(refusal { () throws(FileError) in try labels("a,b\n1,2\n") } != nil)
  }
}
