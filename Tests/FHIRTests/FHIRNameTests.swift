import Bytes
import FHIR
import Foundation
import TestSupport
import Testing

/// Names, times and codes, in both directions.
@Suite struct FHIRNameTests {
  @Test(arguments: ["e1", "a b", "%", "%41", "ü/é", " ", "x\u{2028}y", "日本"])
  func `a name survives as the value of an identifier`(id: String) {
    let name = EventName(source: "/clinic/tampa", id: id)
    #expect(EventName(name.text) == name)
    #expect(name.text.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value < 0x7F })
  }

  @Test(arguments: ["nospace", " x", "/a ", "/a %4", "/a %ff"])
  func `what is no name is none`(text: String) {
    #expect(EventName(text) == nil)
  }

  @Test func `ids of resources have the form that FHIR asks for and differ`() {
    var seen: Set<String> = []
    for number in 0..<2000 {
      let id = EventName(source: "/a", id: "\(number)").resourceID
      #expect(id.utf8.count == 32)
      #expect(seen.insert(id).inserted)
    }
    // The underscore is the one character of a pseudonym that an id of FHIR may not have.
    #expect(PatientResource.id(of: "P-1.x") == "P-1.x")
    let ids = ["P_1", "P-1", "u.1", "u_1"].map(PatientResource.id)
    #expect(Set(ids).count == 4)
    #expect(
      ids.allSatisfy { id in
        id.utf8.count <= 64
          && id.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == ".") }
      })
  }

  @Test(arguments: [
    ("2026-01-05T10:00:00Z", "2026-01-05T10:00:00Z"),
    ("2026-01-05T10:00:00.250-05:00", "2026-01-05T10:00:00.250-05:00"),
    ("2026-01-05T10:00:00+14:00", "2026-01-05T10:00:00+14:00"),
    ("2026-01-05T10:00:00+14:01", "2026-01-04T19:59:00.000Z"),
    ("2026-01-05T10:00:00-23:59", "2026-01-06T09:59:00.000Z"),
  ])
  func `a time keeps its offset where FHIR allows it`(time: String, wanted: String) {
    #expect(FHIRTime.dateTime(time) == wanted)
  }

  @Test(arguments: [
    ("2026-01-05T23:50:00+01:00", 1_200_000, "2026-01-06T00:10:00+01:00"),
    ("2026-01-05T10:00:00Z", 500, "2026-01-05T10:00:00.500Z"),
    ("2026-01-05T10:00:00.500Z", 500, "2026-01-05T10:00:01.000Z"),
  ])
  func `an end has the offset of its start`(start: String, later: Int64, wanted: String) {
    #expect(FHIRTime.dateTime(start, later: later) == wanted)
  }

  @Test func `no end lies beyond the year 9999`() {
    #expect(FHIRTime.dateTime("9999-12-31T23:59:59Z", later: 1000) == nil)
  }

  @Test func `a dateTime is read for as much as it says`() {
    let read = FHIRTime.read
    #expect(read("2026-01-05T10:00:00+01:00") == .time("2026-01-05T10:00:00+01:00"))
    #expect(read("2026-01-05T10:00:00.5Z") == .time("2026-01-05T10:00:00.500Z"))
    #expect(read("2026-01-05T10:00:00.123999Z") == .time("2026-01-05T10:00:00.123Z"))
    #expect(read("2026-01-05") == .day("2026-01-05"))
    #expect(read("2026-02") == .coarse("2026-02"))
    #expect(read("2026") == .coarse("2026"))
    for text in [
      "2026-02-30", "2026-13", "2026-01-05T10:00Z", "2026-01-05T10:00:00", "", "20260105",
    ] {
      #expect(read(text) == .wrong(text))
    }
  }

  @Test func `the codes of instruments are those of the definitions' sources`() throws {
    let path = Vectors.tests + "/data/instruments.json"
    let file = try JSONDocument([UInt8](Data(contentsOf: URL(fileURLWithPath: path)))).root
    for (id, scale) in CodeBook.scales {
      let instrument = try #require(
        file["instruments"]?.elements.first { $0["id"]?.text == id }, "\(id)")
      #expect(instrument["loinc"]?["panel"]?.text == scale.panel)
      #expect(instrument["loinc"]?["total"]?.text == scale.total.code)
      if !scale.items.isEmpty {
        #expect(instrument["itemCount"]?.whole == Int64(scale.items.count))
      }
    }
  }
}
