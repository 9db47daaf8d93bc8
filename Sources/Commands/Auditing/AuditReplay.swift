import Bytes

extension Command {
  /// `audit replay`: a stored answer once more.
  static func auditReplay(
    _ arguments: Arguments, _ printer: Printer
  ) throws(CommandError) -> Int32 {
    guard arguments.positional.count > 1 else {
      throw CommandError(
        ExitCode.usage, "audit replay needs a stored answer",
        remedy: "the JSON that a command wrote with --evidence")
    }
    try refuseMore(arguments, than: 1)
    let answer = try StoredAnswer(arguments.positional[1], printer)
    let given = arguments.all(.log)
    guard given.isEmpty || given.count == answer.logs.count else {
      throw CommandError(
        ExitCode.usage,
        "\(answer.path) is about \(answer.logs.count) logs, and \(given.count) were named",
        remedy: "name each with -f, in the order of the answer")
    }
    let result = try answer.replay(given.isEmpty ? answer.paths : given, printer)
    if printer.format == .json {
      var json = JSONWriter()
      json.object { answer.write(result, to: &$0) }
      try printer.print(bytes: json.bytes + [0x0A])
    } else {
      try printer.print(answer.words(result))
    }
    return result.isSame ? ExitCode.done : ExitCode.no
  }
}

extension StoredAnswer {
  /// What replaying came to, a line for each log and one for the answer.
  func words(_ result: Replayed) -> [String] {
    var lines = [path]
    for (log, isSame) in zip(logs, result.sameLogs) {
      lines.append(
        isSame
          ? "  log     \(log.origin) begins with the same \(log.size) lines"
          : "  log     \(log.origin) does not begin with the \(log.size) lines of this answer")
    }
    switch result.difference {
    case nil: lines.append("  answer  the same")
    case let place?: lines.append("  answer  another: \(place) differs")
    }
    return lines
  }

  /// The same as members of an object.
  func write(_ result: Replayed, to json: inout JSONWriter) {
    json.string("answer", path)
    json.array("logs", Array(zip(logs, result.sameLogs))) { json, pair in
      json.object { json in
        json.string("origin", pair.0.origin)
        json.integer("size", pair.0.size)
        json.string("root", pair.0.root.base64)
        json.bool("same", pair.1)
      }
    }
    json.bool("same", result.isSame)
    json.string("difference", result.difference)
  }
}
