import Bytes
import Definitions
import EventLog
import Events

/// Two decoders that are given the same lines: one reads as the log's reader does, the other by
/// the general path alone.
package struct Twins {
  /// Reads as the log's reader does.
  package var fast = EventDecoder(.builtIn)
  /// Reads by the general path alone.
  package var general = EventDecoder(.builtIn)
  /// Lines that the fast path read.
  package private(set) var scanned = 0
  /// Lines that both refused.
  package private(set) var refused = 0
  private var offset = 0

  package init() {}

  /// Gives a line to both.
  ///
  /// Returns what they disagree about, or `nil`.
  package mutating func take(_ line: [UInt8]) -> String? {
    defer { offset += line.count + 1 }
    let (left, leftHeader) = takeFast(line)
    let (right, rightHeader) = takeGeneral(line)
    guard left == right else { return "fast: \(told(left)), general: \(told(right))" }
    if left != nil { refused += 1 }
    guard leftHeader == rightHeader else { return "the headers differ" }
    let (mine, theirs) = (fast.table.events.count, general.table.events.count)
    guard mine == theirs else { return "\(mine) events and \(theirs)" }
    guard left == nil, mine > 1 else { return nil }
    let (one, other) = (fast.table.told(mine - 1), general.table.told(mine - 1))
    return one == other ? nil : "fast: \(one), general: \(other)"
  }

  private mutating func takeFast(_ line: [UInt8]) -> (LineFault?, LineHeader?) {
    do throws(LineFault) {
      if var header = LineHeader(canonical: line.span),
        try fast.takeCanonical(line.span, header, at: offset)
      {
        scanned += 1
        header.body = 0..<0
        return (nil, header)
      }
      return (nil, try Self.take(line, into: &fast, at: offset))
    } catch {
      return (error, nil)
    }
  }

  private mutating func takeGeneral(_ line: [UInt8]) -> (LineFault?, LineHeader?) {
    do throws(LineFault) {
      return (nil, try Self.take(line, into: &general, at: offset))
    } catch {
      return (error, nil)
    }
  }

  private static func take(
    _ line: [UInt8], into decoder: inout EventDecoder, at offset: Int
  ) throws(LineFault) -> LineHeader {
    let document: JSONDocument
    do { document = try JSONDocument(line) } catch { throw LineFault(error) }
    let header = try LineHeader(document)
    try decoder.take(document, header, at: offset)
    return header
  }

  private func told(_ fault: LineFault?) -> String { fault.map { $0.rule.rawValue } ?? "taken" }

  /// Whether everything that both hold is the same, the numbers of names apart.
  package var isAlike: Bool {
    let (left, right) = (fast.table, general.table)
    return left.events.count == right.events.count
      && left.events.indices.allSatisfy { left.told($0) == right.told($0) }
      && left.intakes.count == right.intakes.count && left.infusions.count == right.infusions.count
      && left.corrections.count == right.corrections.count && left.marks == right.marks
  }
}

extension EventTable {
  /// An event with names in place of numbers.
  package struct Told: Equatable {
    var kind: EventKind
    var time: Instant
    var key: UInt32
    var code: UInt16
    var flags: Event.Flags
    var subject: String
    var label: String?
    var detail: String
  }

  /// Event `number` with names in place of numbers.
  package func told(_ number: Int) -> Told { told(events[number]) }

  /// An event with names in place of numbers.
  package func told(_ event: Event) -> Told {
    let label: String? =
      switch event.kind {
      case .infusion, .dose: labels.text(event.label)
      case .rating: instruments.text(event.label)
      case .adverse, .medication, .unknown: words.text(event.label)
      case .vital: event.label < 0 ? nil : labels.text(event.label)
      default: event.label == -1 ? nil : "none was expected"
      }
    return Told(
      kind: event.kind, time: event.time, key: event.key, code: event.code, flags: event.flags,
      subject: event.subject < 0 ? "" : subjects.text(event.subject), label: label,
      detail: detail(event))
  }

  private func detail(_ event: Event) -> String {
    switch event.kind {
    case .intake:
      let intake = intakes[Int(event.value)]
      let words = [intake.instrument, intake.sex, intake.site, intake.arm].map { word($0) ?? "-" }
      let weight = intake.weight.map { "\($0.mantissa)e\($0.exponent)" } ?? "none"
      return "\(indications(intake)) \(words) \(String(describing: intake.birthYear)) \(weight) "
        + "\(intake.failedTrials)"
    case .infusion:
      let infusion = infusions[Int(event.value)]
      let weight = infusion.weight.map { "\($0.mantissa)e\($0.exponent)" } ?? "none"
      let phase = infusion.phase.map(\.rawValue) ?? "none"
      return "\(words.text(infusion.drug)) \(infusion.route) \(phase) \(weight)"
    case .dose:
      let dose = dose(event)
      return "\(dose.microgramAmount) in \(dose.duration)"
    case .vital: return "\(bloodPressure(event))"
    case .adverse:
      return "\(event.isSerious) \(event.session.map { labels.text($0) } ?? "no session")"
    case .correction:
      var correction = corrections[Int(event.value)]
      let names = [correction.subject, correction.newSubject ?? -1]
        .map { $0 < 0 ? "" : subjects.text($0) }
      (correction.subject, correction.newSubject) = (0, nil)
      return "\(names) \(correction)"
    default: return "\(event.value)"
    }
  }
}
