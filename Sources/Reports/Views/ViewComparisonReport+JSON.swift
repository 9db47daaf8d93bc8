package import Bytes
import Events
import Histories
import Projections

/// What changed, for programs.
extension ViewComparisonReport {
  package func write(to json: inout JSONWriter) {
    json.array("figures", moved) { json, moved in
      json.object { json in
        let figure = moved.figure
        json.string("answer", moved.answer)
        json.string("group", figure.group.isEmpty ? nil : Figure.words(figure.group))
        json.string("variable", figure.variable)
        json.string("level", figure.level)
        json.string("at", figure.additional.isEmpty ? nil : Figure.words(figure.additional))
        json.string("estimate", figure.estimate)
        moved.before.write(named: "before", to: &json)
        moved.after.write(named: "after", to: &json)
        moved.change.write(named: "change", to: &json)
      }
    }
    json.integer("unmoved", unmoved)
    if let subjects { json.array("subjects", subjects) { write($1, to: &$0) } }
  }

  private func write(_ subject: Subject, to json: inout JSONWriter) {
    json.object { json in
      json.string("subject", subject.change.subject)
      let standing = subject.change.standing
      json.bool("appears", standing.map { $0.after == .counted } ?? false)
      json.bool("disappears", standing.map { $0.before == .counted } ?? false)
      json.array("changes", subject.change.changes) { write($1, to: &$0) }
      json.array("events", subject.change.steps) { json, step in
        guard let event = subject.events[step.seq] else { return }
        json.object { json in
          Self.write(event, to: &json)
          json.array("moved", step.changes) { write($1, to: &$0) }
        }
      }
    }
  }

  private func write(_ change: SubjectAnswer.Change, to json: inout JSONWriter) {
    json.object { json in
      json.string("answer", change.key.part.rawValue)
      json.integer("number", change.key.part == .subject ? nil : change.key.number)
      json.string("visit", words.visit(change.key))
      Self.write(change.before, "before", to: &json)
      Self.write(change.after, "after", to: &json)
    }
  }

  private static func write(
    _ state: SubjectAnswer.State?, _ key: StaticString, to json: inout JSONWriter
  ) {
    guard let state else { return json.null(key) }
    json.object(key) { json in
      switch state {
      case .standing(let standing): json.string("standing", standing.rawValue)
      case .relief(let relief):
        json.string("instrument", relief.instrument)
        json.string("status", relief.status.rawValue)
        json.string("reason", relief.reason?.rawValue)
        json.bool("late", relief.isLate)
        json.double("entryDays", relief.entryDays)
        json.double("lowerDays", relief.lowerDays)
        json.double("upperDays", relief.upperDays)
      case .visit(let visit):
        json.string("instrument", visit.instrument)
        json.bool("usable", visit.isUsable)
        json.integer("total", visit.total)
        json.string("unrated", visit.unrated?.rawValue)
        json.integer("change", visit.change)
        json.bool("response", visit.response)
        json.bool("remission", visit.remission)
        json.integer("reliable", visit.reliable)
      case .gap(let gap):
        json.bool("closed", gap.isClosed)
        json.double("days", gap.days)
        json.string("kind", gap.kind.rawValue)
        json.string("why", gap.why?.rawValue)
      case .treatmentFree(let days): json.double("days", days)
      }
    }
  }

  private static func write(_ named: NamedEvent, to json: inout JSONWriter) {
    let event = named.event
    json.integer("seq", event.seq)
    json.string("class", named.kind.rawValue)
    json.double("lateDays", named.lateDays)
    json.instant("recordedtime", event.recorded)
    json.instant("time", event.time)
    json.string("type", event.type)
    json.string("source", event.source)
    json.string("id", event.id)
    json.string("actor", event.actor)
    guard let said = named.correction else { return json.null("correction") }
    json.object("correction") { json in
      json.string("action", said.action.rawValue)
      json.integer("target", said.target)
      json.string("reason", said.reason)
      json.string("subject", said.subject)
      json.array("members", said.members) { json, member in
        json.object { json in
          json.string("member", member.name)
          json.string("before", member.before)
          json.string("after", member.after)
        }
      }
    }
  }
}
