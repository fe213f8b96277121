/// A whole document in one file: nothing is loaded, nothing is run.
struct HTMLPage {
  /// A part of the page with a heading of its own.
  struct Section {
    /// The heading.
    var title: String
    /// The name that links use: ASCII letters.
    var anchor: String
    /// What stands below the heading.
    var content: [HTML]
  }

  /// What the page is about, in the title and the first heading.
  var title: String
  /// What kind of report it is, above the first heading.
  var kind: String
  /// What the window is called; the title and the kind when `nil`.
  var name: String?
  /// What stands below the first heading.
  var summary: [HTML]
  /// What stands before the contents and the sections: the answer, for those who read no further.
  var opening: [HTML] = []
  /// The parts, in order.
  var sections: [Section]

  /// The bytes of the file.
  var bytes: [UInt8] {
    var bytes = Array("<!DOCTYPE html>\n".utf8)
    HTML.element(
      .html, [.xmlns: "http://www.w3.org/1999/xhtml", .lang: "en", .xmlLang: "en"], [head, body]
    ).write(to: &bytes)
    return bytes
  }

  private var head: HTML {
    .element(
      .head, [:],
      [
        .element(.meta, [.charset: "utf-8"]),
        .element(.meta, [.name: "viewport", .content: "width=device-width, initial-scale=1"]),
        .element(.meta, [.name: "color-scheme", .content: "light dark"]),
        // Should anything ever get past the escapes, it still cannot load or run.
        .element(
          .meta,
          [
            .httpEquivalent: "Content-Security-Policy",
            .content: "default-src 'none'; style-src 'unsafe-inline'; img-src data:",
          ]),
        .element(.title, [:], [.text(name ?? "\(title) - \(kind)")]),
        .style(HTMLStyle.sheet),
      ])
  }

  private var body: HTML {
    let links = sections.map { section in
      HTML.element(
        .li, [:], [.element(.a, [.href: "#\(section.anchor)"], [.text(section.title)])])
    }
    return .element(
      .body, [:],
      [
        .element(
          .header, [:],
          [
            .element(.p, [.class: "kind"], [.text(kind)]),
            .element(.h1, [:], [.text(title)]),
          ] + summary),
        .element(
          .main, [:],
          first + [.element(.nav, [.label: "Contents"], [.element(.ul, [:], links)])]
            + sections.map(Self.section)),
        .element(.footer, [:], [.element(.p, [:], ["Made by mlp, of MLPKit."])]),
      ])
  }

  /// The opening, with a heading for those who jump from one to the next.
  private var first: [HTML] {
    guard !opening.isEmpty else { return [] }
    return [
      .element(
        .section, [.class: "opening", .labelledBy: "opening-heading"],
        [.element(.h2, [.id: "opening-heading", .class: "unseen"], ["At a glance"])] + opening)
    ]
  }

  private static func section(_ section: Section) -> HTML {
    let heading = "\(section.anchor)-heading"
    return .element(
      .section, [.id: section.anchor, .labelledBy: heading],
      [.element(.h2, [.id: heading], [.text(section.title)])] + section.content)
  }
}
