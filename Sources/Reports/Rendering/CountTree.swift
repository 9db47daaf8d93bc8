package import Bytes

/// Counts that add up: a flow, where each count is the sum of its parts.
///
/// Text, JSON and figures are rendered from the same tree, so that what is kept back in one is kept
/// back in all.
package struct CountTree: Sendable {
  /// A count.
  package struct Entry: Sendable {
    /// Its name for programs.
    package let key: String
    /// Its name for people.
    package let label: String
    /// How many.
    package let count: Int
    /// What it is a part of, as an index of the tree; `nil`: of nothing.
    package let parent: Int?
    /// Whether its siblings and itself make up the parent.
    package let isPart: Bool
    /// Whether it has a line of its own in text; else it stands behind its parent as a reason.
    package let hasLine: Bool
    /// Kept back by `--min-cell-count`.
    package var isWithheld = false

    /// The count as it may be shown.
    package var cell: Cell { isWithheld ? .withheld : .integer(count) }
    /// The count as it may be shown; `nil` where it is kept back.
    package var shown: Int? { isWithheld ? nil : count }
  }

  package private(set) var entries: [Entry] = []

  package init() {}

  /// Adds a count; `isPart`: together with its siblings it makes up the parent.
  @discardableResult
  package mutating func add(
    _ key: String, _ label: String, _ count: Int, of parent: Int? = nil, isPart: Bool = true,
    hasLine: Bool = true
  ) -> Int {
    entries.append(
      Entry(
        key: key, label: label, count: count, parent: parent, isPart: isPart && parent != nil,
        hasLine: hasLine))
    return entries.count - 1
  }

  /// The count of that name as it may be shown.
  package func shown(_ key: String) -> Int? { entries.first { $0.key == key }?.shown }

  /// Keeps back counts under the minimum, and so many others that none of them can be worked out.
  package mutating func withhold(under minimum: Int) {
    for index in entries.indices where Disclosure.isSmall(entries[index].count, minimum) {
      entries[index].isWithheld = true
    }
    while let other = nextToWithhold(minimum) { entries[other].isWithheld = true }
  }

  /// Keeps back the counts at these places.
  package mutating func withhold(at places: some Sequence<Int>) {
    for place in places { entries[place].isWithheld = true }
  }

  /// A count that would give away one that is kept back: of a sum and its parts either none or at
  /// least two are unknown, and those that are hide at least the minimum together.
  private func nextToWithhold(_ minimum: Int) -> Int? {
    for parent in entries.indices {
      let parts = entries.indices.filter { entries[$0].parent == parent && entries[$0].isPart }
      guard !parts.isEmpty else { continue }
      let hidden = parts.filter { entries[$0].isWithheld }
      let unknown = hidden.count + (entries[parent].isWithheld ? 1 : 0)
      guard unknown > 0 else { continue }
      let hiddenSum = hidden.reduce(0) { $0 + entries[$1].count }
      if unknown > 1 && (entries[parent].isWithheld || hiddenSum >= minimum) { continue }
      let visible = parts.filter { !entries[$0].isWithheld && entries[$0].count > 0 }
      if let least = visible.min(by: { entries[$0].count < entries[$1].count }) { return least }
      if !entries[parent].isWithheld && entries[parent].count > 0 { return parent }
    }
    return nil
  }

  /// Writes every count as a member of its name.
  package func write(_ key: StaticString?, to json: inout JSONWriter) {
    json.object(key) { json in
      for entry in entries {
        json.key(entry.key)
        json.integer(nil, entry.shown)
      }
    }
  }

  /// The counts, indented by what they are part of, reasons behind their sum.
  package func text(width: Int) -> [String] {
    var lines: [String] = []
    for (index, entry) in entries.enumerated() where entry.hasLine {
      let number = entry.cell.shown
      let name = pad(String(repeating: "  ", count: depth(index)) + entry.label, 26)
      var line = name + String(repeating: " ", count: max(0, 6 - number.count)) + number
      let reasons = entries.filter {
        $0.parent == index && !$0.hasLine && ($0.count > 0 || $0.isWithheld)
      }
      for (place, reason) in reasons.enumerated() {
        let more = (place == 0 ? "   " : ", ") + "\(reason.cell.shown) \(reason.label)"
        if (line + more).count < width {
          line += more
        } else {
          lines.append(line + ",")
          line = String(repeating: " ", count: 35) + "\(reason.cell.shown) \(reason.label)"
        }
      }
      lines.append(line)
    }
    return lines
  }

  private func depth(_ index: Int) -> Int { entries[index].parent.map { depth($0) + 1 } ?? 0 }

  /// The counts as a table.
  package func sheet(_ title: String) -> Sheet {
    var sheet = Sheet(title, [.init("count", "", .left), .init("n")])
    for (index, entry) in entries.enumerated() {
      let indent = String(repeating: "\u{2003}", count: depth(index))
      sheet.add([.text(indent + entry.label), entry.cell])
    }
    return sheet
  }

  /// The counts as figures.
  package func figures(_ variable: String) -> [Figure] {
    entries.map { Figure(variable, $0.key, "count", .integer, $0.cell) }
  }
}
