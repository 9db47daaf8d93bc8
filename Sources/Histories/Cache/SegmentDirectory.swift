import Bytes
import Events

/// Where the blocks of a segment are, and with whom each begins.
///
/// ```
/// entry   offset 8   names' length 4   length 4   xxh64 of names 8   xxh64 of the rest 8
///         counts 44                    end of the first pseudonym 4             × blocks
/// first pseudonyms, one after the other                           blocks: 4   at the very end
/// ```
struct SegmentDirectory: Sendable {
  /// A block of the segment.
  struct Entry: Sendable {
    let offset: Int
    let namesLength: Int
    let length: Int
    let namesSum: UInt64
    let restSum: UInt64
    let counts: BlockCounts
  }

  private static let entrySize = 80

  private let bytes: [UInt8]
  /// How many blocks there are.
  let count: Int

  /// A directory whose checksum was right.
  init?(_ bytes: [UInt8]) {
    guard bytes.count >= 4 else { return nil }
    var reader = BinaryReader(bytes, in: bytes.count - 4..<bytes.count)
    guard let count = try? reader.count(), count <= (bytes.count - 4) / Self.entrySize else {
      return nil
    }
    self.bytes = bytes
    self.count = count
  }

  /// Writes the directory of blocks that follow on each other from the segment's first byte.
  static func bytes(of blocks: [(entry: Entry, firstName: [UInt8])]) -> [UInt8] {
    var writer = BinaryWriter()
    var end = 0
    for (entry, name) in blocks {
      end += name.count
      writer.put(UInt64(entry.offset))
      writer.put(UInt32(entry.namesLength))
      writer.put(UInt32(entry.length))
      writer.put(entry.namesSum)
      writer.put(entry.restSum)
      entry.counts.write(to: &writer)
      writer.put(UInt32(end))
    }
    for (_, name) in blocks { writer.put(raw: name) }
    writer.put(UInt32(blocks.count))
    return writer.bytes
  }

  /// A block by its place.
  func entry(_ place: Int) throws(StoredBlock.Broken) -> Entry {
    let start = place * Self.entrySize
    var reader = BinaryReader(bytes, in: start..<start + Self.entrySize)
    let entry: Entry
    do throws(BinaryReader.Short) {
      entry = Entry(
        offset: try reader.size(), namesLength: try reader.count(), length: try reader.count(),
        namesSum: try reader.take(UInt64.self), restSum: try reader.take(UInt64.self),
        counts: try BlockCounts(&reader))
    } catch { throw StoredBlock.Broken() }
    guard entry.namesLength <= entry.length, entry.counts.leastBytes <= entry.length else {
      throw StoredBlock.Broken()
    }
    return entry
  }

  /// The only block that a subject can stand in; `nil` where it would stand before the first.
  func place(of name: [UInt8]) throws(StoredBlock.Broken) -> Int? {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if bytesPrecede(name, try firstName(middle)) { high = middle } else { low = middle + 1 }
    }
    return low == 0 ? nil : low - 1
  }

  private func firstName(_ place: Int) throws(StoredBlock.Broken) -> [UInt8] {
    let names = count * Self.entrySize
    let end = names + (try end(place))
    let start = place == 0 ? names : names + (try self.end(place - 1))
    guard start <= end, end <= bytes.count - 4 else { throw StoredBlock.Broken() }
    return Array(bytes[start..<end])
  }

  private func end(_ place: Int) throws(StoredBlock.Broken) -> Int {
    let start = (place + 1) * Self.entrySize - 4
    var reader = BinaryReader(bytes, in: start..<start + 4)
    guard let end = try? reader.count() else { throw StoredBlock.Broken() }
    return end
  }
}
