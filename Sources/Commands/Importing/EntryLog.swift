import Bytes
import EventLog
import Events
import Importing
import Recording
import Synchronization

/// A new log whose lines were recorded when they were entered elsewhere, so that questions as of a time
/// before the import have an answer (`docs/decisions/0029`).
///
/// It is made in memory and put into place whole: nothing is half-written.
struct EntryLog {
  private let order: ImportOrder
  private let path: String

  init(_ order: ImportOrder, _ path: String) {
    self.order = order
    self.path = path
  }

  /// What line 0 is to say.
  private func identity() throws(CommandError) -> LogIdentity {
    let name = try order.arguments.value(.name) ?? LogCreation.name(of: path)
    let origin = try order.arguments.value(.origin) ?? Command.defaultOrigin(name)
    guard let identity = LogIdentity(name: name, origin: origin) else {
      throw CommandError(
        ExitCode.usage, "--origin \(origin) can't be an origin",
        remedy: "an origin is not empty and has no spaces, no control characters and no +")
    }
    return identity
  }

  /// Starts an empty log on a disk.
  ///
  /// - Parameter more: what line 0 says besides, as JSON beginning with a comma.
  func start(on disk: any Disk, at time: Instant, more: [UInt8] = []) throws(CommandError) {
    let line = try identity().line(recorded: time, more: more) + [0x0A]
    do throws(DiskError) {
      let file = try disk.open(path, .create)
      defer { disk.close(file) }
      try disk.writeFully(file, at: 0, line)
    } catch { throw failed(error) }
  }

  /// Writes the log: what was entered at one time is one batch.
  ///
  /// - Returns: the numbers of its lines; `nil` for none.
  func write(
    _ harvest: Harvest, _ proposal: Harvest.Proposal
  ) throws(CommandError) -> ClosedRange<Int>? {
    let places = proposal.places
    guard let first = places.compactMap({ harvest.events[$0].entered }).min() else { return nil }
    let scratch = ScratchDisk(over: order.disk)
    let clock = EntryClock(first)
    var time = order.printer.surroundings.time
    time.now = { clock.time }
    let note =
      Array(#","recordedtimes":"import: as entered in the REDCap project","imported":""#.utf8)
      + Array(order.printer.surroundings.time.now().text.utf8) + [UInt8(ascii: "\"")]
    try start(
      on: scratch, at: Instant(milliseconds: first.milliseconds - 60_000), more: note)
    do throws(LogProblem) {
      let appender = try Appender.open(scratch, path, order.definitions, usesCache: false, time)
      defer { appender.close() }
      var start = 0
      while start < places.count {
        let entered = harvest.events[places[start]].entered
        var end = start
        var lines = ProducerLines()
        while end < places.count, harvest.events[places[end]].entered == entered {
          let line = harvest.events[places[end]].line
          lines.append(line.span, 0..<line.count)
          end += 1
        }
        lines.close()
        clock.time = entered ?? clock.time
        let answer = try appender.append(DraftBatch(lines, appender.scanner))
        switch answer {
        case .accepted, .already: break
        case .conflict(let input, _), .refused(let input, _):
          throw .notAFile("\(path): entry \(start + input) is not taken now, and was before")
        case .condition: break
        }
        start = end
      }
    } catch { throw CommandError(error, writing: true) }
    return try publish(scratch, count: places.count)
  }

  private func publish(
    _ scratch: ScratchDisk, count: Int
  ) throws(CommandError) -> ClosedRange<Int>? {
    do throws(DiskError) {
      let bytes = try scratch.contents(of: path)
      let (file, draft) = try LogCreation.draft(order.disk, for: path) { file throws(DiskError) in
        try order.disk.writeFully(file, at: 0, bytes)
      }
      defer { order.disk.close(file) }
      try LogCreation.publish(order.disk, draft, as: path)
    } catch { throw failed(error) }
    return count > 0 ? 1...count : nil
  }

  private func failed(_ error: DiskError) -> CommandError {
    CommandError(
      error.isFull ? ExitCode.inputOutput : ExitCode.cannotCreate, "\(path): \(error.reason)",
      remedy: "no log was started")
  }
}

/// A clock that stands at the time of an entry.
private final class EntryClock: Sendable {
  private let state: Mutex<Instant>

  init(_ time: Instant) { state = Mutex(time) }

  var time: Instant {
    get { state.withLock { $0 } }
    set { state.withLock { $0 = newValue } }
  }
}
