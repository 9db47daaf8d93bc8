import Bytes
import Definitions
import EventLog
import Events

/// Reads a log line by line with the names themselves, not their hashes: slow, and exact about
/// which line is the first that breaks which rule.
struct RepeatedNames: LineConsumer {
  private var names = NameTable()
  private var decoder = EventDecoder(.builtIn)

  mutating func takeFirst(_ line: Span<UInt8>) {
    if let document = try? JSONDocument(line.copy()) { _ = isNew(document.root) }
  }

  mutating func takeCanonical(_ line: Span<UInt8>, _ header: LineHeader, at offset: Int) -> Bool {
    false
  }

  mutating func take(
    _ document: JSONDocument, _ header: LineHeader, at offset: Int
  ) throws(LineFault) {
    try StrictLines.check(document)
    try decoder.take(document, header, at: offset)
    guard isNew(document.root) else { throw LineFault(.unique, level: .verify) }
  }

  private mutating func isNew(_ root: JSONNode) -> Bool {
    // No source holds a NUL, so the pair can be read back from the joined bytes.
    let name = (root["source"]?.string ?? []) + [0] + (root["id"]?.string ?? [])
    let known = names.count
    return Int(names.number(name)) == known
  }
}
