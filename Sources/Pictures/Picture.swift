import Bytes
package import Reports

/// A picture of an answer: what is drawn, what it says in words, and the table behind it.
///
/// It is a value that was drawn already. It is written for a file of its own, on white and with title
/// and caption, or for a page, which has those as text and whose colours hold.
package struct Picture: Sendable {
  package let kind: PictureKind
  /// What is shown, and of whom.
  package let title: String
  /// What comes out, in a sentence or two; stands under the title.
  package let finding: String
  /// The finding in numbers, for those who do not see the picture.
  package let description: String
  /// What has to be known to read it: definition, set, log, how many, conventions. A line each.
  package let caption: [String]
  /// The tables behind it: every number that is drawn.
  package let sheets: [Sheet]
  /// Whether there is nothing to draw, which it says.
  package let isEmpty: Bool
  let header: AnswerHeader
  let drawing: Drawing
  /// Where days stand, in a picture of one curve over days.
  let days: Scale?

  init(
    _ kind: PictureKind, _ header: AnswerHeader, title: String, finding: String,
    description: String, caption: [String], sheets: [Sheet], drawing: Drawing,
    isEmpty: Bool = false, days: Scale? = nil
  ) {
    self.kind = kind
    self.header = header
    self.title = title + header.titleChoices
    self.finding = finding
    self.description = description
    self.caption = Self.basis(header) + caption
    self.sheets = sheets
    self.drawing = drawing
    self.isEmpty = isEmpty
    self.days = days
  }

  /// The width that all pictures have, in px: two columns of a journal.
  static let width = 720.0

  /// Whether it is narrower than others, so that a phone shows it whole.
  package var isNarrow: Bool { drawing.width < Self.width }

  /// The definition, the set, and which lines of which log.
  private static func basis(_ header: AnswerHeader) -> [String] {
    let names = header.logs.map(\.name).joined(separator: ", ")
    let line = header.footer + (names.isEmpty ? "" : " (\(names))")
    let roots = header.logs.compactMap { log in
      log.root.map { "root \($0.base64) of \(log.size) lines" }
    }
    return [line] + roots
  }

  /// Title and finding, drawn from 0 down.
  private var head: Drawing {
    var head = Drawing(width: drawing.width, height: 14)
    let width = drawing.width - 24
    head.height += head.paragraph(title, 12, head.height, width: width, size: 14, isBold: true)
    head.height += 2
    head.height += head.paragraph(finding, 12, head.height, width: width, size: 11.5, ink: .soft)
    head.height += 10
    return head
  }

  /// The caption, drawn from 0 down.
  private var foot: Drawing {
    var foot = Drawing(width: drawing.width, height: 8)
    for line in caption {
      foot.height += foot.paragraph(
        line, 12, foot.height, width: drawing.width - 24, size: 9.5, ink: .soft)
      foot.height += 1.5
    }
    foot.height += 10
    return foot
  }

  /// All parts in place, as a drawing from the upper edge down.
  var whole: Drawing {
    let (head, foot) = (head, foot)
    var whole = Drawing(
      width: drawing.width, height: head.height + drawing.height + foot.height)
    whole.add(head, down: 0)
    whole.add(drawing, down: head.height)
    whole.add(foot, down: head.height + drawing.height)
    return whole
  }

  /// The picture as an SVG element.
  ///
  /// - Parameters:
  ///   - idPrefix: what the ids in it begin with, so that several can stand in one page: letters,
  ///     digits, `-` and `_`, a letter first.
  package func svg(idPrefix: String = "figure") -> [UInt8] {
    var svg = SVGWriter(inPage: false)
    let shown = whole
    svg.begin(
      id: idPrefix, width: shown.width, height: shown.height, title: title,
      description: description)
    svg.metadata(metadata)
    svg.draw(shown)
    svg.end()
    return svg.bytes
  }

  /// A part is about a plot high, in px, so that a sheet takes as many as fit.
  private static let partHeight = 420.0

  /// The picture as SVG elements for a page: no ground, the colour of its text, neither title nor
  /// caption drawn. They stand under each other without a gap; a picture of many plots has several, so
  /// that paper can break between them.
  ///
  /// - Parameter idPrefix: as above; the second element's has `-2` behind it, and so on.
  package func elements(idPrefix: String) -> [[UInt8]] {
    let parts = drawing.parts(noHigherThan: Self.partHeight)
    return parts.enumerated().map { place, part in
      var svg = SVGWriter(inPage: true)
      let isFirst = place == 0
      svg.begin(
        id: isFirst ? idPrefix : "\(idPrefix)-\(place + 1)", width: drawing.width,
        height: part.bottom - part.top, from: part.top,
        title: parts.count == 1 ? title : "\(title), part \(place + 1) of \(parts.count)",
        description: isFirst ? description : "The description stands with the first part.")
      if isFirst { svg.metadata(metadata) }
      svg.draw(part.items)
      svg.end()
      return svg.bytes
    }
  }

  // MARK: for programs

  /// Longer tables are left to `--data`.
  private static let longestTable = 60

  /// Where the picture comes from and what it says, as JSON: the tables behind it too, where they are
  /// short.
  package var metadata: [UInt8] {
    var json = JSONWriter()
    json.object { json in
      json.string("program", "reprieve \(Build.version)")
      json.string("picture", kind.rawValue)
      header.write(to: &json)
      header.writeEvidence(to: &json)
      json.string("finding", finding)
      json.array("tables", sheets.filter { $0.rows.count <= Self.longestTable }) { json, sheet in
        sheet.writeTitled(to: &json)
      }
    }
    return json.bytes
  }

  /// The tables behind the picture as one JSON document.
  package var json: [UInt8] {
    var json = JSONWriter()
    json.object { json in
      header.write(to: &json)
      json.string("picture", kind.rawValue)
      json.string("title", title)
      json.string("description", description)
      json.array("caption", caption) { $0.string(nil, $1) }
      json.array("tables", sheets) { json, sheet in sheet.writeTitled(to: &json) }
      if header.hasEvidence { json.object("extra") { header.writeEvidence(to: &$0) } }
    }
    return json.bytes + [0x0A]
  }

  /// All tables as one, for forms that hold one: the first column says which of them a row is of.
  package var table: Sheet {
    guard sheets.count > 1 else { return sheets.first ?? Sheet("", []) }
    var columns: [Sheet.Column] = []
    for sheet in sheets {
      for column in sheet.columns where !columns.contains(where: { $0.key == column.key }) {
        columns.append(column)
      }
    }
    var table = Sheet("", [Sheet.Column("table", nil, .left)] + columns)
    for sheet in sheets {
      for row in sheet.rows {
        let cells = columns.map { column in
          sheet.columns.firstIndex { $0.key == column.key }.map { row[$0] } ?? .missing
        }
        table.add([.text(sheet.title)] + cells)
      }
    }
    return table
  }

  /// The tables as text of a width, and where they come from.
  package func text(width: Int) -> [String] {
    [title, ""] + sheets.flatMap { $0.text(width: width) + [""] }
      + Paragraph.broken(caption, width: width)
  }

  /// Likewise as Markdown.
  package var markdown: [String] {
    ["# \(title)", ""] + sheets.flatMap { $0.markdown } + caption.flatMap { [$0, ""] }
  }
}
