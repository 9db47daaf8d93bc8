import Bytes
package import Definitions

/// `definitions diff`: values that are not the same on both sides.
package struct DefinitionDifferenceReport {
  private let comparison: DefinitionComparison
  private let fileDigest: String?

  /// - Parameter fileDigest: of the `--definitions` file, where there is one.
  package init(_ comparison: DefinitionComparison, fileDigest: String?) {
    self.comparison = comparison
    self.fileDigest = fileDigest
  }

  /// A document with all differences.
  package var json: [UInt8] {
    var json = JSONWriter()
    json.object { json in
      json.string("file", fileDigest)
      json.string("left", comparison.left)
      json.string("right", comparison.right)
      json.array("differences", comparison.differences) { json, difference in
        json.object { json in
          json.string("kind", difference.topic.kind.rawValue)
          json.string("id", difference.topic.name)
          json.string("instrument", difference.instrument)
          json.string("member", difference.member)
          write("left", difference.left, to: &json)
          write("right", difference.right, to: &json)
        }
      }
    }
    return json.bytes + [0x0A]
  }

  private func write(_ key: StaticString, _ value: DefinitionValue?, to json: inout JSONWriter) {
    if let value { value.write(key, to: &json) } else { json.null(key) }
  }

  /// A row for each difference.
  package var rows: DefinitionRows {
    var rows = DefinitionRows(["kind", "id", "instrument", "member", "left", "right"])
    for difference in comparison.differences {
      rows.add(
        difference.topic.kind.rawValue,
        [
          .text(difference.topic.name), difference.instrument.map(DefinitionValue.text),
          .text(difference.member), difference.left, difference.right,
        ])
    }
    return rows
  }

  /// A table for each topic that differs, at most 80 columns wide.
  package var text: [String] {
    let all = comparison.differences
    let file = fileDigest.map { " (definitions file \($0))" } ?? ""
    let title = "\(comparison.left) and \(comparison.right)\(file)"
    guard !all.isEmpty else { return [title + ": no difference"] }
    var lines = [title]
    var rest = all[...]
    while let topic = rest.first?.topic {
      let group = rest.prefix { $0.topic == topic }
      rest = rest.dropFirst(group.count)
      if comparison.left != topic.name {
        lines += ["", heading(topic, group)]
      }
      lines += table(of: Array(group))
    }
    return lines + ["", "\(all.count) difference\(all.count == 1 ? "" : "s")"]
  }

  /// `set clinic, new`, `windows`.
  private func heading(
    _ topic: DefinitionTopic, _ group: ArraySlice<DefinitionComparison.Difference>
  ) -> String {
    guard [.instrument, .set].contains(topic.kind) else { return topic.name }
    let names: Set = ["name", "title"]
    let isNew = group.contains {
      $0.instrument == nil && names.contains($0.member) && $0.left == nil
    }
    return "\(topic.kind.rawValue) \(topic.name)\(isNew ? ", new" : "")"
  }

  /// Short values in a table, long ones under it.
  private func table(of group: [DefinitionComparison.Difference]) -> [String] {
    let isShort = { (difference: DefinitionComparison.Difference) in
      [difference.left, difference.right].allSatisfy { ($0?.text ?? "").count <= 30 }
    }
    let short = group.filter(isShort)
    let hasInstrument = short.contains { $0.instrument != nil }
    var table = TextTable(
      (hasInstrument ? [(head: "instrument", side: .left)] : [])
        + ["value", comparison.left, comparison.right].map { (head: $0, side: .left) })
    for difference in short {
      table.add(
        (hasInstrument ? [difference.instrument ?? ""] : [])
          + [difference.member, difference.left?.text ?? "-", difference.right?.text ?? "-"])
    }
    let lines = short.isEmpty ? [] : table.lines.map { "  " + $0 }
    guard lines.allSatisfy({ $0.unicodeScalars.count <= Paragraph.width }) else {
      return group.flatMap(paragraphs)
    }
    return lines + group.filter { !isShort($0) }.flatMap(paragraphs)
  }

  /// The form for values that are too long for a table.
  private func paragraphs(_ difference: DefinitionComparison.Difference) -> [String] {
    let width = max(comparison.left.count, comparison.right.count) + 6
    let head = [difference.instrument, difference.member].compactMap(\.self)
    return ["  " + head.joined(separator: " ")]
      + Paragraph.lines(
        Paragraph.padded("    \(comparison.left)", width), difference.left?.text ?? "-")
      + Paragraph.lines(
        Paragraph.padded("    \(comparison.right)", width), difference.right?.text ?? "-")
  }
}
