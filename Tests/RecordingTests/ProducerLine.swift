import Bytes
import EventLog
import Synchronization
import TestSupport

/// Lines as producers write them, as short as they can be.
enum ProducerLine {
  /// Any event.
  static func event(
    _ type: String, _ id: String, _ subject: String, _ data: String, minute: Int = 0
  ) -> [UInt8] {
    let clock = "\(minute / 60 % 24 + 100)".suffix(2) + ":" + "\(minute % 60 + 100)".suffix(2)
    let line =
      #"{"id":"\#(id)","source":"/ehr","type":"\#(type)","subject":"\#(subject)","#
      + #""time":"2026-03-09T\#(clock):00Z","data":\#(data)}"#
    return Array(line.utf8)
  }

  static func infusion(_ id: String, _ subject: String, label: String) -> [UInt8] {
    event("infusion", id, subject, infusionData(label))
  }

  static func infusionData(_ label: String) -> String {
    #"{"infusion":"\#(label)","drug":"ketamine","route":"IV"}"#
  }

  static func dose(_ id: String, _ subject: String, label: String) -> [UInt8] {
    event("dose", id, subject, #"{"infusion":"\#(label)","mg":25.5,"minutes":40}"#)
  }

  static func rating(_ id: String, _ subject: String, total: Int, minute: Int = 0) -> [UInt8] {
    event("rating", id, subject, #"{"instrument":"GAD-7","total":\#(total)}"#, minute: minute)
  }

  static func note(_ id: String, _ subject: String, _ text: String) -> [UInt8] {
    event("note", id, subject, #"{"text":"\#(text)"}"#)
  }

  /// A correction of the event with the id `target`; `more` are further members of its data.
  static func correction(
    _ id: String, _ subject: String, _ action: String, _ target: String, _ more: String = ""
  ) -> [UInt8] {
    let data =
      #"{"source":"/ehr","id":"\#(target)","action":"\#(action)","reason":"a slip"\#(more)}"#
    return event("correction", id, subject, data)
  }

  static func relabel(
    _ id: String, _ subject: String, _ target: String, to label: String
  ) -> [UInt8] {
    correction(id, subject, "amend", target, #","data":\#(infusionData(label))"#)
  }

  static func reassign(
    _ id: String, _ subject: String, _ target: String, to other: String
  ) -> [UInt8] {
    correction(id, subject, "reassign", target, #","subject":"\#(other)""#)
  }
}

/// A clock that goes on by the same step whenever somebody looks at it.
final class TickingClock: Sendable {
  private let looks = Mutex(0)

  private func look() -> Int {
    looks.withLock { count in
      count += 1
      return count
    }
  }

  var timekeeper: Timekeeper {
    Timekeeper(
      now: { Instant(milliseconds: 1_773_100_000_000 + Int64(self.look()) * 250) },
      seconds: { Double(self.look()) / 4 }, sleep: { _ in })
  }
}

extension SimulatedDisk {
  /// Puts a log with nothing but line 0 on the medium.
  func installLog(_ path: String) {
    let identity = LogIdentity(name: "clinic", origin: "example.org/clinic")!
    let recorded = Instant("2026-03-01T00:00:00Z")!
    install(path, identity.line(recorded: recorded) + [0x0A])
  }

  /// The lines of a file as programs see them, line ends left out.
  func lines(of path: String) -> [[UInt8]] {
    (bytes(at: path) ?? []).split(separator: 0x0A).map(Array.init)
  }
}
