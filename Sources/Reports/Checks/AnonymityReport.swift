import Bytes
package import Projections

/// The answer of `check --k N --quasi KEYS`: which groups of people who share what others may know are
/// too small, and how many people would have to go.
package struct AnonymityReport: Sendable {
  /// People who share their values.
  private struct Group {
    let stratum: Stratum
    let people: Int
    /// Different values of what is sensitive among them; `nil`: nothing was named.
    let distinct: Int?
  }

  private let header: AnswerHeader
  private let least: Int
  private let keys: [String]
  private let sensitive: [String]?
  private let groups: [Group]

  /// - Parameter least: the fewest people that a group may have.
  package init(
    _ header: AnswerHeader, _ projection: AnonymityProjection,
    _ value: [Stratum: AnonymityProjection.Group], least: Int
  ) {
    self.header = header
    self.least = least
    keys = projection.keys
    let sensitive = projection.sensitive
    self.sensitive = sensitive?.keys
    groups = value.sorted { $0.key < $1.key }.map { stratum, group in
      Group(
        stratum: stratum, people: group.people,
        distinct: sensitive == nil ? nil : group.sensitive.count)
    }
  }

  /// Groups of fewer people than asked for.
  private var small: [Group] { groups.filter { $0.people < least } }
  /// Groups that are large enough, and all of whom have one value of what is sensitive.
  private var uniform: [Group] { groups.filter { $0.people >= least && $0.distinct == 1 } }
  /// How many people are in groups that are too small.
  package var peopleInSmallGroups: Int { small.reduce(0) { $0 + $1.people } }
  /// Whether somebody could be told.
  package var saysNo: Bool { groups.isEmpty || !small.isEmpty || !uniform.isEmpty }

  /// What is wrong, in a sentence.
  package var sentence: String {
    guard !groups.isEmpty else { return "nobody is in it: there is no group of \(least) people" }
    var parts: [String] = []
    if !small.isEmpty {
      let groups = small.count == 1 ? "1 group has" : "\(small.count) groups have"
      let people = peopleInSmallGroups == 1 ? "1 person" : "\(peopleInSmallGroups) people"
      parts.append("\(groups) fewer than \(least) people; \(people) would have to go")
    }
    if !uniform.isEmpty {
      let groups = uniform.count == 1 ? "1 larger group has" : "\(uniform.count) larger groups have"
      parts.append("\(groups) one value alone of \(sensitive?.joined(separator: ",") ?? "")")
    }
    return parts.isEmpty ? "every group has \(least) people or more" : parts.joined(separator: "; ")
  }

  /// The document, as `docs/schema/anonymity.schema.json` describes it.
  package var json: [UInt8] {
    var json = JSONWriter()
    json.object { json in
      header.write(to: &json)
      json.integer("k", least)
      json.array("quasi", keys) { $0.string(nil, $1) }
      json.string("sensitive", sensitive?.first)
      json.bool("holds", !saysNo)
      json.integer("subjects", groups.reduce(0) { $0 + $1.people })
      json.integer("groups", groups.count)
      json.integer("smallest", groups.map(\.people).min())
      json.integer("leastDistinct", groups.compactMap(\.distinct).min())
      json.integer("peopleInSmallGroups", peopleInSmallGroups)
      write(small, "small", to: &json)
      if sensitive == nil { json.null("uniform") } else { write(uniform, "uniform", to: &json) }
      if header.hasEvidence { json.object("extra") { header.writeEvidence(to: &$0) } }
    }
    return json.bytes + [0x0A]
  }

  private func write(_ groups: [Group], _ key: StaticString, to json: inout JSONWriter) {
    json.array(key, groups) { json, group in
      json.object { json in
        json.object("values") { json in
          for (key, value) in zip(keys, group.stratum.values) {
            json.key(key)
            json.string(nil, value)
          }
        }
        json.integer("people", group.people)
        json.integer("distinct", group.distinct)
      }
    }
  }

  /// A row for each group that fails.
  package var sheet: Sheet {
    var sheet = Sheet(
      "", keys.map { .init($0, nil, .left) } + [.init("people"), .init("distinct"), .init("why")])
    for (groups, why) in [(small, "few"), (uniform, "one value")] {
      for group in groups {
        sheet.add(
          group.stratum.values.map { .text($0) } + [
            .integer(group.people), .optional(group.distinct), .text(why),
          ])
      }
    }
    return sheet
  }

  /// The sentence, the groups that fail, and the footer.
  package func text(width: Int) -> [String] {
    let people = groups.reduce(0) { $0 + $1.people }
    var lines = Paragraph.broken(
      [
        "\(people) people in \(groups.count) groups by \(keys.joined(separator: ", ")), the smallest "
          + "of \(groups.map(\.people).min() ?? 0)", sentence,
      ], width: width)
    if saysNo { lines += [""] + sheet.text(width: width) }
    return lines + [""] + header.lastLines
  }
}
