package import Bytes
package import EventLog
package import Histories

/// The world around a command: files, streams, clocks, environment. Given from outside, so that a
/// test can run every command without a process.
package struct Surroundings: Sendable {
  /// The file system.
  package var disk: any Disk
  /// The clocks, for writers only.
  package var time: Timekeeper
  /// The next bytes of standard input, at most so many; none at its end.
  package var read: @Sendable (Int) throws(DiskError) -> [UInt8]
  /// Whether standard input has something ready.
  package var hasInput: @Sendable () -> Bool
  /// Bytes that standard input has yet to give, where somebody knows: a hint of how much room they
  /// need.
  package var inputSize: @Sendable () -> Int?
  /// Prints bytes on standard output (1) or standard error (2).
  package var write: @Sendable ([UInt8], Int32) throws(DiskError) -> Void
  /// Whether a stream is a terminal.
  package var isTerminal: @Sendable (Int32) -> Bool
  /// How many columns and rows the terminal behind a stream has; `nil` where it is none.
  package var size: @Sendable (Int32) -> (columns: Int, rows: Int)?
  /// Starts the program that shows long answers, named as a shell would be told.
  package var startPager: @Sendable (String) throws(DiskError) -> PagedOutput
  /// Says whether a line stands on standard error that Ctrl-C is to erase.
  package var eraseOnInterrupt: @Sendable (Bool) -> Void
  /// A variable of the environment.
  package var variable: @Sendable (String) -> String?
  /// Lines of each log that count, in the order of the logs, where an answer is asked for again
  /// that was given when they had no more; `nil`: all.
  package var sizes: [Int]?
  /// The folder in which a log is looked for to be suggested; `nil`: none.
  package var folder: String?
  /// When a cache is kept beside a log.
  package var cache = CachePlan.standard

  package init(
    disk: any Disk, time: Timekeeper,
    read: @escaping @Sendable (Int) throws(DiskError) -> [UInt8],
    hasInput: @escaping @Sendable () -> Bool,
    inputSize: @escaping @Sendable () -> Int? = { nil },
    write: @escaping @Sendable ([UInt8], Int32) throws(DiskError) -> Void,
    isTerminal: @escaping @Sendable (Int32) -> Bool,
    size: @escaping @Sendable (Int32) -> (columns: Int, rows: Int)? = { _ in nil },
    startPager: @escaping @Sendable (String) throws(DiskError) -> PagedOutput = {
      command throws(DiskError) in try PagedOutput(Pager(command))
    },
    eraseOnInterrupt: @escaping @Sendable (Bool) -> Void = { _ in },
    variable: @escaping @Sendable (String) -> String?
  ) {
    self.disk = disk
    self.time = time
    self.read = read
    self.hasInput = hasInput
    self.inputSize = inputSize
    self.write = write
    self.isTerminal = isTerminal
    self.size = size
    self.startPager = startPager
    self.eraseOnInterrupt = eraseOnInterrupt
    self.variable = variable
  }

  /// The process that runs.
  package static let process: Surroundings = {
    var process = Surroundings(
      disk: SystemDisk(), time: .system,
      read: { count throws(DiskError) in try Console().readInput(count) },
      hasInput: { Console().hasInput }, inputSize: { Console().inputSize },
      write: { bytes, stream throws(DiskError) in try Console().write(bytes, to: stream) },
      isTerminal: { Console().isTerminal($0) }, size: { Console().size(of: $0) },
      eraseOnInterrupt: { Console().eraseLine(onInterrupt: $0) },
      variable: { Console().variable($0) })
    process.folder = "."
    return process
  }()
}

/// What is shown by a program that a person looks at it with.
package struct PagedOutput: Sendable {
  /// Gives it more; the error of one that was left is `isClosed`.
  package var write: @Sendable ([UInt8]) throws(DiskError) -> Void
  /// Says that this was all, and waits until it is left; its exit code.
  package var finish: @Sendable () -> Int32

  package init(
    write: @escaping @Sendable ([UInt8]) throws(DiskError) -> Void,
    finish: @escaping @Sendable () -> Int32
  ) {
    self.write = write
    self.finish = finish
  }

  /// A process.
  package init(_ pager: Pager) {
    write = { bytes throws(DiskError) in try pager.write(bytes) }
    finish = { pager.finish() }
  }
}
