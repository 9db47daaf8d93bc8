package import Bytes

/// What line 0 says: the file is a log, its name, and the origin that names it in checkpoints.
package struct LogIdentity: Equatable, Sendable {
  /// The log's name, for people.
  package let name: String
  /// The log's name in checkpoints: like a URL without a scheme.
  package let origin: String

  /// An identity for a new log, or `nil` where the origin cannot be one.
  package init?(name: String, origin: String) {
    guard Self.isOrigin(origin) else { return nil }
    self.name = name
    self.origin = origin
  }

  /// The identity that line 0 states.
  package init(_ document: JSONDocument) throws(LineFault) {
    let root = document.root
    guard root["type"]?.text == "log", root["subject"]?.text == "log", let data = root["data"],
      data.kind == .object
    else { throw LineFault(.lineZero) }
    guard let format = data["format"] else { throw LineFault(.lineZero) }
    guard format.whole == 1 else { throw LineFault(.format) }
    guard let name = data["name"]?.text, let origin = data["origin"]?.text,
      Self.isOrigin(origin)
    else { throw LineFault(.lineZero) }
    self.name = name
    self.origin = origin
  }

  /// Line 0 of a new log, without its line end.
  ///
  /// - Parameter more: further members of its data as JSON, beginning with a comma; readers keep
  ///   them and ask for none.
  package func line(recorded: Instant, more: [UInt8] = []) -> [UInt8] {
    var line: [UInt8] = []
    line.append("{\"specversion\":\"1.0\",\"seq\":0,\"recordedtime\":\"")
    recorded.append(to: &line)
    line.append("\",\"id\":\"log\",\"source\":\"/reprieve\",\"type\":\"log\",\"subject\":\"log\"")
    line.append(",\"time\":\"")
    line.append(text: String(recorded.text.prefix(19)) + "Z")
    line.append("\",\"data\":{\"format\":1,\"name\":")
    JSONString.append(Array(name.utf8), to: &line)
    line.append(",\"origin\":")
    JSONString.append(Array(origin.utf8), to: &line)
    line.append(contentsOf: more)
    line.append("}")
    Seal.close(&line)
    return line
  }

  /// Whether a text can be an origin: not empty, no spaces, no control characters, no `+`.
  package static func isOrigin(_ text: String) -> Bool {
    !text.isEmpty
      && text.unicodeScalars.allSatisfy { scalar in
        scalar != "+" && !scalar.properties.isWhitespace
          && scalar.properties.generalCategory != .control
      }
  }
}
