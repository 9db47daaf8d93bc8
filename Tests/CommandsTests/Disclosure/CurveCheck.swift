import Bytes
import Testing

/// What curves give away: between two published times, before the first and behind the last, nobody
/// or at least the minimum must have been lost, have left or have come.
struct CurveCheck {
  /// A unit that is lost or censored, in days from t0.
  private struct Unit {
    let entry: Double
    let seen: Double
    let isLost: Bool
    let left: Double
    let reason: String
  }

  private let units: [Unit]
  private let minimum: Int

  init(_ units: [JSONNode], minimum: Int) {
    self.minimum = minimum
    self.units = units.compactMap { unit in
      guard let entry = Self.number(unit["entryDays"]),
        let lower = Self.number(unit["lowerDays"]),
        let t0 = unit["t0"]?.text.flatMap({ Instant($0) }),
        let end = unit["windowEnd"]?.text.flatMap({ Instant($0) })
      else { return nil }
      let upper = Self.number(unit["upperDays"])
      let reason = unit["reason"]?.text ?? "lost"
      let window = Double(end.milliseconds - t0.milliseconds) / 86_400_000
      return Unit(
        entry: entry, seen: upper ?? lower, isLost: upper != nil,
        left: ["retreated", "exit"].contains(reason) ? window : upper ?? lower, reason: reason)
    }
  }

  private static func number(_ node: JSONNode?) -> Double? {
    node.flatMap { $0.kind == .number ? Double($0.raw.text) : nil }
  }

  /// The curves of `relief`.
  func checkRelief(_ shown: JSONNode, _ title: String) {
    let curve = shown["kaplanMeier"]
    guard let curve, curve.kind == .object else { return }
    let atDays = curve["at"]?.elements ?? []
    let times = { (nodes: [JSONNode], member: String) in
      nodes.filter { $0[member]?.kind == .number }.compactMap { Self.number($0["days"]) }
    }
    let atRisk = units.filter { $0.entry < $0.seen }
    for day in times(atDays, "survival") + times(curve["curve"]?.elements ?? [], "survival") {
      let there = atRisk.count { $0.entry < day && $0.seen >= day }
      #expect(there >= minimum, "\(title): \(there) at risk at \(day) d")
    }
    // Every time that stands for itself is a whole day at which enough were at risk.
    let ends = [
      curve["medianDays"], curve["medianLowerDays"], curve["medianUpperDays"],
      shown["turnbull"]?["median"]?["throughDays"],
    ].compactMap { Self.number($0) }
    for day in ends {
      let there = atRisk.count { $0.entry < day && $0.seen >= day }
      #expect(day == day.rounded(), "\(title): \(day) d is one person's")
      // A lower end is rounded down, past some who come on that day.
      let next = atRisk.count { $0.entry < day + 1 && $0.seen >= day + 1 }
      #expect(max(there, next) >= minimum, "\(title): \(there) at risk at \(day) d")
    }
    for step in curve["curve"]?.elements ?? [] {
      let day = Self.number(step["days"]) ?? 0.5
      #expect(day == day.rounded(), "\(title): a step at \(day) d")
    }
    // With all its digits S tells how many were at risk at each loss.
    for step in atDays + (curve["curve"]?.elements ?? []) {
      guard let survival = Self.number(step["survival"]) else { continue }
      let total = shown["flow"]?["analysed"]?.whole ?? 0
      let digits = total < 100 ? 100.0 : 1000
      let isShort = abs(survival * digits - (survival * digits).rounded()) < 1e-9
      #expect(isShort || isRounded(survival, total), "\(title): S \(survival)")
    }
    let ending = shown["cumulativeIncidence"]?["atEnd"]?.members ?? []
    let hidden = ending.count { $0.value.kind == .null }
    #expect(ending.count == 3 && hidden != 1, "\(title): one ending is what the others leave")
    let steps = curve["curve"]?.elements ?? []
    check(
      times(atDays, "survival") + times(steps, "survival"), "\(title): lost",
      total: atRisk.count(where: \.isLost)
    ) { day in atRisk.count { $0.isLost && $0.seen <= day } }
    let risky = times(atDays, "atRisk") + times(steps, "atRisk")
    check(risky, "\(title): entered", total: atRisk.count) { day in
      atRisk.count { $0.entry < day }
    }
    check(risky, "\(title): censored", total: atRisk.count { !$0.isLost }) { day in
      atRisk.count { !$0.isLost && $0.seen < day }
    }
    let endings = shown["cumulativeIncidence"]?["at"]?.elements ?? []
    for reason in ["retreated", "exit"] {
      let all = units.filter { $0.reason == reason && $0.entry < $0.left }
      check(times(endings, reason), "\(title): \(reason)", total: all.count) { day in
        all.count { $0.left <= day }
      }
    }
    // A step stands for so many losses.
    for step in steps { #expect((step["lost"]?.whole ?? 0) >= minimum, "\(title)") }
    #expect(shown["turnbull"]?["innermost"]?.kind == .null && curve["lastDays"]?.kind == .null)
  }

  /// Whether a share is a multiple of what five people are of all.
  private func isRounded(_ share: Double, _ total: Int64) -> Bool {
    let parts = Double(max(1, total / 5))
    return abs(share * parts - (share * parts).rounded()) < 1e-9
  }

  /// The mean cumulative function of `intervals`.
  static func checkTreatments(
    _ shown: JSONNode, _ truth: JSONNode, _ minimum: Int, _ title: String
  ) {
    let function = shown["meanCumulativeFunction"]
    let facts = truth["meanCumulativeFunction"]?["curve"]?.elements ?? []
    let follow = truth["gaps"]?.elements ?? []
    // Days followed: the gaps of a subject, the open one last, add up to them.
    var followed: [String: Double] = [:]
    for gap in follow {
      followed[gap["subject"]?.text ?? "", default: 0] += number(gap["days"]) ?? 0
    }
    let times = [function?["at"], function?["curve"]].flatMap { $0?.elements ?? [] }
      .filter { $0["mcf"]?.kind == .number }.compactMap { number($0["days"]) }
    let check = CurveCheck([], minimum: minimum)
    func treatments(_ day: Double) -> Int {
      facts.filter { number($0["days"]) ?? 0 <= day }
        .reduce(0) { $0 + Int($1["treatments"]?.whole ?? 0) }
    }
    check.check(times, "\(title): treatments", total: treatments(.infinity), treatments)
    check.check(times, "\(title): left", total: followed.count) { day in
      followed.values.count { $0 < day - 1e-9 }
    }
  }

  private func check(
    _ times: [Double], _ title: String, total: Int, _ count: (Double) -> Int
  ) {
    var last = 0
    for (place, now) in (times.sorted().map(count) + [total]).enumerated() where !times.isEmpty {
      #expect(now == last || now - last >= minimum, "\(title), \(place): \(now - last)")
      last = now
    }
  }
}
