import Reports

/// Writes tables of an answer as tables of a page.
///
/// Each has a caption, a head in which every cell names its column, and a first cell that names its
/// row; it stands in a box of its own that scrolls on a narrow screen and can be reached by keyboard.
struct PageTable {
  /// Of a longer table it is said how long it is and which command lists it: a page is no data file,
  /// and a row may be about a person.
  static let longest = 200
  /// Likewise of a table behind a figure, which is looked up and not read.
  static let longestBehindFigure = 60

  let sheet: Sheet
  /// Tells its caption from others.
  let number: Int
  /// The most rows that are written.
  var longest = Self.longest

  func write(to html: inout HTML) {
    guard sheet.rows.count <= longest else { return writeLength(to: &html) }
    let caption = "t\(number)"
    html.element("div", [.init("class", "table")]) { html in
      writeBox(labelledBy: caption, to: &html)
      writeNotes(to: &html)
    }
    html.line()
  }

  private func writeBox(labelledBy caption: String, to html: inout HTML) {
    html.element(
      "div",
      [
        .init("class", "box"), .init("role", "region"), .init("aria-labelledby", caption),
        .init("tabindex", "0"),
      ]
    ) { html in
      html.element("table", isSortable ? [.init("class", "sortable")] : []) { html in
        html.element("caption", [.init("id", caption)], sheet.title)
        html.element("thead") { $0.element("tr") { writeHead(to: &$0) } }
        html.line()
        html.element("tbody") { html in
          for row in sheet.rows {
            html.element("tr") { write(row, to: &$0) }
            html.line()
          }
        }
      }
    }
    html.line()
  }

  /// Rows that are parts of others, or that say what follows from those above, keep their order.
  private var isSortable: Bool {
    sheet.rows.count > 2 && !sheet.rows.contains { $0.contains { Self.isIndented($0) } }
  }

  /// Whether a cell names a part of what stands above it.
  private static func isIndented(_ cell: Cell) -> Bool {
    guard case .text(let text) = cell else { return false }
    return text.hasPrefix("\u{2003}") || text.hasPrefix("  ")
  }

  private func writeHead(to html: inout HTML) {
    for column in sheet.columns {
      let side: [HTML.Attribute] = column.side == .right ? [.init("class", "n")] : []
      html.element("th", [.init("scope", "col")] + side) { html in
        if column.head.isEmpty {
          // A head that text leaves out is said to those who do not see the column.
          html.element("span", [.init("class", "aside")], column.key)
        } else {
          html.text(column.head)
        }
      }
    }
  }

  private func write(_ row: [Cell], to html: inout HTML) {
    // What names the row is the first cell that says anything.
    let head = row.firstIndex { !$0.shown.isEmpty }
    for (place, (cell, column)) in zip(row, sheet.columns).enumerated() {
      var attributes: [HTML.Attribute] = place == head ? [.init("scope", "row")] : []
      let isWithheld = cell == .withheld
      if column.side == .right {
        attributes.append(.init("class", isWithheld ? "n w" : "n"))
      } else if isWithheld {
        attributes.append(.init("class", "w"))
      }
      html.element(place == head ? "th" : "td", attributes, cell.shown)
    }
  }

  private func writeNotes(to html: inout HTML) {
    guard !sheet.notes.isEmpty else { return }
    html.element("p", [.init("class", "note")]) { html in
      for (place, note) in sheet.notes.enumerated() {
        if place > 0 { html.void("br") }
        html.text(note)
      }
    }
    html.line()
  }

  private func writeLength(to html: inout HTML) {
    html.element(
      "p", [.init("class", "note")],
      "“\(sheet.title)” has \(sheet.rows.count) rows and is left out: tables of more than "
        + "\(longest) rows are here. The command that is named in the last section gives each answer; "
        + "reprieve plot KIND --data lists what a picture is drawn from.")
    html.line()
  }
}
