import Bytes
import Events
import Importing
import Recording

/// What an import takes and somebody should look at: ratings that will never count, and what is unlikely
/// beside the rest of the files. The log records what was said; nothing is rejected for it.
struct ImportDoubts {
  private struct Happening {
    let time: Instant
    let root: JSONNode
    let event: ImportedEvent
    let place: SourcePlace
    let isNew: Bool
  }

  private struct Label: Hashable {
    let subject: [UInt8]
    let label: [UInt8]
  }

  /// What is said, in order.
  private(set) var notes: [String] = []

  /// More than this into a vein is unlikely unless a weight explains it, in mg.
  private static let muchIntoVein = 200.0
  private static let year = 366 * Instant.day

  /// - Parameter periMinutes: minutes behind the end of a session in which a rating does not count.
  init(
    _ harvest: Harvest, _ proposal: Harvest.Proposal, _ files: [String], periMinutes: Int
  ) {
    var all: [Happening] = []
    for (place, answer) in zip(proposal.places, proposal.foretold) {
      let event = harvest.events[place]
      guard let root = (try? JSONDocument(harvest.line(place, proposal.once)))?.root,
        let time = root["time"]?.text.flatMap({ Instant($0) })
      else { continue }
      all.append(
        Happening(
          time: time, root: root, event: event, place: harvest.place(of: place),
          isNew: answer == .new))
    }
    func lines(_ found: [Happening]) -> String {
      let places = found.map(\.place).sorted()
      let shown = places.prefix(5).map { "\(files[$0.file]):\($0.line)" }
      return shown.joined(separator: ", ")
        + (places.count > 5 ? " and \(places.count - 5) more" : "")
    }
    func say(_ found: [Happening], _ one: String, _ many: String) {
      guard !found.isEmpty else { return }
      notes.append("\(found.count == 1 ? one : "\(found.count) \(many)"): \(lines(found))")
    }
    say(
      Self.peri(all, periMinutes),
      "1 rating lies at the start of a session or up to \(periMinutes) min after its end, and never counts",
      "ratings lie at the start of a session or up to \(periMinutes) min after its end, and never count"
    )
    say(
      Self.beforeBirth(all, harvest, proposal),
      "1 event lies before the year of the person's birth",
      "events lie before the year of the person's birth")
    say(
      Self.apart(all), "1 event lies more than a year from all others",
      "events lie more than a year from all others")
    say(
      Self.large(all), "1 dose into a vein is above 200 mg, and no weight is stated",
      "doses into a vein are above 200 mg, and no weight is stated")
  }

  private static func peri(_ all: [Happening], _ minutes: Int) -> [Happening] {
    var sessions: [[UInt8]: [(start: Int64, end: Int64)]] = [:]
    for one in all where one.event.kind == .dose {
      let length = one.root["data"]?["minutes"]?.number?.decimal?.double ?? 0
      let start = one.time.milliseconds
      sessions[one.event.subject, default: []].append(
        (start, start + Int64(length * 60_000) + Int64(minutes) * 60_000))
    }
    return all.filter { one in
      one.event.kind == .rating && one.isNew
        && (sessions[one.event.subject] ?? []).contains {
          $0.start <= one.time.milliseconds && one.time.milliseconds <= $0.end
        }
    }
  }

  private static func beforeBirth(
    _ all: [Happening], _ harvest: Harvest, _ proposal: Harvest.Proposal
  ) -> [Happening] {
    var births: [[UInt8]: Instant] = [:]
    // Those that the log has already say it too.
    let known = proposal.once.known.map(\.event)
    for event in known + proposal.places where harvest.events[event].kind == .intake {
      let line = harvest.line(event, proposal.once)
      guard let root = (try? JSONDocument(line))?.root,
        let year = root["data"]?["birthYear"]?.whole, (1...9999).contains(year)
      else { continue }
      births[harvest.events[event].subject] = Instant(year: Int(year), month: 1, day: 1, ofDay: 0)
    }
    return all.filter { one in births[one.event.subject].map { one.time < $0 } ?? false }
  }

  /// The few events at either end, at most one of a hundred, that a gap of more than a year parts from
  /// the rest.
  private static func apart(_ all: [Happening]) -> [Happening] {
    guard all.count >= 10 else { return [] }
    let sorted = all.sorted { ($0.time, $0.place) < ($1.time, $1.place) }
    let most = max(2, sorted.count / 100)
    func gap(_ place: Int) -> Bool {
      sorted[place + 1].time.milliseconds - sorted[place].time.milliseconds > year
    }
    let early = (0..<most).last { gap($0) }.map { $0 + 1 } ?? 0
    let last = sorted.count - 1
    let late = (0..<most).last { gap(last - $0 - 1) }.map { $0 + 1 } ?? 0
    return Array(sorted.prefix(early) + sorted.suffix(late))
  }

  private static func large(_ all: [Happening]) -> [Happening] {
    var veins: Set<Label> = []
    var weighed: Set<[UInt8]> = []
    for one in all {
      let data = one.root["data"]
      if data?["weightKg"] != nil { weighed.insert(one.event.subject) }
      guard one.event.kind == .infusion, data?["route"]?.text == "IV" else { continue }
      veins.insert(Label(subject: one.event.subject, label: one.event.label))
    }
    return all.filter { one in
      one.event.kind == .dose && one.isNew && !weighed.contains(one.event.subject)
        && veins.contains(Label(subject: one.event.subject, label: one.event.label))
        && (one.root["data"]?["mg"]?.number?.decimal?.double ?? 0) > muchIntoVein
    }
  }
}
