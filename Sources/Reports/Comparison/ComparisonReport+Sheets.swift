import Bytes
import Definitions
import Projections
import Statistics

/// Contrasts as tables, and as figures.
extension ComparisonReport {
  /// The instruments that a contrast is about, sorted.
  private func instruments(_ contrasts: [GroupContrast]) -> [String] {
    Set(contrasts.map(\.instrument)).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// One table for each group held against the first, and each instrument.
  private func tables(_ body: (String, [GroupContrast]) -> Sheet) -> [Sheet] {
    comparison.contrasts.enumerated().flatMap { place, contrasts in
      instruments(contrasts).map { instrument in
        body(
          "\(instrument), \(comparison.groups[0]) less \(comparison.groups[place + 1])",
          contrasts.filter { $0.instrument == instrument })
      }
    }
  }

  /// Who meets a criterion.
  var shareSheets: [Sheet] {
    tables { name, contrasts in
      var sheet = Sheet(
        "\(name): of the rated (Newcombe 95 %, Fisher exact)",
        [
          .init("visit", nil, .left), .init("criterion", nil, .left), .init("first", "1st n"),
          .init("firstOf", "of"), .init("second", "2nd n"), .init("secondOf", "of"),
          .init("difference"), .init("lower", "from"), .init("upper", "to"),
          .init("fisherP", "p"),
        ])
      for contrast in contrasts {
        for share in contrast.shares {
          let head: [Cell] = [
            .text(plan.visits[contrast.visit].name), .text(share.criterion.rawValue),
          ]
          guard !leavesFew(contrast), let first = shown(share.first),
            let second = shown(share.second)
          else {
            sheet.add(head + Array(repeating: .withheld, count: 8))
            continue
          }
          let share = rounding == nil ? share : .init(share.criterion, first, second)
          let counts = [share.first, share.second].flatMap { [$0.count, $0.total] }
          sheet.add(
            head + counts.map { .integer($0) } + [
              .optional(share.difference.difference) { .share($0) },
              .optional(share.difference.limits?.lower) { .share($0) },
              .optional(share.difference.limits?.upper) { .share($0) },
              .optional(share.p) { .p($0) },
            ])
        }
      }
      return sheet
    }
  }

  /// The change from baseline.
  var changeSheets: [Sheet] {
    tables { name, contrasts in
      var sheet = Sheet(
        "\(name): change in points (Welch 95 %)",
        [
          .init("visit", nil, .left), .init("firstMean", "1st mean"),
          .init("firstSd", "SD", rank: 1), .init("firstN", "n"), .init("secondMean", "2nd mean"),
          .init("secondSd", "SD", rank: 1), .init("secondN", "n"), .init("difference"),
          .init("lower", "from"), .init("upper", "to"), .init("welchP", "p"),
        ])
      for contrast in contrasts {
        let (first, second) = contrast.changes
        let visit: Cell = .text(plan.visits[contrast.visit].name)
        let moments = [first, second].map {
          ReleasedMoments($0.n, mean: $0.mean, sd: $0.sd, minimum)
        }
        guard rounding == nil, !leavesFew(contrast), !isFew(first.n), !isFew(second.n),
          !moments.contains(where: { $0.mean == .withheld })
        else {
          sheet.add([visit] + Array(repeating: .withheld, count: 10))
          continue
        }
        let groups = zip(moments, [first.n, second.n]).flatMap { moments, n -> [Cell] in
          [moments.mean, moments.sd, .integer(n)]
        }
        sheet.add(
          [visit] + groups + [
            released(contrast.difference.difference),
            released(contrast.difference.limits?.lower),
            released(contrast.difference.limits?.upper),
            ReleasedTest.p(contrast.difference.p, minimum),
          ])
      }
      return sheet
    }
  }

  /// Points with as many decimals as the means beside them have.
  private func released(_ number: Double?) -> Cell {
    ReleasedTest.number(number, decimals: 2, released: 1, minimum)
  }

  /// How long relief lasted in each group.
  var reliefSheet: Sheet {
    var sheet = Sheet(
      "How long relief lasted, in days",
      [
        .init("group", nil, .left), .init("analysed"), .init("lost"), .init("expected"),
        .init("medianAfterDays", "median after"), .init("medianThroughDays", "through"),
        .init("kaplanMeierMedianDays", "K-M median"),
        .init("restrictedMean56Low", "mean to 56 d", rank: 2),
        .init("restrictedMean56High", "to", rank: 2),
      ])
    let relief = comparison.relief
    let few = comparison.groups.indices.filter { index in
      let (analysed, lost) = (relief.analysed[index], relief.logRank.observed[index])
      // Each person has one episode: those who are not analysed are a count.
      let others = plan.unit == .episode ? comparison.subjects[index] - analysed : 0
      return [analysed, lost, analysed - lost, others].contains(where: isFew)
    }
    for (index, name) in comparison.groups.enumerated() {
      let (all, losses) = (relief.analysed[index], relief.logRank.observed[index])
      guard !few.contains(index), let share = shown(Proportion(losses, of: all)) else {
        sheet.add([.text(name)] + Array(repeating: .withheld, count: 8))
        continue
      }
      guard rounding == nil else {
        sheet.add(
          [.text(name), .integer(share.total), .integer(share.count)]
            + Array(repeating: .withheld, count: 6))
        continue
      }
      let estimates = relief.estimates[index]
      let durations = estimates.map { estimates in
        ReliefDurations(estimates, minimum.map { ReleaseRule(minimum: $0) })
      }
      let mean = durations?.means.last
      sheet.add([
        .text(name), .integer(relief.analysed[index]),
        .integer(relief.logRank.observed[index]),
        // All groups expect as many losses as all groups have.
        few.isEmpty
          ? ReleasedTest.number(
            relief.logRank.expected[index], decimals: 2, released: 0, minimum) : .withheld,
        .optional(durations?.medianAfter) { .atLeastDays($0) },
        .optional(durations?.medianThrough) { .atMostDays($0) },
        .days(durations?.kaplanMeierMedian),
        .optional(mean?.low) { .atLeastDays($0) }, .optional(mean?.high) { .atMostDays($0) },
      ])
    }
    return sheet
  }

  /// The test of all groups.
  var logRankSheet: Sheet {
    var sheet = Sheet(
      "Log-rank test, loss dated at the first rating not in relief, entry at the first",
      [.init("chiSquare", "chi-square"), .init("degreesOfFreedom", "d. f."), .init("p")])
    let test = comparison.relief.logRank
    // The groups' numbers of losses can be worked out from the statistic.
    if rounding != nil || reliefSheet.hasWithheld {
      sheet.add(Array(repeating: .withheld, count: 3))
    } else {
      sheet.add([
        ReleasedTest.number(test.chiSquare, decimals: 3, released: 1, minimum),
        .integer(test.degreesOfFreedom), ReleasedTest.p(test.p, minimum),
      ])
      if test.p == nil { sheet.notes = ["no p: no loss was seen, or in one group alone at risk"] }
    }
    return sheet
  }

  /// Pooled over sites, with each site's own effect.
  var pooledSheets: [Sheet] {
    comparison.pooled.enumerated().flatMap { place, contrasts in
      contrasts.map { sheet($0, comparison.groups[place + 1]) }
    }
  }

  private func sheet(_ contrast: PooledContrast, _ other: String) -> Sheet {
    var sheet = Sheet(
      "\(contrast.instrument), \(plan.visits[contrast.visit].name): "
        + "\(comparison.groups[0]) less \(other), by site and pooled",
      [
        .init("site", nil, .left), .init("effect"), .init("standardError", "SE"),
        .init("lower", "from"), .init("upper", "to"), .init("p"), .init("tau2"),
        .init("iSquaredPercent", "I2 %"), .init("remark", "", .left),
      ])
    var hidesSite = false
    for site in contrast.sites {
      // As of the means that an effect is the difference of.
      let least = min(site.counts.first, site.counts.second)
      let isFew = minimum.map { least > 0 && least < 2 * $0 } ?? false
      guard rounding == nil, !isFew, !self.isFew(site.counts.first),
        !self.isFew(site.counts.second)
      else {
        hidesSite = true
        sheet.add([.text(site.name)] + Array(repeating: .withheld, count: 7) + [.text("")])
        continue
      }
      sheet.add([
        .text(site.name), released(site.effect), released(site.variance?.squareRoot()), .missing,
        .missing, .missing, .missing, .missing,
        .text(site.reason.map { "left out: \($0)" } ?? ""),
      ])
    }
    guard let pooled = contrast.pooled, !hidesSite else {
      sheet.notes = [
        hidesSite ? "not pooled beside a site that is withheld" : "fewer than two sites to pool"
      ]
      return sheet
    }
    let fixed = pooled.fixed
    sheet.add(
      [.text("fixed effect")]
        + [fixed.estimate, fixed.standardError, fixed.limits.lower, fixed.limits.upper]
        .map(released) + [.missing, .missing, .missing, .text("")])
    let models = [
      ("DerSimonian-Laird", pooled.derSimonianLaird), ("REML", pooled.reml),
      ("REML, Hartung-Knapp", pooled.hartungKnappREML),
    ]
    for (name, model) in models {
      sheet.add(
        [.text(name)]
          + [model.estimate, model.standardError, model.limits?.lower, model.limits?.upper]
          .map(released) + [
            ReleasedTest.p(model.p, minimum),
            ReleasedTest.number(model.tau2, decimals: 3, released: 1, minimum),
            ReleasedTest.number(model.iSquaredPercent, decimals: 1, released: 0, minimum),
            .text(""),
          ])
    }
    let q = ReleasedTest.number(pooled.q, decimals: 3, released: 1, minimum)
    sheet.notes = [
      "Q \(q.shown) on \(pooled.qDf) d. f., p \(ReleasedTest.p(pooled.qP, minimum).shown)"
    ]
    return sheet
  }

  package var figures: [Figure] {
    var all: [Figure] = zip(comparison.groups, subjects).map { name, count in
      Figure("subjects", name, "count", .integer, .integer(count))
    }
    for sheet in sheets { all += sheet.figures }
    return all
  }
}

extension Sheet {
  /// Every number of the table by itself: its words name it.
  var figures: [Figure] {
    rows.flatMap { row -> [Figure] in
      var names: [String] = []
      for (column, cell) in zip(columns, row) where column.isName {
        names.append("\(column.head) \(cell.exact)")
      }
      for cell in row { if case .text(let text) = cell, !text.isEmpty { names.append(text) } }
      return zip(columns, row).compactMap { column, cell in
        guard !column.isName else { return nil }
        let kind: Figure.Kind
        switch cell {
        case .integer: kind = .integer
        case .share: kind = .proportion
        case .number, .p, .atLeastDays, .atMostDays: kind = .numeric
        case .withheld: kind = .character
        case .text, .missing, .bool, .instant: return nil
        }
        return Figure(title, names.joined(separator: ", "), column.key, kind, cell)
      }
    }
  }
}
