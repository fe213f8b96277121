/// A piece of an HTML document: text, an element, or the style sheet.
///
/// Text and the values of attributes are escaped where they are written, so no name from a file can
/// become markup. Documents are polyglot: an HTML parser and a strict XML parser read the same tree.
package indirect enum HTML: Sendable {
  /// Text as it is to be read.
  case text(String)
  /// An element, its attributes in order, and what is in it.
  case node(HTMLTag, [(name: HTMLAttribute, value: String)], [HTML])
  /// A style sheet; a literal, because it cannot be escaped. It has no `<`, `>`, `&` and no quotes.
  case style(StaticString)

  /// An element.
  ///
  /// - Parameters:
  ///   - tag: which one.
  ///   - attributes: names and values, each name once.
  ///   - children: what is in it; nothing for a void element.
  package static func element(
    _ tag: HTMLTag, _ attributes: KeyValuePairs<HTMLAttribute, String> = [:],
    _ children: [HTML] = []
  ) -> HTML {
    .node(tag, attributes.map { ($0.key, $0.value) }, children)
  }
}

extension HTML: ExpressibleByStringLiteral {
  /// Text.
  package init(stringLiteral value: String) { self = .text(value) }
}

/// The elements of HTML and SVG that the reports are made of.
package enum HTMLTag: String, Sendable {
  case html, head, meta, title, style, body
  case header, nav, main, section, footer, h1, h2, h3, p, div, span, strong, code, a
  case ul, ol, li, dl, dt, dd
  case table, caption, thead, tbody, tr, th, td, data
  case figure, figcaption, img, details, summary
  case fieldset, legend, label, input
  case svg, rect, line, polyline, polygon, circle, text

  /// Whether it never has anything in it, and no end tag.
  var isVoid: Bool { self == .meta || self == .img || self == .input }
}

/// The attributes that the reports use.
package enum HTMLAttribute: String, Sendable {
  case xmlns, lang
  case xmlLang = "xml:lang"
  case charset, name, content
  case httpEquivalent = "http-equiv"
  case id, `class`, href, value, type, checked,
    scope, src, alt, width, height, role, open
  case target = "for"
  case label = "aria-label"
  case labelledBy = "aria-labelledby"
  case hidden = "aria-hidden"
  case tabIndex = "tabindex"
  case viewBox, x, y, x1, x2, y1, y2, r, cx, cy, points, rx
  case transform
  case anchor = "text-anchor"
}
