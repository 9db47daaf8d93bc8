import Glibc

/// The standard streams, by system calls: what a command reads and prints.
package struct Console: Sendable {
  package init() {}

  /// Whether a stream is a terminal: 0 input, 1 output, 2 errors.
  package func isTerminal(_ stream: Int32) -> Bool { isatty(stream) == 1 }

  /// The next bytes of standard input, at most `count`; none at its end.
  package func readInput(_ count: Int) throws(DiskError) -> [UInt8] {
    while true {
      var reason: Int32 = 0
      let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
        let read = unsafe Glibc.read(0, buffer.baseAddress, count)
        if read < 0 { reason = errno }
        filled = max(0, read)
      }
      if reason == 0 { return bytes }
      guard reason == EINTR else { throw DiskError("read", "standard input", reason) }
    }
  }

  /// Whether input stands ready on standard input right now.
  package var hasInput: Bool {
    var entry = pollfd(fd: 0, events: Int16(POLLIN), revents: 0)
    return unsafe poll(&entry, 1, 0) > 0
  }

  /// Bytes that standard input has yet to give, where that is a file; else `nil`.
  package var inputSize: Int? {
    var status = stat()
    guard unsafe fstat(0, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
    return max(0, Int(status.st_size) - Int(lseek(0, 0, SEEK_CUR)))
  }

  /// Prints all bytes on a stream.
  ///
  /// `isClosed` of the error tells that nobody reads any more (`| head`), which is no failure. Where
  /// there is nothing to print, that alone is asked.
  package func write(_ bytes: [UInt8], to stream: Int32) throws(DiskError) {
    if bytes.isEmpty {
      var entry = pollfd(fd: stream, events: 0, revents: 0)
      if unsafe poll(&entry, 1, 0) > 0, entry.revents & Int16(POLLERR) != 0 {
        throw DiskError("write", stream == 1 ? "standard output" : "standard error", EPIPE)
      }
    }
    var start = 0
    while start < bytes.count {
      let written = unsafe bytes.withUnsafeBytes { all in
        unsafe Glibc.write(stream, all.baseAddress! + start, all.count - start)
      }
      if written >= 0 {
        start += written
      } else if errno != EINTR {
        throw DiskError("write", stream == 1 ? "standard output" : "standard error", errno)
      }
    }
  }

  /// Sees to it that the standard streams are taken: a file that is opened while one of them is
  /// closed would get its number, and be printed over.
  package func holdStreams() {
    var descriptor: Int32 = 0
    while descriptor >= 0 && descriptor <= 2 {
      descriptor = unsafe Glibc.open("/dev/null", O_RDWR)
    }
    if descriptor > 2 { _ = Glibc.close(descriptor) }
  }

  /// Lets a write to a closed pipe fail instead of ending the process.
  package func ignoreBrokenPipes() { signal(SIGPIPE, SIG_IGN) }

  /// How many columns and rows the terminal behind a stream has; `nil` where it is none.
  package func size(of stream: Int32) -> (columns: Int, rows: Int)? {
    var size = winsize()
    guard unsafe ioctl(stream, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
    return (Int(size.ws_col), Int(size.ws_row))
  }

  /// A variable of the environment.
  package func variable(_ name: String) -> String? {
    guard let value = unsafe getenv(name) else { return nil }
    return unsafe String(cString: value)
  }

  /// The time now. Only the writer of a log and the demo ask for it, never an answer.
  package func now() -> Instant {
    var time = timespec()
    unsafe clock_gettime(CLOCK_REALTIME, &time)
    return Instant(milliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
  }

  /// A clock that only runs forward, in seconds.
  package func monotonicSeconds() -> Double {
    var time = timespec()
    unsafe clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  /// Waits.
  package func sleep(milliseconds: Int) { usleep(UInt32(milliseconds) * 1000) }

  /// Ends the process.
  package func exit(_ code: Int32) -> Never { Glibc.exit(code) }
}

/// The machine that this runs on.
package enum Machine {
  /// Processors that are there to be used, at most 16.
  package static let cores = max(1, min(16, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))))
}

extension DiskError {
  /// Whether nobody reads the other end of a pipe any more.
  package var isClosed: Bool { code == EPIPE }
  /// Whether the disk is full or a limit is reached.
  package var isFull: Bool { code == ENOSPC || code == EDQUOT || code == EFBIG }
}
