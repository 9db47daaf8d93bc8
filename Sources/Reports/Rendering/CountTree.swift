package import Bytes

/// Counts that add up: a flow, where each count is the sum of its parts.
///
/// Text, JSON and figures are rendered from the same tree, so that what is kept back in one is kept
/// back in all.
package struct CountTree: Sendable {
  /// Where a count is shown.
  package enum Place: Sendable {
    /// In a line of its own.
    case line
    /// Behind the count that it is a part of, as a reason.
    case reason
    /// In another table of the answer: it is in the tree because it adds up with the others.
    case elsewhere
  }

  /// What a count is a part of.
  package struct Share: Sendable {
    /// The whole, as an index of the tree.
    package let whole: Int
    /// Shares of one whole with the same number are disjoint.
    package let partition: Int
    /// Whether the shares of the partition make up the whole; else there is a rest, which no
    /// answer names but which anybody can work out.
    package let isExhaustive: Bool
  }

  /// What is shown of a count that is rounded.
  struct Rounded: Equatable, Sendable {
    let value: Int
    /// How far the count may lie from it.
    let slack: Int
    /// Whether it is the sum of its rounded parts, and tells no more than they.
    var isSum = false
  }

  /// A count.
  package struct Entry: Sendable {
    /// Its name for programs.
    package let key: String
    /// Its name for people.
    package let label: String
    /// How many.
    package let count: Int
    /// How many people it is about; `nil`: not known to be fewer.
    package let people: Int?
    /// What it is a part of: the first is its parent. Empty: of nothing.
    package fileprivate(set) var shares: [Share]
    /// Where it is shown.
    package let place: Place
    /// Whether no answer names it, and anybody may work it out: a rest that stands in several sums.
    fileprivate(set) var isRest = false
    /// Kept back by the rule.
    package fileprivate(set) var isWithheld = false
    /// As it is shown where counts are rounded; `nil`: they are not.
    var rounded: Rounded?

    /// What it is a part of, as an index of the tree; `nil`: of nothing.
    package var parent: Int? { shares.first?.whole }
    /// The count as it may be shown.
    package var cell: Cell { shown.map { .integer($0) } ?? .withheld }
    /// The count as it may be shown; `nil` where it is kept back.
    package var shown: Int? { isWithheld ? nil : rounded?.value ?? count }
  }

  package internal(set) var entries: [Entry] = []
  /// The rule by which counts are rounded; `nil`: they are not.
  var rule: ReleaseRule?

  package init() {}

  /// Adds a count.
  ///
  /// - Parameters:
  ///   - parent: what it is a part of.
  ///   - isPart: whether its siblings and itself make up the parent; else there is a rest.
  ///   - partition: tells several ways of taking the parent apart; parts that make up the parent
  ///     are in partition 0 where nothing else is said, and each other one is in its own.
  ///   - people: how many people it is about.
  @discardableResult
  package mutating func add(
    _ key: String, _ label: String, _ count: Int, of parent: Int? = nil, isPart: Bool = true,
    partition: Int? = nil, people: Int? = nil, place: Place = .line
  ) -> Int {
    entries.append(
      Entry(key: key, label: label, count: count, people: people, shares: [], place: place))
    let index = entries.count - 1
    if let parent { share(index, of: parent, isPart: isPart, partition: partition) }
    return index
  }

  /// Adds a number that no answer shows, but that follows from others.
  mutating func addRest(_ key: String, _ count: Int) -> Int {
    let index = add(key, "", count, place: .elsewhere)
    entries[index].isRest = true
    return index
  }

  /// Says that a count is a part of another one too.
  package mutating func share(
    _ index: Int, of whole: Int, isPart: Bool = false, partition: Int? = nil
  ) {
    // Numbers below 0 are given to those that name none, one each.
    let own = isPart ? 0 : -1 - index
    entries[index].shares.append(
      Share(whole: whole, partition: partition ?? own, isExhaustive: isPart))
  }

  /// The count of that name as it may be shown.
  package func shown(_ key: String) -> Int? { entries.first { $0.key == key }?.shown }

  /// Keeps back the counts at these places.
  package mutating func withhold(at places: some Sequence<Int>) {
    for place in places { entries[place].isWithheld = true }
    if let rule { round(by: rule) }
  }

  /// Whether anything is kept back.
  package var hasWithheld: Bool { entries.contains(where: \.isWithheld) }

  /// Writes every count that has a place here as a member of its name.
  package func write(_ key: StaticString?, to json: inout JSONWriter) {
    json.object(key) { json in
      for entry in entries where entry.place != .elsewhere {
        json.key(entry.key)
        json.integer(nil, entry.shown)
      }
    }
  }

  /// The counts, indented by what they are part of, reasons behind their sum.
  package func text(width: Int) -> [String] {
    var lines: [String] = []
    for (index, entry) in entries.enumerated() where entry.place == .line {
      let number = entry.cell.shown
      let name = pad(String(repeating: "  ", count: depth(index)) + entry.label, 26)
      var line = name + String(repeating: " ", count: max(0, 6 - number.count)) + number
      let reasons = entries.filter {
        $0.parent == index && $0.place == .reason && ($0.count > 0 || $0.isWithheld)
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
    for (index, entry) in entries.enumerated() where entry.place != .elsewhere {
      let indent = String(repeating: "\u{2003}", count: depth(index))
      sheet.add([.text(indent + entry.label), entry.cell])
    }
    return sheet
  }

  /// The counts as figures.
  package func figures(_ variable: String) -> [Figure] {
    entries.filter { $0.place != .elsewhere }
      .map { Figure(variable, $0.key, "count", .integer, $0.cell) }
  }
}
