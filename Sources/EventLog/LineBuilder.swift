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
    line.append("{\"specversion\":\"1.0\",\"seq\":")
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
}
