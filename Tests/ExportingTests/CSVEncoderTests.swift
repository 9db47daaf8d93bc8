import Exporting
import Testing

@Suite struct CSVEncoderTests {
  /// A table of one text column whose rows are given.
  static func table(_ rows: [String?]) -> ExportTable {
    ExportTable(
      "cells", "one text", rows: { _ in rows },
      [.text("cell", "the text") { $0 }])
  }

  @Test func `a file begins with the names of its columns`() {
    var encoder = CSVEncoder(Self.table([]))
    #expect(encoder.begin() == Array("cell\r\n".utf8))
    #expect(encoder.end().isEmpty)
  }
}
