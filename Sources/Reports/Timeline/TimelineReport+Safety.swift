import Bytes
import Definitions
import Events
import Projections

/// What could have harmed one subject, as members and in words.
extension TimelineReport {
  private var safety: SafetyRecord { timeline.safety }

  /// Writes the member `safety`.
  func writeSafety(to json: inout JSONWriter) {
    json.object("safety") { json in
      json.array("treatments", safety.sessions) { Self.write($1, to: &$0) }
      json.array("otherAdverse", safety.otherAdverse) { Self.write($1, to: &$0) }
      json.object("suicidality") { json in
        json.integer("answers", safety.suicidalityAnswers)
        json.array("flags", safety.suicidality) { Self.write($1, to: &$0) }
      }
      json.object("reliablyWorse") { json in
        json.integer("courses", safety.courses)
        json.integer("comparable", safety.comparableCourses)
        json.array("worse", safety.worsening) { json, worsening in
          json.object { json in
            json.integer("course", worsening.course)
            ReliefReport.write(worsening.baseline, "baseline", to: &json)
            json.array("ratings", worsening.ratings) { ReliefReport.write($1, to: &$0) }
          }
        }
      }
    }
  }

  private static func write(_ session: SafetyRecord.Session, to json: inout JSONWriter) {
    json.object { json in
      json.integer("seq", session.seq)
      json.array("adverse", session.adverse) { write($1, to: &$0) }
      json.integer("serious", session.seriousCount)
      write(session.dissociation, "highestCadss", in: "total", exponent: 0, to: &json)
      write(session.systolic, "highestSystolic", in: "mmHg", exponent: -3, to: &json)
      write(session.diastolic, "highestDiastolic", in: "mmHg", exponent: -3, to: &json)
    }
  }

  private static func write(
    _ peak: SafetyRecord.Peak?, _ key: StaticString, in unit: StaticString, exponent: Int32,
    to json: inout JSONWriter
  ) {
    guard let peak else { return json.null(key) }
    json.object(key) { json in
      json.integer("seq", peak.seq)
      json.double(unit, ExactDecimal(mantissa: peak.value, exponent: exponent).double)
    }
  }

  private static func write(_ event: SafetyRecord.AdverseEvent, to json: inout JSONWriter) {
    json.object { json in
      json.integer("seq", event.seq)
      json.instant("time", event.time)
      json.string("term", event.term.text)
      json.string("severity", event.severity?.rawValue)
      json.bool("serious", event.isSerious)
      json.string("linkedBy", event.namesSession ? "infusion" : "time")
    }
  }

  private static func write(_ flag: SafetyRecord.SuicidalityFlag, to json: inout JSONWriter) {
    json.object { json in
      json.integer("seq", flag.seq)
      json.instant("time", flag.time)
      json.string("instrument", flag.itemNine == nil ? "C-SSRS" : "PHQ-9")
      json.integer("item9", flag.itemNine)
      json.integer("ideation", flag.ideation)
      json.bool("behaviour", flag.behaviour)
      json.bool("risen", flag.hasRisen)
      json.integer("referenceSeq", flag.referenceSeq)
    }
  }

  /// What is to be said under the line of a treatment, in at most 47 columns.
  func safetyRemarks(_ seq: Int) -> [String] {
    guard let session = safety.sessions.first(where: { $0.seq == seq }), !session.isSilent else {
      return []
    }
    var remarks: [String] = []
    var peaks: [String] = []
    if let peak = session.dissociation { peaks.append("CADSS \(peak.value)") }
    let pressure = SafetyText.words(
      systolic: session.systolic?.value, diastolic: session.diastolic?.value)
    if !pressure.isEmpty { peaks.append(pressure) }
    if !peaks.isEmpty { remarks.append("highest: " + peaks.joined(separator: ", ")) }
    if !session.adverse.isEmpty {
      remarks.append(SafetyText.count(session.adverse.count, serious: session.seriousCount))
    }
    return remarks
  }

  /// Adverse events, answers about suicide, totals that are reliably worse.
  var safetyText: [String] {
    safetyItems.enumerated().flatMap { place, item in
      Paragraph.lines(pad(place == 0 ? "safety" : "", item.isDetail ? 13 : 11), item.text)
    }
  }

  /// Something that is said about safety; a detail belongs to what stands before it.
  typealias SafetyItem = (text: String, isDetail: Bool)

  /// What is to be said about safety, each thing by itself.
  var safetyItems: [SafetyItem] {
    let adverse = safety.allAdverse
    var items: [SafetyItem] = [
      (
        adverse.isEmpty
          ? "no adverse event"
          : SafetyText.count(adverse.count, serious: adverse.count(where: \.isSerious)) + ": "
            + SafetyText.terms(adverse.map(\.term)), false
      )
    ]
    if !safety.otherAdverse.isEmpty {
      let seqs = safety.otherAdverse.map { "\($0.seq)" }.joined(separator: ", ")
      items.append(("of no treatment: seq \(seqs)", false))
    }
    items += suicidalityItems
    if safety.courses > 0 { items += worseningItems }
    return items
  }

  /// How many answers that say yes are named one by one: the last ones.
  private static let flagsShown = 5

  private var suicidalityItems: [SafetyItem] {
    let flags = safety.suicidality
    guard safety.suicidalityAnswers > 0 else {
      return [("suicidality: PHQ-9 item 9 and C-SSRS were not answered", false)]
    }
    let answers =
      safety.suicidalityAnswers == 1 ? "1 answer" : "\(safety.suicidalityAnswers) answers"
    let risen = flags.count { $0.hasRisen == true }
    var items: [SafetyItem] = [
      (
        "suicidality: \(answers), \(flags.isEmpty ? "none" : "\(flags.count)") positive"
          + (risen == 0 ? "" : ", \(risen) worse than before treatment"), false
      )
    ]
    for flag in flags.suffix(Self.flagsShown) {
      items.append(("\(flag.time.dayText) seq \(flag.seq): \(SafetyText.words(flag))", true))
    }
    if flags.count > Self.flagsShown {
      items.append(("and \(flags.count - Self.flagsShown) before these", true))
    }
    return items
  }

  private var worseningItems: [SafetyItem] {
    let courses = safety.courses == 1 ? "1 course" : "\(safety.courses) courses"
    guard safety.comparableCourses > 0 else {
      return [("reliably worse: not known in \(courses)", false)]
    }
    guard !safety.worsening.isEmpty else {
      let known = safety.comparableCourses == safety.courses
      return [
        (
          known
            ? "reliably worse: never in \(courses)"
            : "reliably worse: never in \(safety.comparableCourses) of \(courses), else not known",
          false
        )
      ]
    }
    return safety.worsening.map { worsening in
      let ratings = worsening.ratings.map { "\($0.total) at seq \($0.seq)" }
      return (
        "reliably worse in course \(worsening.course) than its baseline "
          + "of \(worsening.baseline.total): "
          + ratings.joined(separator: ", "), false
      )
    }
  }
}
