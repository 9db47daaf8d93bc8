import Bytes
import Events

/// Sessions: 0.5 mg per kg over 40 minutes into a vein, and what is seen on the way.
extension CareCourse {
  /// How long a session is planned to run, in minutes.
  private static let plannedMinutes = 40

  /// One session, its measurements and what came of it. Returns when the last dose ended.
  mutating func holdSession(at start: Int, _ phase: Phase, isRated: Bool) -> Int {
    sessionCount += 1
    let label = sessionCount
    if isRated {
      rate(person.scale, at: start - 20, severity.rated(at: start - 20, &random))
    }
    if random.happens(500) { measure(at: start - 5, label: nil) }
    let nurse = random.pick(Self.nurses)
    addInfusion(label, at: start, phase, nurse)
    if random.happens(10) {
      // Ordered and not given: listed by every answer, counted by none.
      note(at: start + 10, "not given today, blood pressure too high")
      return start
    }
    let end = giveDoses(label, at: start, nurse)
    if random.happens(850) { measure(at: end, label: label) }
    if random.happens(250) {
      rate(.dissociation, at: end, random.within(0...330))
    }
    if random.happens(150) { report(at: start + random.within(10...60), label: label) }
    severity.take(doseAt: end, &random)
    return end
  }

  private mutating func addInfusion(
    _ label: Int, at start: Int, _ phase: Phase, _ nurse: StaticString
  ) {
    let (person, statesPhase) = (person, random.happens(500))
    chart.add(
      .infusion, at: start, recorded: recorded(start, after: 2), source: Chart.Source.records,
      actor: nurse
    ) { data in
      data.append("\"infusion\":\"s")
      data.append(decimal: label)
      data.append("\",\"drug\":\"ketamine\",\"route\":\"IV\",\"orderedMg\":")
      data.append(person.doseHundredths, decimals: 2)
      data.append(",\"orderedMgPerKg\":0.5,\"weightKg\":")
      data.append(person.weightTenths, decimals: 1)
      data.append(",\"plannedMinutes\":")
      data.append(decimal: Self.plannedMinutes)
      if statesPhase {
        data.append(",\"phase\":\"")
        data.append(text: phase.rawValue)
        data.append("\"")
      }
    }
  }

  /// The dose in one step or in two. Returns when the last ended.
  private mutating func giveDoses(_ label: Int, at start: Int, _ nurse: StaticString) -> Int {
    let whole = person.doseHundredths
    if random.happens(20) {
      // Stopped early, because somebody felt unwell.
      let minutes = random.within(10...35)
      addDose(label, whole * minutes / Self.plannedMinutes, minutes, at: start, nurse)
      chart.joinLast(2)
      report(at: start + minutes, label: label)
      return start + minutes
    }
    let steps = random.within(1...2)
    let minutes = Self.plannedMinutes / steps
    // The first step is taken in one batch with the session itself.
    addDose(label, whole / steps, minutes, at: start, nurse)
    chart.joinLast(2)
    if steps == 2 { addDose(label, whole - whole / 2, minutes, at: start + minutes, nurse) }
    return start + Self.plannedMinutes
  }

  private mutating func addDose(
    _ label: Int, _ hundredthsOfMg: Int, _ minutes: Int, at start: Int, _ nurse: StaticString
  ) {
    chart.add(
      .dose, at: start, recorded: recorded(start, after: 1), source: Chart.Source.records,
      actor: nurse
    ) { data in
      data.append("\"infusion\":\"s")
      data.append(decimal: label)
      data.append("\",\"mg\":")
      data.append(hundredthsOfMg, decimals: 2)
      data.append(",\"minutes\":")
      data.append(decimal: minutes)
    }
  }

  /// Blood pressure and the like: before a session without its label, in it with it.
  private mutating func measure(at minute: Int, label: Int?) {
    let rise = label == nil ? 0 : random.within(5...25)
    let systolic = 122 + rise + random.scatter(6)
    let diastolic = 76 + rise / 2 + random.scatter(4)
    let pulse = 72 + rise / 3 + random.scatter(5)
    let (saturation, breaths) = (random.within(94...100), random.within(12...19))
    let alertness = random.within(3...5)
    chart.add(
      .vital, at: minute, recorded: recorded(minute, after: 2), source: Chart.Source.monitor
    ) { data in
      data.append("\"systolic\":")
      data.append(decimal: systolic)
      data.append(",\"diastolic\":")
      data.append(decimal: diastolic)
      data.append(",\"pulse\":")
      data.append(decimal: pulse)
      data.append(",\"spo2\":")
      data.append(decimal: saturation)
      guard let label else { return }
      data.append(",\"respiration\":")
      data.append(decimal: breaths)
      data.append(",\"moaas\":")
      data.append(decimal: alertness)
      data.append(",\"infusion\":\"s")
      data.append(decimal: label)
      data.append("\"")
    }
  }

  /// Something unwanted in or after a session.
  private mutating func report(at minute: Int, label: Int) {
    let (site, term) = (person.site, random.pick(Self.terms))
    let severity: Events.Severity = random.pick([(75, .mild), (22, .moderate), (3, .severe)])
    let isSerious = severity == .severe && random.happens(100)
    let resolved: Int? = random.happens(800) ? minute + random.within(10...300) : nil
    chart.add(
      .adverse, at: minute, recorded: recorded(minute, after: 5), source: Chart.Source.records,
      actor: random.pick(Self.nurses)
    ) { data in
      data.append("\"term\":\"")
      data.append(term)
      data.append("\",\"severity\":\"")
      data.append(text: severity.rawValue)
      data.append(isSerious ? "\",\"serious\":true" : "\",\"serious\":false")
      data.append(",\"infusion\":\"s")
      data.append(decimal: label)
      data.append("\"")
      guard let resolved else { return }
      data.append(",\"resolved\":\"")
      site.append(time: resolved, to: &data)
      data.append("\"")
    }
  }

  private static let terms: [StaticString] = [
    "nausea", "dizziness", "headache", "dissociation", "blood pressure raised", "vomiting",
    "anxiety", "blurred vision", "drowsiness",
  ]
}

extension Person {
  /// What is ordered, in hundredths of a milligram: 0.5 mg per kg.
  var doseHundredths: Int { weightTenths * 5 }
}
