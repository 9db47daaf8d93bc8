import Bytes
package import Projections

/// How an answer is written.
package enum FormOfAnswer: Sendable {
  /// For people, in so many columns.
  case text(width: Int)
  /// One document.
  case json
  /// One object a row.
  case jsonLines
  /// RFC 4180.
  case csv
  /// Every table.
  case markdown
  /// The 13 columns of the DARWIN tools, as CSV.
  case summarisedResult
}

/// A command's whole answer: the header, the report about everybody, and one for each stratum of
/// `--by`; rendered in every format from the same values.
package struct Answer<Body: Report>: Sendable {
  /// A stratum and what is said about it; `nil`: kept back.
  package typealias Part = (stratum: Stratum, body: Body?)

  /// Definition, set, log, view.
  package let header: AnswerHeader
  /// Everybody; `nil`: kept back.
  package private(set) var whole: Body?
  /// The keys of `--by`.
  package let keys: [String]
  /// The strata, in their order.
  package private(set) var parts: [Part]
  /// What was kept back; `nil`: nothing can be.
  package private(set) var disclosure: Disclosure?
  private var isSummary = false

  package init(
    _ header: AnswerHeader, _ whole: Body, keys: [String] = [],
    parts: [(Stratum, Body)] = [], isSummary: Bool = false
  ) {
    self.header = header
    self.whole = whole
    self.keys = keys
    self.parts = parts.map { ($0.0, $0.1) }
    self.isSummary = isSummary
    if isSummary { summarise() }
  }

  /// What is said about a part of the question, under a header of its own; what was kept back stays
  /// so.
  package func part<Part: Report>(
    _ header: AnswerHeader, _ part: (Body) -> Part
  ) -> Answer<Part> {
    Answer<Part>(
      header: header, whole: whole.map(part), keys: keys,
      parts: parts.map { ($0.stratum, $0.body.map(part)) }, disclosure: disclosure)
  }

  /// The answer without its rows about single units.
  package var summarised: Self {
    var answer = self
    answer.summarise()
    return answer
  }

  private mutating func summarise() {
    whole?.summarise()
    for index in parts.indices { parts[index].body?.summarise() }
  }

  private init(
    header: AnswerHeader, whole: Body?, keys: [String], parts: [Part], disclosure: Disclosure?
  ) {
    self.header = header
    self.whole = whole
    self.keys = keys
    self.parts = parts
    self.disclosure = disclosure
  }

  /// Whether nothing is left to be shown.
  package var isWithheld: Bool { whole == nil && parts.allSatisfy { $0.body == nil } }

  /// Keeps back groups of fewer people than the rule asks for, and in larger ones what is about so few.
  ///
  /// Where strata are kept back, the next smallest goes too until they are two or more and together
  /// of enough people; and the whole is not shown beside strata of which anything is kept back: a
  /// difference would give it away.
  package mutating func withhold(by rule: ReleaseRule) {
    var disclosure = Disclosure(rule)
    if let step = rule.rounding {
      disclosure.remark(
        "exact counts", "rounded to the nearest \(step), or sums of counts so rounded")
    }
    let sizes = parts.map { $0.body?.people ?? 0 }
    for index in parts.indices where disclosure.isSmall(sizes[index]) {
      withhold(part: index, &disclosure)
    }
    while let next = nextPart(disclosure, sizes) { withhold(part: next, &disclosure) }
    for index in parts.indices { parts[index].body?.withhold(&disclosure) }
    if disclosure.isSmall(whole?.people ?? 0) {
      disclosure.withholdSmall("everything")
      whole = nil
    } else if !parts.isEmpty && !disclosure.remarks.isEmpty {
      disclosure.remark("the whole beside its strata", "a difference would give a stratum away")
      whole = nil
    } else {
      whole?.withhold(&disclosure)
    }
    self.disclosure = disclosure
  }

  /// The smallest stratum that is shown, where those that are kept back are too few without it.
  private func nextPart(_ disclosure: Disclosure, _ sizes: [Int]) -> Int? {
    let hidden = parts.indices.filter { parts[$0].body == nil }
    let people = hidden.reduce(0) { $0 + sizes[$1] }
    guard hidden.count == 1 || disclosure.isSmall(people) else { return nil }
    return parts.indices.filter { parts[$0].body != nil }.min { sizes[$0] < sizes[$1] }
  }

  private mutating func withhold(part index: Int, _ disclosure: inout Disclosure) {
    disclosure.withholdSmall(name(of: parts[index].stratum))
    parts[index].body = nil
  }

  /// `site=A sex=female`.
  package func name(of stratum: Stratum) -> String { stratum.name(under: keys) }

  /// The answer in one form; `tidy`: one value each.
  package func render(_ form: FormOfAnswer, tidy: Bool) -> [UInt8] {
    let onlyFigures = tidy || isSummary
    switch form {
    case .json: return json
    case .summarisedResult:
      return Figure.summarisedResult(figures, header, rule: disclosure?.rule).csv
    case .csv where onlyFigures: return Figure.tidy(figures, header).csv
    case .jsonLines where onlyFigures: return Figure.tidy(figures, header).jsonLines
    case .csv: return rows?.csv(closing: basis) ?? Figure.tidy(figures, header).csv
    case .jsonLines:
      return rows?.jsonLines(closing: basis) ?? Figure.tidy(figures, header).jsonLines
    case .markdown: return lines(tidy ? tidyText { $0.markdown } : markdown)
    case .text(let width):
      return lines(tidy ? tidyText { $0.text(width: width) } : text(width: width))
    }
  }

  private func lines(_ lines: [String]) -> [UInt8] {
    lines.reduce(into: []) { bytes, line in
      bytes.append(text: Visible.text(line))
      bytes.append(0x0A)
    }
  }

  private func tidyText(_ render: (Sheet) -> [String]) -> [String] {
    render(Figure.tidy(figures, header)) + [""] + header.lastLines
  }

  /// Every figure, those of strata marked.
  package var figures: [Figure] {
    var all = whole?.figures ?? []
    for part in parts {
      for var figure in part.body?.figures ?? [] {
        figure.strata = zip(keys, part.stratum.values).map { ($0, $1) }
        all.append(figure)
      }
    }
    return all
  }

  /// What stands behind every row.
  private var basis: Sheet.Closing {
    [
      (Sheet.Column("definition", nil, .left), .text(header.definition)),
      (Sheet.Column("thresholdSet", nil, .left), .text(header.thresholdSet)),
      (Sheet.Column("basis", nil, .left), .text(header.basis)),
    ]
  }

  /// The rows of all strata under the columns of their keys, or of the whole.
  private var rows: Sheet? {
    guard !parts.isEmpty else { return whole?.rows }
    var all: Sheet?
    for part in parts {
      guard let rows = part.body?.rows else { continue }
      let prefix = zip(keys, part.stratum.values).map {
        (column: Sheet.Column("by_\($0)", $0, .left), cell: Cell.text($1))
      }
      let marked = rows.prefixed(prefix)
      if all == nil { all = marked } else { all?.append(marked) }
    }
    return all
  }

  // MARK: text

  private func text(width: Int) -> [String] {
    var lines: [String] = []
    if let titled = whole ?? parts.lazy.compactMap(\.body).first {
      // What one subject is shown under has a line of its own.
      lines += titled.isSpaced ? Paragraph.broken(titled.title, width: width) + [""] : titled.title
    }
    if let whole { lines += whole.text(width: width) }
    for part in parts {
      lines += ["== \(name(of: part.stratum))"]
      lines += part.body.map { [""] + $0.text(width: width) } ?? ["withheld", ""]
    }
    return lines + Paragraph.broken(remarks, width: width) + header.lastLines
  }

  /// The lines of the text that are titles.
  package func titles(width: Int) -> Set<String> {
    let bodies = [whole].compactMap { $0 } + parts.compactMap(\.body)
    let titles = bodies.flatMap { $0.title + $0.sheets.map(\.title) }
    return Set(Paragraph.broken(titles, width: width).filter { !$0.isEmpty })
  }

  private var markdown: [String] {
    var lines: [String] = []
    func add(_ body: Body) {
      for sheet in body.sheets { lines += sheet.markdown }
      if let rows = body.rows { lines += rows.markdown }
    }
    if let titled = whole ?? parts.lazy.compactMap(\.body).first {
      lines += titled.title.prefix(1).map { "# \($0)" } + [""]
    }
    if let whole { add(whole) }
    for part in parts {
      lines += ["## \(name(of: part.stratum))", ""]
      if let body = part.body { add(body) } else { lines += ["withheld", ""] }
    }
    return lines + remarks + header.lastLines
  }

  private var remarks: [String] {
    guard let disclosure else { return [] }
    let rule = disclosure.rule
    let head = rule.name.map { "withheld: \(withheldCells) figures, by \($0): \(rule.meaning)" }
    let lines =
      [head].compactMap { $0 } + disclosure.remarks.map { "withheld: \($0.what): \($0.why)" }
    return lines.isEmpty ? [] : lines + [""]
  }

  /// How many figures are named and not told; those of strata that are kept back whole are not named.
  private var withheldCells: Int { figures.count { $0.value == .withheld } }

  // MARK: JSON

  /// The document; strata, explanations and what was kept back stand under `extra`.
  private var json: [UInt8] {
    var json = JSONWriter()
    json.object { json in
      header.write(to: &json)
      whole?.write(to: &json)
      let wholeHasExtra = whole?.hasExtra ?? false
      guard wholeHasExtra || !parts.isEmpty || disclosure != nil || header.hasEvidence else {
        return
      }
      json.object("extra") { json in
        if let whole, wholeHasExtra { whole.writeExtra(to: &json) }
        if !parts.isEmpty {
          json.array("by", keys) { $0.string(nil, $1) }
          json.array("strata", parts) { json, part in write(part, to: &json) }
        }
        if let disclosure { write(disclosure, to: &json) }
        header.writeEvidence(to: &json)
      }
    }
    return json.bytes + [0x0A]
  }

  private func write(_ part: Part, to json: inout JSONWriter) {
    json.object { json in
      json.object("stratum") { json in
        for (key, value) in zip(keys, part.stratum.values) {
          json.key(key)
          json.string(nil, value)
        }
      }
      json.bool("withheld", part.body == nil)
      part.body?.write(to: &json)
      if let body = part.body, body.hasExtra {
        json.object("extra") { body.writeExtra(to: &$0) }
      }
    }
  }

  private func write(_ disclosure: Disclosure, to json: inout JSONWriter) {
    json.object("withheld") { json in
      if let name = disclosure.rule.name { json.string("release", name) }
      json.integer("minCellCount", disclosure.minimum)
      if let step = disclosure.rule.rounding { json.integer("roundedTo", step) }
      json.integer("cells", withheldCells)
      json.array("figures", disclosure.remarks) { json, remark in
        json.object { json in
          json.string("what", remark.what)
          json.string("why", remark.why)
        }
      }
    }
  }
}
