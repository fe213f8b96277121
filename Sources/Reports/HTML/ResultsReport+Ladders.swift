import Networks

extension ResultsReport {
  /// The most targets that have a line each.
  private static var mostLines: Int { 6 }
  /// The most pictures of one ladder.
  private static var mostPictures: Int { 85 }

  /// What each filter does at each of its fractions: in words, as charts, as pictures and as numbers.
  func ladderContent() throws(PictureError) -> [HTML] {
    var content: [HTML] = [
      .paragraph(
        "A ladder runs the layers backwards with more and more of the inverse matrices filtered away, to see "
          + "whether the input becomes clearer while the network still takes it for what was wanted."
      )
    ]
    for (index, ladder) in results.ladders.enumerated() {
      content += [
        .element(.h3, [:], [.text(shortened(ladder.filter))]), .paragraph(verdict(ladder)),
        .element(
          .div, [.class: "charts"],
          [
            chart(ladder, "Probability of the class", isShare: true, \.probability),
            chart(ladder, "Missed by (residual L2)", \.residualL2),
          ]),
      ]
      content += try slider(ladder, index)
      content.append(
        .element(
          .details, [:],
          [
            .element(.summary, [:], ["The numbers"]),
            table(ladder, "Residual L2 of each target, \(shortened(ladder.filter))", \.residualL2)
              .html,
            table(
              ladder, "Class probability of each target, \(shortened(ladder.filter))", \.probability
            ).html,
          ]))
    }
    return content
  }

  /// Whether any step helps, in words.
  private func verdict(_ ladder: FilterLadder) -> String {
    let choice = ladder.choice.prefix(1).uppercased() + ladder.choice.dropFirst() + "."
    let sure = ladder.steps.map { step in step.count { $0.probability > 0.5 } }
    guard let chosen = ladder.chosen, ladder.steps.indices.contains(chosen) else {
      let most = sure.max() ?? 0
      let count = ladder.steps.first?.count ?? 0
      return "No step helps. \(choice) At best \(most) of \(count) stay more likely than not."
    }
    let box = results.inputSpace.box
    let worst =
      ladder.steps[chosen].filter { $0.input.count == box.count }
      .map { box.violations($0.input).max() ?? 0 }.max() ?? 0
    let place =
      worst > 0
      ? " Its inputs are still up to \(NumberText.plain(worst)) outside the allowed range." : ""
    return "\(choice) The upright line marks it.\(place)"
  }

  private func chart(
    _ ladder: FilterLadder, _ title: String, isShare: Bool = false,
    _ measure: KeyPath<InverseSolution, Double>
  ) -> HTML {
    var lines = results.targetNames.enumerated().map { target, name in
      (
        name: shortened(name),
        values: ladder.steps.map { target < $0.count ? $0[target][keyPath: measure] : .nan }
      )
    }
    if lines.count > Self.mostLines {
      // Of many targets the ends and the middle say what there is to say.
      let sorted = ladder.steps.map { $0.map { $0[keyPath: measure] }.sorted() }
      lines = [("lowest", 0.0), ("middle", 0.5), ("highest", 1.0)].map { name, place in
        (
          name: name,
          values: sorted.map { $0.isEmpty ? .nan : $0[Int(place * Double($0.count - 1))] }
        )
      }
    }
    return LadderChart(
      title: title, fractions: ladder.fractions, lines: lines, isShare: isShare,
      marked: ladder.chosen
    ).html
  }

  /// The pictures of one step at a time, chosen with the arrow keys or by pointing, without a script.
  private func slider(_ ladder: FilterLadder, _ number: Int) throws(PictureError) -> [HTML] {
    guard results.arePictures, ladder.steps.contains(where: { $0.contains { !$0.input.isEmpty } })
    else { return [] }
    let targets = max(1, min(shownTargets, Self.mostPictures / max(1, ladder.steps.count)))
    var steps: [HTML] = [
      .element(.legend, [:], [.text("Pictures at each fraction of \(shortened(ladder.filter))")])
    ]
    for (index, step) in ladder.steps.enumerated() {
      let id = "ladder\(number)-\(index)"
      let fraction = NumberText.short(ladder.fractions[index])
      var input: [(HTMLAttribute, String)] = [
        (.type, "radio"), (.name, "ladder\(number)"), (.id, id),
      ]
      if index == ladder.chosen ?? 0 { input.append((.checked, "checked")) }
      var figures: [HTML] = []
      for solution in step.prefix(targets) where !solution.input.isEmpty {
        let name = shortened(results.targetNames[solution.target])
        figures.append(
          .element(
            .li, [:],
            [
              .element(
                .figure, [:],
                [
                  .element(.figcaption, [:], [.element(.strong, [:], [.text(name)])]),
                  try picture(pixels(of: solution), alt: "Picture for \(name) at \(fraction)"),
                  .paragraph(NumberText.probability(solution.probability)),
                ])
            ]))
      }
      steps.append(
        .element(
          .div, [.class: "step"],
          [
            .node(.input, input.map { (name: $0.0, value: $0.1) }, []),
            .element(.label, [.target: id], [.text(fraction)]),
            .element(.ul, [.class: "found"], figures),
          ]))
    }
    return [.element(.fieldset, [.class: "slider"], steps)]
  }

  private func table(
    _ ladder: FilterLadder, _ caption: String, _ measure: KeyPath<InverseSolution, Double>
  ) -> HTMLTable {
    var table = HTMLTable(
      caption, columns: ["fraction"] + results.targetNames.map { shortened($0) })
    for (fraction, step) in zip(ladder.fractions, ladder.steps) {
      table.add(NumberText.short(fraction), step.map { .number($0[keyPath: measure]) })
    }
    return table
  }
}
