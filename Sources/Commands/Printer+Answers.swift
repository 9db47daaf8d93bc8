import Bytes
import EventLog
import Reports

/// Answers: what is added to them, and where they end up.
extension Printer {
  /// Options that name what an answer is computed from.
  static let inputs: [Option] = [.log, .definitions, .checkpoint, .proof, .answer]

  /// An answer must not take the place of what it is computed from, nor of a device.
  func refuseToOverwrite(_ inputs: [String]) throws(CommandError) {
    let disk = surroundings.disk
    guard let path = outputPath, let output = try? disk.status(at: path) else { return }
    if writesFolders, output.kind == .folder { return }
    guard output.kind == .file else {
      throw CommandError(
        ExitCode.cannotCreate, "\(path) is no file that could be replaced",
        remedy: "leave -o out and redirect standard output")
    }
    for input in inputs {
      guard let status = try? disk.status(at: input), status.device == output.device,
        status.inode == output.inode
      else { continue }
      throw CommandError(
        ExitCode.cannotCreate, "\(path) is what the answer is computed from",
        remedy: "nothing was changed; name another file with -o")
    }
  }

  /// Whether a file is a log, by its first line, or one of those that are kept beside one.
  private func isOfLog(_ path: String) -> Bool {
    if path.split(separator: "/").dropLast().contains(where: { $0.hasSuffix(".jsonl.d") }) {
      return true
    }
    guard let start = try? surroundings.disk.contents(of: path, limit: 1 << 16),
      let end = start.firstIndex(of: 0x0A), let document = try? JSONDocument(Array(start[..<end]))
    else { return false }
    return document.root["seq"]?.whole == 0 && document.root["type"]?.text == "log"
  }

  /// Adds lines of text to the answer; what could steer a terminal is spelled out.
  ///
  /// - Parameter titles: those of them that are titles.
  func print(_ lines: [String], titles: Set<String> = []) throws(CommandError) {
    try print(
      text: Array(lines.map { Visible.text($0) + "\n" }.joined().utf8), titles: titles)
  }

  /// Likewise whole lines that hold nothing that could steer a terminal.
  func print(text: [UInt8], titles: @autoclosure () -> Set<String>) throws(CommandError) {
    guard format == .text else { return try print(bytes: text) }
    let text = outputPath == nil && surroundings.isTerminal(1) ? folded(text) : text
    try print(bytes: isColored ? Emphasis(titles: titles()).styled(text) : text)
  }

  /// Lines that were laid out for 80 columns, where the terminal has fewer; commands stay in one piece.
  private func folded(_ text: [UInt8]) -> [UInt8] {
    let width = width
    var folded: [UInt8] = []
    for bytes in text.split(separator: 0x0A, omittingEmptySubsequences: false).dropLast() {
      let line = Array(bytes).text
      let isCommand = line.contains("$ reprieve")
      for row in isCommand ? [line] : Paragraph.folded(line, width: width) {
        folded.append(text: row + "\n")
      }
    }
    return folded
  }

  /// Whether text of the answer is in colour: a file's only where that was asked for.
  private var isColored: Bool {
    outputPath == nil ? colors.isColored(1) : colors.isFixed == true
  }

  /// Adds a text that is nothing any more where a byte of it changes, such as a proof. To a terminal
  /// that it could steer it is not written.
  func print(exactly text: String) throws(CommandError) {
    try print(exactly: Array(text.utf8), "the log's origin")
  }

  /// Likewise bytes for programs.
  ///
  /// - Parameter culprit: what may hold characters that steer.
  func print(exactly bytes: [UInt8], _ culprit: String) throws(CommandError) {
    answers.mayPage = false
    guard outputPath == nil, surroundings.isTerminal(1) else { return try print(bytes: bytes) }
    let isHarmless = bytes.split(separator: 0x0A).allSatisfy { line in
      Visible.text(Array(line).text) == Array(line).text
    }
    guard isHarmless else {
      throw CommandError(
        ExitCode.cannotCreate, "\(culprit) holds characters that could steer a terminal",
        remedy: "write it to a file: -o FILE")
    }
    try print(bytes: bytes)
  }

  /// Adds bytes to the answer.
  func print(bytes: [UInt8]) throws(CommandError) {
    isPublished = false
    pending += bytes
    if outputPath == nil && pending.count > 1 << 16 { try send() }
  }

  /// Prints what is pending on standard output now: more may be long in coming, so no pager waits for it.
  func flush() throws(CommandError) {
    answers.mayPage = false
    try send()
  }

  private func send() throws(CommandError) {
    guard outputPath == nil else { return }
    guard !outputIsClosed else { return pending.removeAll() }
    if surroundings.isTerminal(1) { meter?.stop() }
    do throws(DiskError) { try answers.write(pending) } catch {
      outputIsClosed = error.isClosed
      throw CommandError(
        ExitCode.inputOutput, "standard output: \(error.reason)",
        remedy: "what was printed before stands; -o FILE writes all or nothing")
    }
    pending.removeAll(keepingCapacity: true)
  }

  /// Prints or stores what is left of the answer.
  func finish() throws(CommandError) {
    guard !isPublished else { return }
    guard let path = outputPath else {
      if !pending.isEmpty { try send() }
      return
    }
    guard !isOfLog(path) else {
      throw CommandError(
        ExitCode.cannotCreate, "\(path) is a log, or lies beside one",
        remedy: "nothing was changed; name another file with -o")
    }
    do throws(DiskError) { try surroundings.disk.replace(path, with: pending) } catch {
      let code = error.isFull ? ExitCode.inputOutput : ExitCode.cannotCreate
      throw CommandError(code, "\(path): \(error.reason)", remedy: "nothing was written there")
    }
  }

  /// Whether answers go to standard output, one below the other.
  var isStream: Bool { outputPath == nil }

  /// From now on no warning and no note is said twice, and no pager is started.
  func beginStream() {
    said = []
    answers.mayPage = false
  }

  /// Prints or stores an answer after which others will come: in a file each takes the place of
  /// the one before, in one step.
  func publish() throws(CommandError) {
    try finish()
    pending.removeAll(keepingCapacity: true)
    isPublished = true
  }
}
