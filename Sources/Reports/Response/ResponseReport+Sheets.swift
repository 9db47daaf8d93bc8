import Bytes
import Definitions
import Projections
import Statistics

/// Visits and courses as tables.
extension ResponseReport {
  /// Two tables for each instrument: the criteria with their limits, and who was rated.
  var tableSheets: [Sheet] {
    tables.flatMap { [criteria($0), rated($0)] }
  }

  private func criteria(_ table: ResponseTable) -> Sheet {
    var sheet = Sheet(
      "\(table.instrument): of the rated, with 95 % limits (Wilson)",
      [
        .init("visit", nil, .left), .init("criterion", nil, .left), .init("n"),
        .init("rated", "of"), .init("proportion", "share"), .init("lower", "from"),
        .init("upper", "to"), .init("ofAll", "of all", .right, rank: 1),
        .init("lowerOfAll", "from", .right, rank: 3), .init("upperOfAll", "to", .right, rank: 2),
      ])
    for visit in plan.visits.indices {
      let counts = counts(table, visit)
      for share in counts.shares {
        let name: [Cell] = [.text(plan.visits[visit].name), .text(share.label)]
        guard let count = share.count else {
          sheet.add(name + [.text("no threshold")] + Array(repeating: .missing, count: 7))
          continue
        }
        guard !share.isWithheld else {
          sheet.add(name + Array(repeating: .withheld, count: 8))
          continue
        }
        let (ofRated, ofAll) = (counts.tally.ofRated(count), counts.tally.ofAll(count))
        sheet.add(
          name + [.integer(count), .integer(counts.tally.rated)] + Self.cells(ofRated)
            + Self.cells(ofAll))
      }
    }
    sheet.notes = ["of all \(table.courses) courses the unrated count as not meeting it"]
    if shown(table.courses) == nil { sheet.notes = [] }
    return sheet
  }

  static func cells(_ proportion: Proportion) -> [Cell] {
    [
      .optional(proportion.value) { .share($0) },
      .optional(proportion.limits?.lower) { .share($0) },
      .optional(proportion.limits?.upper) { .share($0) },
    ]
  }

  private func rated(_ table: ResponseTable) -> Sheet {
    var sheet = Sheet(
      "\(table.instrument): change from baseline, and why courses are not rated",
      [
        .init("visit", nil, .left), .init("rated"), .init("meanChange", "mean change"),
        .init("sdChange", "SD"), .init("unratedRetreated", "retreated"),
        .init("unratedFollowUpTooShort", "too short"), .init("unratedMissed", "missed"),
      ])
    for visit in plan.visits.indices {
      let counts = counts(table, visit)
      let cells = Dictionary(
        uniqueKeysWithValues: counts.tree.entries.map { ($0.key, $0.cell) })
      sheet.add([
        .text(plan.visits[visit].name), cells["rated"] ?? .missing,
        .optional(counts.meanChange) { .number($0, decimals: 2) },
        .optional(counts.sdChange) { .number($0, decimals: 2) },
        cells["unratedRetreated"] ?? .missing, cells["unratedFollowUpTooShort"] ?? .missing,
        cells["unratedMissed"] ?? .missing,
      ])
    }
    if let between = shown(table.betweenVisits) {
      sheet.notes = ["\(between) ratings lie between visits"]
    }
    return sheet
  }

  /// A row for each visit of each course.
  package var rows: Sheet? {
    guard let courses else { return nil }
    var sheet = Sheet(
      "",
      [
        "subject", "course", "instrument", "start", "baseline", "baselineSeq", "usable", "visit",
        "rating", "ratingSeq", "time", "unrated", "change", "response", "remission", "reliable",
      ].map { Sheet.Column($0) })
    for course in courses {
      for (visit, result) in zip(plan.visits, course.visits) {
        sheet.add([
          .text(course.subject), .integer(course.course), .text(course.instrument),
          .instant(course.start), .optional(course.baseline?.total),
          .optional(course.baseline?.seq), .bool(course.isUsable), .text(visit.name),
          .optional(result.rating?.total), .optional(result.rating?.seq),
          .optional(result.rating?.time) { .instant($0) },
          .optional(result.unrated) { .text($0.rawValue) }, .optional(result.change),
          .optional(result.response) { .bool($0) }, .optional(result.remission) { .bool($0) },
          .optional(result.reliable),
        ])
      }
    }
    return sheet
  }

  package var figures: [Figure] {
    var all = flow.figures("flow")
    for table in tables {
      let group = [Figure.Pair("instrument", table.instrument)]
      for visit in plan.visits.indices {
        let name = plan.visits[visit].name
        let counts = counts(table, visit)
        for entry in counts.tree.entries {
          all.append(Figure(entry.key, name, "count", .integer, entry.cell, group: group))
        }
        for share in counts.shares {
          all += Self.figures(share, counts.tally, name, group)
        }
        let moments = [("mean", counts.meanChange), ("sd", counts.sdChange)]
        for (estimate, value) in moments {
          let missing: Cell = minimum == nil ? .missing : .withheld
          let cell = value.map { Cell.number($0, decimals: 2) } ?? missing
          all.append(Figure("change", name, estimate, .numeric, cell, group: group))
        }
      }
    }
    return all
  }

  private static func figures(
    _ share: VisitCounts.Share, _ tally: VisitTally, _ visit: String, _ group: [Figure.Pair]
  ) -> [Figure] {
    let variable = share.key.description
    guard let count = share.count else { return [] }
    func figure(_ estimate: String, _ kind: Figure.Kind, _ cell: Cell) -> Figure {
      Figure(
        variable, visit, estimate, kind, share.isWithheld ? .withheld : cell, group: group)
    }
    let names = ["proportion", "lower", "upper"]
    let ofRated = zip(names, cells(tally.ofRated(count)))
    let ofAll = zip(names.map { $0 + "OfAll" }, cells(tally.ofAll(count)))
    return [figure("count", .integer, .integer(count))]
      + (Array(ofRated) + Array(ofAll)).map { figure($0, .proportion, $1) }
  }
}
