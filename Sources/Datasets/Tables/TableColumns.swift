/// The columns of a table with what each is read as.
struct TableColumns: Equatable {
  /// What a column is read as.
  enum Role: Equatable {
    /// A feature, with its place in a sample.
    case feature(Int)
    /// The label.
    case label
    /// A number to learn, with its place among these.
    case target(Int)
    /// The row's name.
    case rowName
    /// Nothing.
    case ignored
  }

  /// One for each column.
  private(set) var roles: [Role]
  /// The header; `nil` when there is none.
  let names: [String]?
  /// What was assumed, a sentence each.
  private(set) var remarks: [String] = []

  /// The columns that no role was found for yet, as their places.
  private var free: [Int]

  /// How many features a sample has.
  var featureCount: Int { roles.count { if case .feature = $0 { true } else { false } } }
  /// How many numbers there are to learn.
  var targetCount: Int { roles.count { if case .target = $0 { true } else { false } } }

  /// The names of the features in the order of a sample.
  var featureNames: [String]? {
    ordered { if case .feature(let place) = $0 { place } else { nil } }
  }

  /// The names of the numbers to learn in their order.
  var targetNames: [String]? {
    ordered { if case .target(let place) = $0 { place } else { nil } }
  }

  /// The name of the column with a role.
  func name(of role: Role) -> String? {
    guard let place = roles.firstIndex(of: role) else { return nil }
    return names?[place]
  }

  /// A column for a message: its name or its number.
  func title(_ place: Int) -> String {
    guard let names, !names[place].isEmpty else { return "column \(place + 1)" }
    return "column \(place + 1), \(columnList([names[place]]))"
  }

  private func ordered(_ place: (Role) -> Int?) -> [String]? {
    guard let names else { return nil }
    let found = zip(roles, names).compactMap { role, name in place(role).map { ($0, name) } }
    return found.sorted { $0.0 < $1.0 }.map(\.1)
  }

  /// Finds the role of each column.
  ///
  /// - Parameters:
  ///   - layout: what is said of them.
  ///   - names: the header; `nil` when there is none.
  ///   - pixels: for each column, whether its name or its first value is that of a pixel.
  /// - Throws: `CSVProblem` about the first line.
  init(_ layout: TableLayout, names: [String]?, pixels: [Bool]) throws(CSVProblem) {
    self.names = names
    let count = pixels.count
    roles = [Role](repeating: .ignored, count: count)
    free = Array(0..<count)
    guard layout.hasFeatures else {
      try takeOnlyLabel()
      return
    }
    try findRowNames(layout)
    for column in layout.drop {
      free.removeAll { [place = try column.place(among: names, count: count, option: "--drop")] in
        $0 == place
      }
    }
    try findTargets(layout)
    try findLabel(layout, pixels: pixels)
    try findFeatures(layout)
  }

  private mutating func take(_ place: Int, as role: Role) {
    roles[place] = role
    free.removeAll { $0 == place }
  }

  /// A table of labels alone has one column, and perhaps one of the rows' names that pandas writes.
  private mutating func takeOnlyLabel() throws(CSVProblem) {
    if names?.first == "", free.count == 2 { take(0, as: .rowName) }
    guard let place = free.first, free.count == 1 else {
      throw problem("\(roles.count) columns; labels are one for each sample")
    }
    take(place, as: .label)
  }

  private mutating func findRowNames(_ layout: TableLayout) throws(CSVProblem) {
    if let index = layout.index {
      take(
        try index.place(among: names, count: roles.count, option: "--index-column"), as: .rowName)
    } else if names?.first == "", roles.count > 1 {
      take(0, as: .rowName)
      remarks.append(
        "column 1 has no name: it is taken for the names of the rows (--index-column says which)")
    }
  }

  private mutating func findTargets(_ layout: TableLayout) throws(CSVProblem) {
    for (index, target) in layout.targets.enumerated() {
      let place = try target.place(
        among: names, count: roles.count, option: "--target-column")
      guard free.contains(place) else {
        throw problem("--target-column: \(title(place)) has another use already")
      }
      take(place, as: .target(index))
    }
  }

  /// What the column of labels is read as, when one is found that was not asked for.
  private mutating func findLabel(_ layout: TableLayout, pixels: [Bool]) throws(CSVProblem) {
    let role: Role =
      switch layout.wanted {
      case .nothing: .ignored
      case .labels, .labelsIfAny: .label
      case .numbers: .target(0)
      }
    switch layout.label {
    case .none: return
    case .automatic:
      if !layout.targets.isEmpty { return }
      try guessLabel(layout, as: role, pixels: pixels)
    case .first, .last:
      guard let place = layout.label == .first ? free.first : free.last else { return }
      take(place, as: role)
    case .column(let column):
      let place = try column.place(among: names, count: roles.count, option: "--label-column")
      guard free.contains(place) else {
        throw problem("--label-column: \(title(place)) has another use already")
      }
      take(place, as: role)
    }
  }

