import Bytes
import Exporting
import TestSupport
import Testing

@Suite struct CSVEncoderTests {
  /// What a table of one column is written as.
  private static func written(_ kind: ExportColumn.Kind, _ add: (inout ColumnValues) -> Void)
    -> String
  {
    var values = ColumnValues(kind)
    add(&values)
    let table = ExportTable(
      "cells", "one cell", rows: { _ in [()] },
      [kind == .text ? .text("cell", "it") { "" } : .integer("cell", "it") { 0 }])
    var encoder = CSVEncoder(table)
    let bytes =
      encoder.begin() + encoder.encode(RowBlock(columns: [values])) + encoder.end()
    return String(decoding: bytes, as: UTF8.self)
  }

  @Test(arguments: [
    ("plain", "plain"), ("a,b", "\"a,b\""), ("a\"b", "\"a\"\"b\""), ("a\r\nb", "\"a\r\nb\""),
    ("😀", "😀"), ("=1+1", "'=1+1"), ("+1", "'+1"), ("-x", "'-x"), ("-5", "-5"), ("@a", "'@a"),
    ("\u{FF1D}1", "'\u{FF1D}1"), (" =1", "' =1"), ("e\u{301}", "e\u{301}"), ("0,1", "\"0,1\""),
    ("=a,b", "\"'=a,b\""), ("9=x", "9=x"),
  ])
  func `a text is a cell that no spreadsheet computes`(text: String, cell: String) {
    #expect(Self.written(.text) { $0.add(text) } == "cell\r\n\(cell)\r\n")
  }

  @Test func `numbers and times are those of JSON answers, and what is missing is empty`() {
    #expect(Self.written(.number) { $0.add(11.0) } == "cell\r\n11\r\n")
    #expect(Self.written(.number) { $0.add(0.1 + 0.2) } == "cell\r\n0.30000000000000004\r\n")
    #expect(Self.written(.integer) { $0.addMissing() } == "cell\r\n\r\n")
    #expect(Self.written(.boolean) { $0.add(Int64(1)) } == "cell\r\ntrue\r\n")
    #expect(Self.written(.timestamp) { $0.add(Int64(1)) } == "cell\r\n1970-01-01T00:00:00.001Z\r\n")
    #expect(Self.written(.clockTime) { $0.add(Int64(-1)) } == "cell\r\n1969-12-31 23:59:59.999\r\n")
    #expect(Self.written(.date) { $0.add(Int64(-1)) } == "cell\r\n1969-12-31\r\n")
  }

  @Test func `hostile names pass through every format`() throws {
    let disk = SimulatedDisk()
    let stage = Stage(disk: disk)
    #expect(
      stage.run(["init", "log.jsonl", "--name", "=n\"", "--origin", "o,\u{1F600}"]).code == 0)
    let text = #"=\"a\",\r\n😀"#
    for (number, event) in [
      #""type":"intake","data":{"indications":["F41.1"],"site":"\#(text)","birthYear":1990}"#,
      #""type":"rating","data":{"instrument":"GAD-7","total":18}"#,
      #""type":"infusion","data":{"infusion":"\#(text)","drug":"\#(text)","route":"IV"}"#,
      #""type":"dose","data":{"infusion":"\#(text)","mg":40}"#,
      #""type":"adverse","data":{"term":"\#(text)","infusion":"\#(text)"}"#,
    ].enumerated() {
      let line =
        #"{"id":"\#(number)","source":"/e","subject":"P-1","time":"2026-03-0\#(number + 1)T08:00:00Z",\#(event)}"#
      #expect(stage.run(["append", "-f", "log.jsonl"], input: line + "\n").code == 0)
    }
    for form in ["csv", "parquet", "omop", "adam"] {
      #expect(stage.run(["export", form, "-f", "log.jsonl", "-o", form]).code == 0)
    }
    let term = try #require(disk.bytes(at: "csv/adverse.csv"))
    #expect(ExportedFolder.cells(term)[1].contains("'=\"a\",\r\n😀"))
    let parquet = try ParquetReader(try #require(disk.bytes(at: "parquet/adverse.parquet")))
    // With a program in mind nothing is put in front.
    #expect(parquet.values.contains([.bytes(Array("=\"a\",\r\n😀".utf8))]))
    let adsl = try JSONDocument(try #require(disk.bytes(at: "adam/ADSL.json"))).root
    #expect(adsl["rows"]?.elements[0].elements[3].text == "=\"a\",\r\n😀")
    #expect(adsl["studyOID"]?.text == "o,😀")
  }
}
