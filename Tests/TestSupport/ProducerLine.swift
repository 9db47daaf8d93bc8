import Bytes
import EventLog
import Synchronization

/// Lines as producers write them, as short as they can be.
package enum ProducerLine {
  /// Any event.
  package static func event(
    _ type: String, _ id: String, _ subject: String, _ data: String, minute: Int = 0
  ) -> [UInt8] {
    let clock = "\(minute / 60 % 24 + 100)".suffix(2) + ":" + "\(minute % 60 + 100)".suffix(2)
    let line =
      #"{"id":"\#(id)","source":"/ehr","type":"\#(type)","subject":"\#(subject)","#
      + #""time":"2026-03-09T\#(clock):00Z","data":\#(data)}"#
    return Array(line.utf8)
  }

  /// A treatment session, by its label.
  package static func infusion(_ id: String, _ subject: String, label: String) -> [UInt8] {
    event("infusion", id, subject, infusionData(label))
  }

  /// The data of one.
  package static func infusionData(_ label: String) -> String {
    #"{"infusion":"\#(label)","drug":"ketamine","route":"IV"}"#
  }

  /// A dose given in a session.
  package static func dose(_ id: String, _ subject: String, label: String) -> [UInt8] {
    event("dose", id, subject, #"{"infusion":"\#(label)","mg":25.5,"minutes":40}"#)
  }

  /// A total of the GAD-7.
  package static func rating(_ id: String, _ subject: String, total: Int, minute: Int = 0)
    -> [UInt8]
  {
    event("rating", id, subject, #"{"instrument":"GAD-7","total":\#(total)}"#, minute: minute)
  }

  /// A note of any length.
  package static func note(_ id: String, _ subject: String, _ text: String) -> [UInt8] {
    event("note", id, subject, #"{"text":"\#(text)"}"#)
  }

  /// A correction of the event with the id `target`; `more` are further members of its data.
  package static func correction(
    _ id: String, _ subject: String, _ action: String, _ target: String, _ more: String = ""
  ) -> [UInt8] {
    let data =
      #"{"source":"/ehr","id":"\#(target)","action":"\#(action)","reason":"a slip"\#(more)}"#
    return event("correction", id, subject, data)
  }

  /// An amendment that gives a session another label.
  package static func relabel(
    _ id: String, _ subject: String, _ target: String, to label: String
  ) -> [UInt8] {
    correction(id, subject, "amend", target, #","data":\#(infusionData(label))"#)
  }

  /// A correction that gives an event to another subject.
  package static func reassign(
    _ id: String, _ subject: String, _ target: String, to other: String
  ) -> [UInt8] {
    correction(id, subject, "reassign", target, #","subject":"\#(other)""#)
  }
}

/// A clock that goes on by the same step whenever somebody looks at it.
package final class TickingClock: Sendable {
  private let looks = Mutex(0)

  package init() {}

  private func look() -> Int {
    looks.withLock { count in
      count += 1
      return count
    }
  }

  /// The clock as writers are given it; waiting takes no time.
  package var timekeeper: Timekeeper {
    Timekeeper(
      now: { Instant(milliseconds: 1_773_100_000_000 + Int64(self.look()) * 250) },
      seconds: { Double(self.look()) / 4 }, sleep: { _ in })
  }
}

extension SimulatedDisk {
  /// Puts a log with nothing but line 0 on the medium.
  package func installLog(_ path: String) {
    let identity = LogIdentity(name: "clinic", origin: "example.org/clinic")!
    let recorded = Instant("2026-03-01T00:00:00Z")!
    install(path, identity.line(recorded: recorded) + [0x0A])
  }

  /// The lines of a file as programs see them, line ends left out.
  package func lines(of path: String) -> [[UInt8]] {
    (bytes(at: path) ?? []).split(separator: 0x0A).map(Array.init)
  }
}
