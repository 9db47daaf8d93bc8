import Pictures
import Reports

/// Writes a picture of an answer into a page: the drawing with title and description for those who
/// do not see it, a caption, and every number that is drawn as tables under it.
struct PageFigure {
  let picture: Picture
  /// Tells its ids from those of others.
  let number: Int
  /// The number of the first of its tables.
  let firstTable: Int

  /// The values of a curve, for the page's script; who sees no script has them in the table.
  private func writeReadings(to html: inout HTML) {
    let readings = picture.readings
    guard !readings.isEmpty else { return }
    html.element("ol", [.init("class", "readings"), .init("hidden")]) { html in
      for reading in readings {
        html.element("li", [.init("data-x", Digits.fixed(reading.x, 1))], reading.text)
      }
    }
    html.line()
  }

  func write(to html: inout HTML) {
    html.element("figure", [.init("id", "figure-\(number)")]) { html in
      html.element(
        "div",
        [
          .init("class", picture.isNarrow ? "drawing narrow" : "drawing"), .init("role", "region"),
          .init("aria-label", "Drawing of figure \(number)"), .init("tabindex", "0"),
        ]
      ) { html in
        for element in picture.elements(idPrefix: "f\(number)") { html.markup(element) }
      }
      html.line()
      writeReadings(to: &html)
      html.element("figcaption") { html in
        html.element("strong", "Figure \(number). \(picture.title).")
        html.text(" \(picture.finding)")
        html.element("span", [.init("class", "basis")], picture.caption.joined(separator: " · "))
      }
    }
    html.line()
    guard !picture.sheets.isEmpty else { return }
    html.element("details") { html in
      html.element("summary", "What figure \(number) is drawn from, as a table")
      html.line()
      // Narrow ones stand beside each other where there is room, on paper above all.
      html.element("div", [.init("class", "tables")]) { html in
        for (place, sheet) in picture.sheets.enumerated() {
          PageTable(
            sheet: sheet, number: firstTable + place, longest: PageTable.longestBehindFigure
          ).write(to: &html)
        }
      }
    }
    html.line()
  }
}
