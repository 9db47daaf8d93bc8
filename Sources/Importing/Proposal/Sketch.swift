import Bytes

/// A JSON document for people to read and change: short things on one line, all else indented.
indirect enum Sketch {
  case text(String)
  /// JSON as it is to stand there.
  case verbatim(String)
  case list([Sketch])
  case object([(String, Sketch)])

  /// Letters that fit on a line.
  private static let width = 96

  /// The document with a line end.
  var document: String { lines(indent: 0) + "\n" }

  private func lines(indent: Int) -> String {
    let short = line
    if short.count + indent <= Self.width { return short }
    let inner = String(repeating: " ", count: indent + 2)
    let outer = String(repeating: " ", count: indent)
    switch self {
    case .text, .verbatim: return short
    case .list(let elements):
      let parts = elements.map { inner + $0.lines(indent: indent + 2) }
      return "[\n" + parts.joined(separator: ",\n") + "\n\(outer)]"
    case .object(let members):
      let parts = members.map { name, value in
        "\(inner)\(Self.quoted(name)): \(value.lines(indent: indent + 2))"
      }
      return "{\n" + parts.joined(separator: ",\n") + "\n\(outer)}"
    }
  }

  private var line: String {
    switch self {
    case .text(let text): return Self.quoted(text)
    case .verbatim(let json): return json
    case .list(let elements):
      return "[" + elements.map(\.line).joined(separator: ", ") + "]"
    case .object(let members):
      if members.isEmpty { return "{}" }
      return "{ "
        + members.map { "\(Self.quoted($0)): \($1.line)" }.joined(separator: ", ") + " }"
    }
  }

  private static func quoted(_ text: String) -> String {
    var bytes: [UInt8] = []
    JSONString.append(text: text, to: &bytes)
    return bytes.text
  }
}
