package import Bytes
import EventLog

/// A clinic that does not exist, and the log that it would have kept.
///
/// Its people are simulated: nobody was treated, no real record was looked at, and the model behind
/// the scores was made up so that every part of this package has something to do. No figure that
/// comes out of such a log says anything about ketamine, or about any treatment.
///
/// The log is whole and valid, and the same to the last byte for the same number of people and the
/// same seed, on every machine. It begins on 2024-01-01 and is written day by day: of 50,000
/// people's 2.7 million events only those are held that still lie ahead of those admitted.
package struct SimulatedClinic: Sendable {
  /// To be printed wherever a figure from a simulated log is shown.
  package static let notice =
    "These people are simulated: no figure from this log says anything about ketamine."

  /// What was written.
  package struct Extent: Equatable, Sendable {
    /// Lines, line 0 included.
    package fileprivate(set) var lines = 0
    /// Bytes.
    package fileprivate(set) var bytes = 0
    /// The `recordedtime` of the last line.
    package fileprivate(set) var lastRecorded = Instant(milliseconds: 0)
  }

  /// The log's name, for people.
  package let name = "simulated-clinic"
  /// The log's name in checkpoints.
  package let origin = "simulated.example/clinic"
  /// How many people are admitted.
  package let subjects: Int
  /// What all chance comes from.
  package let seed: UInt64

  /// A clinic that admits so many people, one or more.
  package init(subjects: Int, seed: UInt64) {
    precondition(subjects > 0)
    self.subjects = subjects
    self.seed = seed
  }

  /// Writes the log from line 0 on, in pieces of about 1 MB that end with a line.
  @discardableResult
  package func write<Failure: Error>(
    to sink: ([UInt8]) throws(Failure) -> Void
  ) throws(Failure) -> Extent {
    var random = SplitMix64(seed: seed)
    var book = DayBook(days: days)
    var admitted = 0
    var press = Press(first: lineZero)
    for day in 0..<days {
      while admitted < subjects, admission(admitted) < (day + 1) * Clock.day {
        let person = random.split()
        book.enter(chart(admitted, person))
        admitted += 1
      }
      let page = book.tear(day)
      for entry in page.entries {
        press.write(entry, page.bytes)
        if press.bytes.count >= Self.pieceSize { try sink(press.take()) }
      }
    }
    if !press.bytes.isEmpty { try sink(press.take()) }
    return press.extent
  }

  private static let pieceSize = 1 << 20
  /// The most people that are admitted in a day, so that few are in treatment at one time.
  private static let mostAdmissions = 70
  /// Days on which somebody is admitted: two years, longer where the clinic is larger than that.
  private var admissionDays: Int { max(730, subjects / Self.mostAdmissions) }
  /// Days of the log: it ends two months after the last admission, whoever is still treated.
  private var days: Int { admissionDays + 60 }

  /// The minute at which a person comes, from 0; they come one by one all the time.
  private func admission(_ index: Int) -> Int { index * admissionDays * Clock.day / subjects }

  private var lineZero: [UInt8] {
    guard let identity = LogIdentity(name: name, origin: origin) else {
      preconditionFailure("the clinic's origin is a good one")
    }
    return identity.line(recorded: Clock.instant(0))
  }

  private func chart(_ index: Int, _ random: SplitMix64) -> Chart {
    var random = random
    let person = Person(number: index + 1, of: subjects, &random)
    var care = CareCourse(person, random)
    care.follow(from: admission(index))
    return care.chart
  }
}

extension SimulatedClinic {
  /// Gives events their numbers and seals them.
  private struct Press {
    private(set) var bytes: [UInt8] = []
    private(set) var extent = Extent()

    init(first line: [UInt8]) { add(line, recorded: Clock.instant(0)) }

    mutating func write(_ entry: DayBook.Entry, _ members: [UInt8]) {
      let recorded = Clock.instant(milliseconds: entry.recorded)
      let first = extent.lines - entry.position
      let line = LineBuilder.line(
        seq: extent.lines, recorded: recorded, body: Array(members[entry.extent]),
        batch: entry.batchCount > 1 ? first...first + entry.batchCount - 1 : nil)
      add(line, recorded: recorded)
    }

    mutating func take() -> [UInt8] {
      defer { bytes = [] }
      return bytes
    }

    private mutating func add(_ line: [UInt8], recorded: Instant) {
      bytes.append(contentsOf: line)
      bytes.append(UInt8(ascii: "\n"))
      extent.lines += 1
      extent.bytes += line.count + 1
      extent.lastRecorded = recorded
    }
  }
}
