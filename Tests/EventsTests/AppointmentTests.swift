import Bytes
import EventLog
import TestSupport
import Testing

@testable import Events

/// What a plan says, kept in an event's 32 bytes.
@Suite struct AppointmentTests {
  private func stored(_ due: Instant?, _ interval: Int64?, _ tolerance: Int64?) -> Appointment {
    var event = Event(kind: .plan, time: Instant(milliseconds: 0))
    Appointment(due: due, interval: interval, tolerance: tolerance).put(on: &event)
    return Appointment(event)
  }

  @Test func `nothing is lost on the way into an event`() {
    let instants = [nil, Instant.years.lowerBound, -1, 0, 1_773_136_800_001, Instant.latest]
    let lengths: [Int64?] = [nil, 0, 1, 499, 500, 32_767, 32_768, 2_147_483_646]
    for milliseconds in instants {
      let due = milliseconds.map { Instant(milliseconds: $0) }
      for interval in lengths {
        for tolerance in lengths {
          let found = stored(due, interval, tolerance)
          #expect(found.due == due)
          // A thousandth of a day is 86.4 s.
          #expect(found.interval == interval.map { $0 * 86_400 })
          #expect(found.tolerance == tolerance.map { $0 * 86_400 })
        }
      }
    }
  }

  @Test func `what is longer than any life is kept as the longest`() {
    #expect(stored(nil, 1_000_000_000_000, 1_000_000_000_000).intervalDays == 2_147_483.646)
    #expect(stored(nil, 1, 1_000_000_000_000).toleranceDays == 2_147_483.646)
  }

  @Test func `an event without a plan's words has no plan`() {
    let found = Appointment(Event(kind: .plan, time: Instant(milliseconds: 5)))
    #expect(found.due == nil && found.interval == nil && found.tolerance == nil)
  }

  @Test func `any bits are a plan or none`() {
    var generator = SeededGenerator(seed: 35)
    for _ in 0..<10_000 {
      var event = Event(kind: .plan, time: Instant(milliseconds: 0))
      event.value = Int64(bitPattern: generator.next())
      event.label = Int32(truncatingIfNeeded: generator.next())
      event.code = UInt16(truncatingIfNeeded: generator.next())
      let found = Appointment(event)
      #expect(found.due.map { Instant.years.contains($0.milliseconds) } ?? true)
      #expect((found.interval ?? 0) >= 0 && (found.tolerance ?? 0) >= 0)
    }
  }

  @Test(
    arguments: [
      (#"{"nextDue":"2026-03-10T09:00:00+01:00"}"#, "2026-03-10T08:00:00.000Z", nil, nil),
      (#"{"intervalDays":28,"toleranceDays":5}"#, nil, 28, 5),
      (#"{"toleranceDays":5,"intervalDays":0.25}"#, nil, 0.25, 5),
      // 0.3335 d are 333.5 thousandths: half of one is rounded up.
      (#"{"intervalDays":0.3335,"toleranceDays":0}"#, nil, 0.334, 0),
      (#"{"intervalDays":1e2,"more":[1]}"#, nil, 100, nil),
    ] as [(String, String?, Double?, Double?)])
  func `a plan's data are read`(data: String, due: String?, interval: Double?, tolerance: Double?)
    throws
  {
    var decoder = EventDecoder(.builtIn)
    let plan = Event(kind: .plan, time: Instant(milliseconds: 0))
    let found = Appointment(try decoder.redecode(Array(data.utf8), plan))
    #expect(found.due?.text == due)
    #expect(found.intervalDays == interval)
    #expect(found.toleranceDays == tolerance)
  }

  @Test(arguments: [
    #"{"nextDue":"tomorrow"}"#, #"{"nextDue":5}"#, #"{"intervalDays":-1}"#,
    #"{"intervalDays":"7"}"#, #"{"toleranceDays":null,"intervalDays":7}"#,
    #"{"intervalDays":1000000001}"#,
  ])
  func `what is no plan is damage`(data: String) {
    var decoder = EventDecoder(.builtIn)
    let plan = Event(kind: .plan, time: Instant(milliseconds: 0))
    #expect(throws: LineFault.self) { try decoder.redecode(Array(data.utf8), plan) }
  }
}
