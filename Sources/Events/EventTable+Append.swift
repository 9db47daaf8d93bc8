import Bytes

extension EventTable {
  /// Adds the events of the lines that follow, whose names and side tables count from 0; where rows
  /// say what line they are, those of any lines.
  package mutating func append(_ later: EventTable) {
    let subjectNumbers = subjects.numbers(of: later.subjects)
    let labelNumbers = labels.numbers(of: later.labels)
    let instrumentNumbers = instruments.numbers(of: later.instruments)
    let wordNumbers = words.numbers(of: later.words)
    let (intakeCount, infusionCount) = (Int64(intakes.count), Int64(infusions.count))
    let (correctionCount, doseCount) = (Int64(corrections.count), Int64(largeDoses.count))
    let pressureCount = Int64(largePressures.count)
    if !lines.isEmpty {
      lines +=
        later.lines.isEmpty
        ? later.events.indices.map { Int32(later.start + $0) } : later.lines
    }
    setEnd(of: later)
    events.append(later.events, lanes: Machine.cores) { event in
      if event.subject >= 0 { event.subject = subjectNumbers[Int(event.subject)] }
      let label = Int(event.label)
      switch event.kind {
      case .infusion:
        if label >= 0 { event.label = labelNumbers[label] }
        event.value += infusionCount
      case .dose:
        if label >= 0 { event.label = labelNumbers[label] }
        if event.flags.contains(.largeDose) { event.value += doseCount }
      case .rating: if label >= 0 { event.label = instrumentNumbers[label] }
      case .adverse:
        if label >= 0 { event.label = wordNumbers[label] }
        let session = event.session.map { labelNumbers[Int($0)] }
        event.value = Event.adverse(isSerious: event.isSerious, session: session)
      case .vital:
        if label >= 0 { event.label = labelNumbers[label] }
        if event.flags.contains(.largeVital) { event.value += pressureCount }
      case .medication, .unknown: if label >= 0 { event.label = wordNumbers[label] }
      case .intake: event.value += intakeCount
      case .correction: event.value += correctionCount
      case .log, .plan, .exit, .note: break
      }
    }
    for intake in later.intakes {
      var intake = intake
      func here(_ word: Int32) -> Int32 { word < 0 ? word : wordNumbers[Int(word)] }
      intake.firstCode += Int32(codes.count)
      intake.instrument = here(intake.instrument)
      intake.sex = here(intake.sex)
      intake.site = here(intake.site)
      intake.arm = here(intake.arm)
      intakes.append(intake)
    }
    for code in later.codes { codes.append(wordNumbers[Int(code)]) }
    for infusion in later.infusions {
      var infusion = infusion
      infusion.drug = wordNumbers[Int(infusion.drug)]
      infusions.append(infusion)
    }
    for correction in later.corrections {
      var correction = correction
      if correction.subject >= 0 {
        correction.subject = subjectNumbers[Int(correction.subject)]
      }
      correction.newSubject = correction.newSubject.map { subjectNumbers[Int($0)] }
      corrections.append(correction)
    }
    largeDoses += later.largeDoses
    largePressures += later.largePressures
    marks += later.marks
  }
}

extension NameTable {
  /// The numbers here of all names of another table, new ones where they were not there.
  fileprivate mutating func numbers(of other: NameTable) -> [Int32] {
    (0..<Int32(other.count)).map { number(of: $0, in: other) }
  }
}
