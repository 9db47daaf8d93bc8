import Bytes
import Definitions
import Dispatch
import EventLog
import Events
import Synchronization

/// Holds every line to all rules that a line alone can break, and remembers what names it.
///
/// Plain lines, which nearly all are, are walked over in place; the others are parsed in full.
/// Names are kept as hashes: where two are equal, `RepeatedNames` decides.
struct StrictLines: ForkingConsumer {
  /// The hash of `id` and `source` of each line, line 0 included.
  private(set) var names: [UInt64] = []
  private var walk = PlainJSON()
  /// A sealed line that no command can decode is damage, and must not be called in order here. What
  /// it is measured with does not matter: definitions decide what counts, not what is read.
  private var decoder: EventDecoder

  init() { decoder = EventDecoder(.builtIn) }

  private init(_ decoder: EventDecoder) { self.decoder = decoder }

  func fork(from seq: Int) -> StrictLines { StrictLines(decoder.fork(from: seq)) }

  mutating func join(_ later: StrictLines) { names += later.names }

  /// Nobody wants the events: now and then they are forgotten.
  private mutating func forget(behind header: LineHeader) {
    if header.seq & 0x3FFF == 0 { decoder = decoder.fork(from: header.seq + 1) }
  }

  mutating func takeFirst(_ line: Span<UInt8>) {
    guard let document = try? JSONDocument(line.copy()) else { return }
    names.append(Self.name(document.root))
  }

  mutating func takeCanonical(
    _ line: Span<UInt8>, _ header: LineHeader, at offset: Int
  ) throws(LineFault) -> Bool {
    guard let name = Envelope.plainName(line, header, &walk),
      try decoder.takeCanonical(line, header, at: offset)
    else { return false }
    names.append(name)
    forget(behind: header)
    return true
  }

  mutating func take(
    _ document: JSONDocument, _ header: LineHeader, at offset: Int
  ) throws(LineFault) {
    try Self.check(document)
    try decoder.take(document, header, at: offset)
    names.append(Self.name(document.root))
    forget(behind: header)
  }

  /// Throws `LineFault` of the level `verify`.
  static func check(_ document: JSONDocument) throws(LineFault) {
    if document.hasWhiteSpace { throw LineFault(.whiteSpace, level: .verify) }
    let root = document.root
    guard root["specversion"] != nil else { throw LineFault(.member, level: .verify) }
    if root["type"]?.text == "log" || root["subject"]?.text == "log" {
      throw LineFault(.lineZero, level: .verify)
    }
    do throws(Refusal) { try Envelope.check(root) } catch {
      throw LineFault(.member, level: .verify)
    }
  }

  private static func name(_ root: JSONNode) -> UInt64 {
    EventKey.hash(id: root["id"]?.string ?? [], source: root["source"]?.string ?? [])
  }

  /// Whether two of the first `count` lines may have the same name; no answer depends on the number
  /// of threads that look.
  func mayRepeat(first count: Int, lanes: Int = Machine.cores) -> Bool {
    let names = names.prefix(count)
    // Each thread takes the hashes that end in its number.
    let parts = lanes > 1 && names.count > 1 << 16 ? 2 : 1
    let found = Mutex(false)
    DispatchQueue.concurrentPerform(iterations: parts) { part in
      var set = HashSet(capacity: names.count / parts + names.count / 8)
      for name in names where Int(truncatingIfNeeded: name & UInt64(parts - 1)) == part {
        guard set.insert(name) else { return found.withLock { $0 = true } }
      }
    }
    return found.withLock { $0 }
  }
}

/// Hashes that were seen, in an open-addressing table at most half full.
private struct HashSet {
  private var slots: [UInt64]
  private var hasZero = false
  private var count = 0

  init(capacity: Int) {
    var size = 1024
    while size < 2 * capacity { size *= 2 }
    slots = Array(repeating: 0, count: size)
  }

  /// Returns whether the hash is new.
  mutating func insert(_ hash: UInt64) -> Bool {
    guard hash != 0 else {
      defer { hasZero = true }
      return !hasZero
    }
    if 2 * (count + 1) > slots.count { grow() }
    count += 1
    return place(hash)
  }

  private mutating func place(_ hash: UInt64) -> Bool {
    // The lowest bits are the same for all that one thread takes.
    var slot = Int(truncatingIfNeeded: hash &>> 8) & (slots.count - 1)
    while slots[slot] != 0 {
      if slots[slot] == hash { return false }
      slot = (slot + 1) & (slots.count - 1)
    }
    slots[slot] = hash
    return true
  }

  private mutating func grow() {
    let old = slots
    slots = Array(repeating: 0, count: old.count * 2)
    for hash in old where hash != 0 { _ = place(hash) }
  }
}
