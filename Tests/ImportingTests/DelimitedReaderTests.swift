import Bytes
import Importing
import TestSupport
import Testing

/// Delimited text by RFC 4180.
@Suite struct DelimitedReaderTests {
  private func rows(_ bytes: [UInt8], separator: UInt8 = UInt8(ascii: ",")) throws -> [[String]] {
    try lines(bytes, separator: separator).map { $0.cells.map(\.text) }
  }

  private func lines(
    _ bytes: [UInt8], separator: UInt8 = UInt8(ascii: ","), isWindows: Bool = false
  ) throws -> [DelimitedRow] {
    let disk = SimulatedDisk()
    disk.install("a.csv", bytes)
    let file = try disk.open("a.csv", .read)
    var reader = DelimitedReader(
      disk, file, named: "a.csv", from: 0, separator: separator, isWindows: isWindows)
    var rows: [DelimitedRow] = []
    while let row = try reader.next() { rows.append(row) }
    return rows
  }

  @Test(
    arguments: [
      ("a,b\r\n1,2\r\n", [["a", "b"], ["1", "2"]]),
      ("a,b\n1,2", [["a", "b"], ["1", "2"]]),
      ("a,b\r1,2\r", [["a", "b"], ["1", "2"]]),
      ("\"a,b\",c\n", [["a,b", "c"]]),
      ("\"a\nb\",c\r\n", [["a\nb", "c"]]),
      ("\"a\r\nb\",c\r\n", [["a\r\nb", "c"]]),
      ("\"say \"\"hi\"\"\",c", [["say \"hi\"", "c"]]),
      ("\"\",\"\"\n", [["", ""]]),
      ("a,\n,b\n", [["a", ""], ["", "b"]]),
      ("a,", [["a", ""]]),
      ("5'11\",b\n", [["5'11\"", "b"]]),
      ("a\n\n\nb\n", [["a"], ["b"]]),
      ("", []), ("\n", []), ("\u{e4},\u{1f600}\n", [["\u{e4}", "\u{1f600}"]]),
    ] as [(String, [[String]])])
  func `cells stand between separators and quotes`(text: String, wanted: [[String]]) throws {
    #expect(try rows(Array(text.utf8)) == wanted)
  }

  @Test func `a row knows the line on which it begins`() throws {
    let rows = try lines(Array("h\n\"a\nb\"\n\nc\r\nd".utf8))
    #expect(rows.map(\.line) == [1, 2, 5, 6])
    #expect(rows.map(\.bytes) == [0..<1, 2..<7, 9..<10, 12..<13])
  }

  @Test func `rows that were written are read again, wherever a piece ends`() throws {
    let seed = UInt64.random(in: 0 ... .max)
    var random = SeededGenerator(seed: seed)
    let letters = Array("ab,;\t\"\n\r x\u{e4}".utf8.map { $0 })
    var wanted: [[[UInt8]]] = []
    var bytes: [UInt8] = []
    // Longer than the reader's piece, so that rows cross from one into the next.
    while bytes.count < 300_000 {
      var row: [[UInt8]] = []
      for _ in 0..<1 + random.below(6) {
        let length = random.below(10) == 0 ? random.below(2_000) : random.below(12)
        var cell = (0..<length).map { _ in letters[random.below(letters.count)] }
        cell.removeAll { $0 >= 0x80 }
        row.append(cell)
      }
      if row.count == 1 && row[0].isEmpty { continue }
      wanted.append(row)
      bytes += DelimitedText.row(row, separator: UInt8(ascii: ";"))
    }
    let found = try lines(bytes, separator: UInt8(ascii: ";")).map(\.cells)
    #expect(found == wanted, "seed \(seed)")
  }

  @Test(arguments: [
    ("a,b\n\"c,d\ne,f\n", "a.csv:2: a quote opens here and is never closed"),
    ("a,b\n1,\"x\ny", "a.csv:2: a quote opens here and is never closed"),
    ("a,b\n\"x\"y,2\n", "a.csv:2: text stands behind the closing quote of cell 1"),
    ("a,b\n1,\u{0}\n", "a.csv:2: has NUL bytes: it is no text, or was damaged"),
  ])
  func `what is no delimited text is refused with its line`(text: String, problem: String) {
    let error = #expect(throws: ImportFault.self) { try rows(Array(text.utf8)) }
    #expect(error?.problem == problem)
  }

  @Test func `Windows-1252 is recognised, and read where it is said`() throws {
    let bytes: [UInt8] = Array("name\nM".utf8) + [0xFC] + Array("ller ".utf8) + [0x80, 0x0A]
    let error = #expect(throws: ImportFault.self) { try rows(bytes) }
    #expect(
      error?.problem == "a.csv:2: is not UTF-8; it looks like Windows-1252, which Excel writes")
    let read = try lines(bytes, isWindows: true).map { $0.cells.map(\.text) }
    #expect(read == [["name"], ["M\u{fc}ller \u{20ac}"]])
  }

  @Test(
    arguments: [
      ([0xFF, 0xFE, 0x61, 0x00], "UTF-16"), ([0x61, 0, 0x62, 0, 0x2C, 0, 0x63, 0], "UTF-16"),
      (Array("PK\u{3}\u{4}zip".utf8), "Excel workbook"), ([0xD0, 0xCF, 0x11, 0xE0], "old Excel"),
      ([0x1F, 0x8B, 8], "compressed"), ([], "empty"), ([0x0A, 0x0A], "empty"),
    ] as [([UInt8], String)])
  func `what is no text at all is called by its name`(bytes: [UInt8], word: String) {
    let disk = SimulatedDisk()
    disk.install("a.csv", bytes)
    let error = #expect(throws: ImportFault.self) {
      try DelimitedFile(disk, "a.csv", separator: nil, isWindows: false)
    }
    #expect(error?.problem.contains(word) == true, "\(error?.problem ?? "")")
  }

  @Test(arguments: [
    ("a,b;c,d\n", ","), ("a;b;c\n1,5;2;3\n", ";"), ("a\tb\n", "\t"), ("\"x,y,z\";b\n", ";"),
    ("a|b\n", "|"), ("alone\n", ","), ("\u{FEFF}a;b\n", ";"),
  ])
  func `the separator is found from the headings`(text: String, separator: String) throws {
    let disk = SimulatedDisk()
    disk.install("a.csv", Array(text.utf8))
    let file = try DelimitedFile(disk, "a.csv", separator: nil, isWindows: false)
    #expect([file.separator] == Array(separator.utf8))
    #expect(file.headings.first.map { !$0.hasPrefix("\u{FEFF}") } == true)
  }

  @Test func `two columns of one name are refused`() {
    let disk = SimulatedDisk()
    disk.install("a.csv", Array("id,date, id\n".utf8))
    let error = #expect(throws: ImportFault.self) {
      try DelimitedFile(disk, "a.csv", separator: nil, isWindows: false)
    }
    #expect(error?.problem == "a.csv:1: columns 1 and 3 have the same heading")
  }
}