  private static let labelNames = ["label", "class", "target", "y"]

  private mutating func guessLabel(
    _ layout: TableLayout, as role: Role, pixels: [Bool]
  ) throws(CSVProblem) {
    let known = Set(layout.featureNames ?? [])
    for name in Self.labelNames {
      guard let names, !known.contains(name) else { continue }
      let places = free.filter { names[$0].lowercased() == name && !known.contains(names[$0]) }
      guard places.count <= 1 else {
        throw problem(
          "\(places.count) columns are called \(name); --label-column NUMBER says which")
      }
      guard let place = places.first else { continue }
      take(place, as: role)
      if name != "label" { remark(label: place, role) }
      return
    }
    // The paper's layout: the label, then pixels.
    let isWide = layout.featureCount.map { $0 == free.count - 1 } ?? (role != .ignored)
    if isWide, let first = free.first, free.count > 1, !pixels[first] || names == nil,
      free.dropFirst().allSatisfy({ pixels[$0] }), names != nil || free.count > 64
    {
      take(first, as: role)
      return remark(label: first, role)
    }
    // What a model does not take is told from what it takes by its names.
    let others = names.map { names in free.filter { !known.contains(names[$0]) } } ?? []
    if layout.featureNames != nil, role != .ignored, let other = others.first, others.count == 1,
      free.count > known.count
    {
      take(other, as: role)
      return remark(label: other, role)
    }
    guard layout.wanted == .labels || layout.wanted == .numbers else { return }
    let columns = names.map { "the columns are \(columnList($0))" } ?? "there is no header"
    let option =
      layout.wanted == .labels
      ? "--label-column NAME, NUMBER, first or last" : "--target-column NAME"
    throw problem("no column is called label, class, target or y; \(option) says which; \(columns)")
  }

  private mutating func remark(label place: Int, _ role: Role) {
    let use =
      switch role {
      case .ignored: "is taken for the labels and left out"
      case .label: "is taken for the labels"
      default: "is taken for the numbers to tell"
      }
    remarks.append("\(title(place)) \(use) (--label-column says which)")
  }

  private mutating func findFeatures(_ layout: TableLayout) throws(CSVProblem) {
    guard !free.isEmpty else {
      let found = roles.count == 1 ? "1 column" : "\(roles.count) columns"
      let label = layout.wanted == .numbers ? "a number to tell" : "a label"
      throw problem(
        layout.wanted == .labels || layout.wanted == .numbers
          ? "\(found); \(label) and at least one feature were expected"
          : "\(found); at least one feature was expected")
    }
    if let wanted = layout.featureNames, let names {
      return try match(wanted, among: names)
    }
    if let count = layout.featureCount, free.count != count {
      throw problem(
        "\(free.count) features in each row; the network takes \(count) inputs"
          + (free.count > count ? "; --label-column or --drop says which columns are none" : ""))
    }
    if layout.featureNames != nil {
      remarks.append("there is no header: the columns are taken in the order of the model's inputs")
    }
    for (index, place) in free.enumerated() { roles[place] = .feature(index) }
    free = []
  }

  /// Puts the columns into the order of a model's features.
  private mutating func match(_ wanted: [String], among names: [String]) throws(CSVProblem) {
    let places = Dictionary(grouping: free) { names[$0] }
    let missing = wanted.filter { places[$0] == nil }
    guard missing.isEmpty else {
      throw problem(
        "\(missing.count == 1 ? "the column" : "the columns") \(columnList(missing)) of the model "
          + "\(missing.count == 1 ? "is" : "are") missing; the columns are \(columnList(names))")
    }
    let known = Set(wanted)
    let extra = free.filter { !known.contains(names[$0]) }.map { names[$0] }
    guard extra.isEmpty else {
      throw problem(
        "the model does not take \(columnList(extra)); "
          + "--drop \(extra.prefix(20).joined(separator: ",")) leaves "
          + "\(extra.count == 1 ? "it" : "them") out")
    }
    if let twice = wanted.first(where: { (places[$0]?.count ?? 0) > 1 }) {
      throw problem("two columns are called \(columnList([twice])); --drop NUMBER leaves one out")
    }
    let found = wanted.compactMap { places[$0]?.first }
    if found != found.sorted() {
      remarks.append("the columns are put into the order of the model's inputs, by their names")
    }
    for (index, place) in found.enumerated() { roles[place] = .feature(index) }
    free = []
  }

  private func problem(_ text: String) -> CSVProblem { CSVProblem(text: text, isOfField: false) }
}

/// Whether a name is one that tables of pictures give to a pixel: `pixel12`, or `3x14` as row and column.
func isPixelName(_ name: some StringProtocol) -> Bool {
  let lower = name.lowercased()
  if lower.hasPrefix("pixel") { return true }
  let parts = lower.split(separator: "x", omittingEmptySubsequences: false)
  return parts.count == 2
    && parts.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy { 0x30...0x39 ~= $0 } }
}
