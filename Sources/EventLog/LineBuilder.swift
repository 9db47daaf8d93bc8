package import Bytes

/// Writes lines: the log's own members around what the producer said, and the seal.
package enum LineBuilder {
  /// A line in canonical order, without its line end.
  ///
  /// - Parameters:
  ///   - seq: its number.
  ///   - recorded: when the log takes it.
  ///   - body: the producer's members in canonical order, beginning with a comma.
  ///   - batch: the first and last number of its batch; `nil` where it stands alone.
  package static func line(
    seq: Int, recorded: Instant, body: [UInt8], batch: ClosedRange<Int>?
  ) -> [UInt8] {
    var line: [UInt8] = []
    line.reserveCapacity(body.count + 160)
    line.append(start)
    line.append(decimal: seq)
    line.append(",\"recordedtime\":\"")
    recorded.append(to: &line)
    line.append(UInt8(ascii: "\""))
    line.append(contentsOf: body)
    if let batch {
      line.append(",\"first\":")
      line.append(decimal: batch.lowerBound)
      line.append(",\"last\":")
      line.append(decimal: batch.upperBound)
    }
    Seal.close(&line)
    return line
  }
  /// The lines `range` of a batch, each in canonical order and ended by LF. The same bytes as `line`
  /// makes, in one piece of memory.
  static func block(
    _ list: BodyList, _ range: Range<Int>, firstSeq: Int, recorded: Instant,
    batch: ClosedRange<Int>?
  ) -> LineBlock {
    var opening: [UInt8] = []
    opening.append(",\"recordedtime\":\"")
    recorded.append(to: &opening)
    opening.append("\",")
    var closing: [UInt8] = []
    if let batch {
      closing.append(",\"first\":")
      closing.append(decimal: batch.lowerBound)
      closing.append(",\"last\":")
      closing.append(decimal: batch.upperBound)
    }
    let others = start.utf8CodeUnitCount + opening.count + closing.count + Seal.length + 1
    var capacity = 0
    for place in range {
      capacity += list.bodies[place].count + others + (firstSeq + place).decimalLength
    }
    var ends: [UInt32] = []
    ends.reserveCapacity(range.count)
    let bytes = [UInt8](writing: capacity) { writer in
      let (input, rewritten) = (list.input.span, list.rewritten.span)
      for place in range {
        let body = list.bodies[place]
        let first = writer.count
        let seq = firstSeq + place
        writer.put(start)
        writer.put(decimal: seq, length: seq.decimalLength)
        writer.put(opening.span)
        let range = body.start..<body.start + body.count
        if body.isRewritten { writer.put(rewritten, range) } else { writer.put(input, range) }
        writer.put(closing.span)
        let sum = writer.sum(from: first)
        writer.put(",\"xxh64\":\"")
        writer.put(hexadecimal: sum)
        writer.put("\"}")
        ends.append(UInt32(truncatingIfNeeded: writer.count))
        writer.put(0x0A)
      }
    }
    return LineBlock(bytes: bytes, ends: ends)
  }

  /// The first line of a batch that would be too long; `nil` where all are short enough.
  static func tooLong(
    _ list: BodyList, firstSeq: Int, recorded: Instant, batch: ClosedRange<Int>?
  ) -> Int? {
    let empty = line(seq: 0, recorded: recorded, body: [UInt8(ascii: ",")], batch: batch)
    return list.bodies.indices.first { place in
      empty.count - 1 + (firstSeq + place).decimalLength + list.bodies[place].count
        > Seal.longestLine
    }
  }

  private static let start: StaticString = "{\"specversion\":\"1.0\",\"seq\":"
}
