import Bytes
import Definitions
import Importing
import TestSupport

/// Other people's files: tables, mappings, time zones.
extension FuzzTarget {
  private static func rows(_ bytes: [UInt8]) throws -> [[[UInt8]]] {
    let disk = SimulatedDisk()
    disk.install("t.csv", bytes)
    var file = try DelimitedFile(disk, "t.csv", separator: UInt8(ascii: ","), isWindows: false)
    var rows: [[[UInt8]]] = []
    while let row = try file.next() { rows.append(row.cells) }
    return rows
  }

  private static let table = """
    id,date,gad7,note\r\nP-1,2026-01-05,7,"a, ""b""\nc"\r\nP-2,1/5/2026,,x\r\n"P-3",46027,"21",\r\n
    """

  /// What was read is read again from what is written of it.
  static let delimited = parser(
    "delimited", share: 300, corpus: { [Array(table.utf8)] },
    words: ["\"", "\"\"", ",", "\r\n", "\r", "\n", "\u{FEFF}", "\u{0}"]
  ) { bytes in
    guard let read = try? rows(bytes) else { return .refused }
    let again = [[Array("h".utf8)]] + read
    let written = again.flatMap { DelimitedText.row($0, separator: UInt8(ascii: ",")) }
    // An empty cell alone on its line is an empty line.
    let wanted = read.filter { $0 != [[]] }
    guard let other = try? rows(written) else { return .broken("can't be read again") }
    return other == wanted ? .taken : .broken("read as \(other.count) rows of \(wanted.count)")
  }

  private static let mapping = #"""
    {"mapping":1,"source":"/i","missing":["NA"],"zone":"-05:00","decimal":",","pseudonyms":true,
     "subject":{"column":"id","pad":4},"drop":["note"],
     "tables":[{"name":"t","events":[
       {"type":"intake","once":true,"id":"{subject}","time":"2026-01-05T10:00:00Z","data":{"indications":[]}},
       {"each":[{"n":1,"c":"gad7"}],"when":"{c}","events":[
         {"type":"rating","id":"{subject}-{date}-{n}",
          "time":{"column":"date","format":["yyyy-MM-dd","M/d/yyyy"],"hour":"10:00"},
          "data":{"instrument":"GAD-7","total":{"column":"{c}","values":{"x":3},"others":"keep"}}}]}]}]}
    """#

  /// A mapping that is taken makes events or rejects of a table, and every event is in order by itself.
  static let importMapping = parser(
    "mapping", share: 300, corpus: { [Array(mapping.utf8)] },
    words: [
      "\"column\":", "\"columns\":", "\"values\":", "\"anchor\":", "\"each\":", "\"excel\":1900",
      "\"excel-1900\"", "{n}",
    ],
    isJSON: true
  ) { bytes in
    let disk = SimulatedDisk()
    disk.install("t.csv", Array(table.utf8))
    do throws(ImportFault) {
      let mapping = try MappingReader.read(bytes, disk, "m.json")
      let hash = mapping.arePseudonyms ? nil : KeyedHash(key: [1])
      var source = try TableSource(
        mapping, ["t.csv"], disk, .builtIn, hash, keepsCrosswalk: false)
      while let row = try source.next() {
        guard row.events.isEmpty || row.rejects.isEmpty else {
          return .broken("taken and rejected")
        }
        for event in row.events where (try? JSONDocument(event.line)) == nil {
          return .broken("no JSON: \(event.line.text)")
        }
      }
      return .taken
    } catch { return error.problem.isEmpty ? .broken("no words") : .refused }
  }

  /// A file of a time zone; what is read knows an offset for every time.
  static let zone = parser(
    "zone", share: 200,
    corpus: {
      let none = Array("TZif2".utf8) + [UInt8](repeating: 0, count: 39)
      let counts: [UInt8] = [
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 4,
      ]
      let data: [UInt8] =
        [0, 0, 0, 0, 60, 0, 0, 0, 0] + [0, 0, 14, 16, 0, 0] + Array("AAA\u{0}".utf8)
      return [
        none + none.prefix(20) + counts + data + Array("\nEST5EDT,M3.2.0,M11.1.0\n".utf8)
      ]
    }, words: ["TZif", "<+03>-3", ",J60/2", ",M10.5.0/-1", "\n"]
  ) { bytes in
    guard let rules = ZoneRules(bytes) else { return .refused }
    for year in [1900, 1999, 2026, 2100] {
      for month in 1...12 {
        let times = rules.instants(LocalTime(year: year, month: month, day: 8, ofDay: 9_000_000))
        guard times.count <= 3 else { return .broken("\(times.count) instants for a time") }
      }
    }
    return .taken
  }
}
