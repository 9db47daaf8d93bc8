import Bytes
import Definitions
import Projections
import Statistics

/// Visits and courses as tables.
extension ResponseReport {
  /// Two tables for each instrument: the criteria with their limits, and who was rated.
  var tableSheets: [Sheet] {
    tables.indices.flatMap { [criteria($0), rated($0)] }
  }

  private func criteria(_ place: Int) -> Sheet {
    let table = tables[place]
    var sheet = Sheet(
      "\(table.instrument): of the rated, with 95 % limits (Wilson)",
      [
        .init("visit", nil, .left), .init("criterion", nil, .left), .init("n"),
        .init("rated", "of"), .init("proportion", "share"), .init("lower", "from"),
        .init("upper", "to"), .init("ofAll", "of all", .right, rank: 1),
        .init("lowerOfAll", "from", .right, rank: 2), .init("upperOfAll", "to", .right, rank: 2),
      ])
    for visit in plan.visits.indices {
      let counts = counts(place, visit)
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
        let (ofRated, ofAll) = (counts.ofRated(count), counts.ofAll(count))
        sheet.add(
          name + [.integer(count), .integer(counts.rated)] + Self.cells(ofRated)
            + Self.cells(ofAll))
      }
    }
    if let all = counts.courses(place).shown {
      sheet.notes = ["of all \(all) courses the unrated count as not meeting it"]
    }
    if minimum == nil, table.subjects < table.courses {
      sheet.notes.append(
        "\(table.courses) courses of \(table.subjects) people: the limits take them as independent;"
      )
      sheet.notes.append("--first-course has one of each")
    }
    return sheet
  }

  static func cells(_ proportion: Proportion) -> [Cell] {
    [
      .optional(proportion.value) { .share($0) },
      .optional(proportion.limits?.lower) { .share($0) },
      .optional(proportion.limits?.upper) { .share($0) },
    ]
  }

  private func rated(_ place: Int) -> Sheet {
    let table = tables[place]
    var sheet = Sheet(
      "\(table.instrument): change from baseline, and why courses are not rated",
      [
        .init("visit", nil, .left), .init("rated"), .init("meanChange", "mean change"),
        .init("sdChange", "SD"), .init("unratedRetreated", "retreated"),
        .init("unratedFollowUpTooShort", "too short"), .init("unratedMissed", "missed"),
      ])
    for visit in plan.visits.indices {
      let counts = counts(place, visit)
      let cells = counts.counts.map(\.cell)
      sheet.add(
        [.text(plan.visits[visit].name), cells[0], counts.meanChange, counts.sdChange]
          + cells.dropFirst())
    }
    if let between = betweenVisits(table) {
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
    var all = counts.tree.figures("flow")
    for place in tables.indices {
      let group = [Figure.Pair("instrument", tables[place].instrument)]
      for visit in plan.visits.indices {
        let name = plan.visits[visit].name
        let visitCounts = counts(place, visit)
        let courses = [(key: "courses", cell: counts.courses(place).cell)]
        for count in courses + visitCounts.counts {
          all.append(Figure(count.key, name, "count", .integer, count.cell, group: group))
        }
        for share in visitCounts.shares {
          all += Self.figures(share, visitCounts, name, group)
        }
        let moments = [("mean", visitCounts.meanChange), ("sd", visitCounts.sdChange)]
        for (estimate, cell) in moments {
          all.append(Figure("change", name, estimate, .numeric, cell, group: group))
        }
      }
    }
    return all
  }

  private static func figures(
    _ share: VisitCounts.Share, _ counts: VisitCounts, _ visit: String, _ group: [Figure.Pair]
  ) -> [Figure] {
    let variable = share.key.description
    guard let count = share.count else { return [] }
    func figure(_ estimate: String, _ kind: Figure.Kind, _ cell: Cell) -> Figure {
      Figure(
        variable, visit, estimate, kind, share.isWithheld ? .withheld : cell, group: group)
    }
    let names = ["proportion", "lower", "upper"]
    let hidden: [Cell] = names.map { _ in .withheld }
    let ofRated = zip(names, share.isWithheld ? hidden : cells(counts.ofRated(count)))
    let ofAll = zip(
      names.map { $0 + "OfAll" }, share.isWithheld ? hidden : cells(counts.ofAll(count)))
    return [figure("count", .integer, .integer(count))]
      + (Array(ofRated) + Array(ofAll)).map { figure($0, .proportion, $1) }
  }
}
