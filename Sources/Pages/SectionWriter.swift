import Pictures
import Reports

/// Writes sections one after the other, and numbers their tables and figures.
struct SectionWriter {
  private var tables = 0
  private var figures = 0

  /// - Parameters:
  ///   - number: what stands before the heading; `nil`: nothing.
  ///   - level: of the heading, from 2; no level is left out on the way down.
  mutating func write(
    _ section: PageSection, numbered number: String?, level: Int, to html: inout HTML
  ) {
    var attributes: [HTML.Attribute] = []
    if let id = section.id { attributes.append(.init("id", id.description)) }
    html.element("section", attributes) { html in
      html.element(Self.heading(level)) { html in
        if let number {
          html.element("span", [.init("class", "number")], number)
          html.text(" ")
        }
        html.text(section.heading)
      }
      html.line()
      var parts = section.parts[...]
      while let part = parts.first {
        let tables = parts.prefix { if case .table = $0 { true } else { false } }
        guard tables.count > 1 else {
          write(part, level, to: &html)
          parts.removeFirst()
          continue
        }
        // Narrow ones stand beside each other where there is room.
        html.element("div", [.init("class", "tables")]) { html in
          for table in tables { write(table, level, to: &html) }
        }
        html.line()
        parts.removeFirst(tables.count)
      }
    }
    html.line()
  }

  private static func heading(_ level: Int) -> StaticString {
    switch level {
    case 2: "h2"
    case 3: "h3"
    default: "h4"
    }
  }

  private mutating func write(_ part: PageSection.Part, _ level: Int, to html: inout HTML) {
    switch part {
    case .paragraph(let text): html.element("p") { $0.prose(text) }
    case .finding(let text): html.element("p", [.init("class", "finding")]) { $0.prose(text) }
    case .note(let text): html.element("p", [.init("class", "note")]) { $0.prose(text) }
    case .list(let items):
      guard !items.isEmpty else { return }
      html.element("ul") { html in
        for item in items { html.element("li") { $0.prose(item) } }
      }
    case .terms(let terms): Self.write(terms, to: &html)
    case .lines(let lines, let label):
      html.element(
        "pre", [.init("tabindex", "0"), .init("role", "region"), .init("aria-label", label)]
      ) { html in
        for (place, line) in lines.enumerated() {
          if place > 0 { html.line() }
          html.text(line)
        }
      }
    case .table(let sheet):
      tables += 1
      PageTable(sheet: sheet, number: tables).write(to: &html)
    case .picture(let picture):
      figures += 1
      PageFigure(picture: picture, number: figures, firstTable: tables + 1).write(to: &html)
      tables += picture.sheets.count
    case .section(let section):
      write(section, numbered: nil, level: level + 1, to: &html)
    }
    html.line()
  }

  /// Names and what they stand for.
  static func write(_ terms: [(name: String, value: String)], to html: inout HTML) {
    html.element("dl") { html in
      for term in terms {
        html.element("div") { html in
          html.element("dt", term.name)
          html.element("dd") { $0.prose(term.value) }
        }
      }
    }
    html.line()
  }
}
