import Definitions

/// The ratings that a table seems to hold.
extension MappingProposal {
  /// A rating of each instrument that has columns.
  mutating func ratings(_ time: Sketch, sessions: Sketch) -> [Sketch] {
    var ratings: [Sketch] = []
    for instrument in definitions.instruments {
      let total = roles[.total(instrument.id)]
      let items = (1...instrument.itemCount).compactMap { roles[.item(instrument.id, $0)] }
      let hasItems = items.count == instrument.itemCount
      if !items.isEmpty, !hasItems {
        unsure.append(
          "\(instrument.id) has \(instrument.itemCount) items, and \(items.count) columns name one: they do not enter"
        )
      }
      if total != nil || hasItems {
        var data: [(String, Sketch)] = [("instrument", .text(instrument.id))]
        if hasItems {
          data.append(("items", .object([("columns", .list(items.map(Sketch.text)))])))
        }
        if let total { data.append(("total", column(total))) }
        ratings.append(
          event(
            "rating", "{subject}-{\(day)}-\(instrument.id)", when: total ?? items[0], time, data))
      }
      ratings += timedRatings(instrument.id, time, sessions)
    }
    return ratings
  }

  /// Ratings whose heading says when they were taken: before the session, so many hours after it, or
  /// once, before all.
  private mutating func timedRatings(
    _ id: String, _ time: Sketch, _ sessions: Sketch
  ) -> [Sketch] {
    var found: [(heading: String, moment: HeadingRole.Moment)] = []
    for (role, heading) in roles {
      if case .timedTotal(id, let moment) = role { found.append((heading, moment)) }
    }
    return found.sorted { $0.heading < $1.heading }.map { heading, moment in
      let data = [("instrument", Sketch.text(id)), ("total", column(heading))]
      switch moment {
      case .before:
        unsure.append("\(heading) is taken for a rating before the session on its row: is it?")
        return event("rating", "{subject}-{\(day)}-\(id)-pre", when: heading, time, data)
      case .after(let hours):
        unsure.append(
          "\(heading) is taken for a rating \(hours) h after the time on its row: is it?")
        let later = Sketch.object([("anchor", sessions), ("hours", .verbatim("\(hours)"))])
        return event(
          "rating", "{subject}-{\(day)}-\(id)-\(hours)h", when: heading, later, data)
      case .baseline:
        unsure.append(
          "\(heading) is taken for one rating a person, on the day of the first row that has it: is it?"
        )
        return event(
          "rating", "{subject}-baseline-\(id)", when: heading, time, once: true, data)
      }
    }
  }
}
