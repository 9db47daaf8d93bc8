import Glibc

/// A program that shows what is written to it, and has the terminal while it runs: `less`.
///
/// It is started by `/bin/sh`, as other programs start theirs, so that `PAGER='less -S'` works. While it
/// runs Ctrl-C is its own affair; this process waits for its end.
package final class Pager: Sendable {
  private let process: pid_t
  private let pipe: Int32

  /// Starts a pager.
  ///
  /// - Parameter command: a line for the shell, such as `less -FIRX`.
  ///
  /// Throws `DiskError` where no process can be started.
  package init(_ command: String) throws(DiskError) {
    var ends: [Int32] = [-1, -1]
    guard unsafe Glibc.pipe(&ends) == 0 else { throw DiskError("pipe", command, errno) }
    // The pager must not hold the end that it waits to be closed.
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    var actions = unsafe posix_spawn_file_actions_t()
    var attributes = posix_spawnattr_t()
    unsafe posix_spawn_file_actions_init(&actions)
    unsafe posix_spawnattr_init(&attributes)
    defer {
      unsafe posix_spawn_file_actions_destroy(&actions)
      unsafe posix_spawnattr_destroy(&attributes)
    }
    unsafe posix_spawn_file_actions_adddup2(&actions, ends[0], 0)
    // What this process ignores, the pager is to hear.
    var heard = sigset_t()
    unsafe sigemptyset(&heard)
    for signal in [SIGINT, SIGQUIT, SIGPIPE] { unsafe sigaddset(&heard, signal) }
    unsafe posix_spawnattr_setsigdefault(&attributes, &heard)
    unsafe posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF))
    // A pager that was named without options shows colours, and ends where all fits on the screen.
    unsafe setenv("LESS", "FRX", 0)
    var words: [UnsafeMutablePointer<CChar>?] = unsafe []
    for word in ["sh", "-c", command] { unsafe words.append(strdup(word)) }
    unsafe words.append(nil)
    defer { unsafe words.forEach { unsafe free($0) } }
    var started: pid_t = 0
    let failure = unsafe posix_spawn(
      &started, "/bin/sh", &actions, &attributes, &words, environ)
    _ = Glibc.close(ends[0])
    guard failure == 0 else {
      _ = Glibc.close(ends[1])
      throw DiskError("spawn", command, failure)
    }
    process = started
    pipe = ends[1]
    for signal in [SIGINT, SIGQUIT] { Glibc.signal(signal, SIG_IGN) }
  }

  /// Gives it more to show. `isClosed` of the error tells that it has been left.
  package func write(_ bytes: [UInt8]) throws(DiskError) { try Console().write(bytes, to: pipe) }

  /// Says that this was all, and waits until it is left. Returns its exit code; 128 and more for a signal
  /// that ended it.
  package func finish() -> Int32 {
    _ = Glibc.close(pipe)
    var status: Int32 = 0
    while unsafe waitpid(process, &status, 0) < 0, errno == EINTR {}
    for signal in [SIGINT, SIGQUIT] { Glibc.signal(signal, SIG_DFL) }
    let ending = status & 0x7F
    return ending == 0 ? (status >> 8) & 0xFF : 128 + ending
  }
}

extension Console {
  /// Whether Ctrl-C erases the line that stands on standard error before it ends the process.
  ///
  /// A process that was started to ignore Ctrl-C goes on ignoring it.
  package func eraseLine(onInterrupt isWanted: Bool) {
    var current = sigaction()
    guard unsafe sigaction(SIGINT, nil, &current) == 0,
      unsafe unsafeBitCast(current.__sigaction_handler.sa_handler, to: Int.self) != 1
    else { return }
    guard isWanted else {
      signal(SIGINT, SIG_DFL)
      return
    }
    signal(SIGINT) { number in
      // Only what may be called in the middle of anything.
      let erasing: StaticString = "\r\u{1B}[K"
      _ = unsafe Glibc.write(2, erasing.utf8Start, erasing.utf8CodeUnitCount)
      Glibc.signal(number, SIG_DFL)
      raise(number)
    }
  }
}
