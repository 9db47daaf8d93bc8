import Bytes
import Definitions
import Foundation
import TestSupport
import Testing

@Suite struct BuiltInDefinitionsTests {
  static let sources = Vectors.tests.split(separator: "/").dropLast().joined(separator: "/")

  private func file(_ path: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: URL(fileURLWithPath: "/\(Self.sources)/\(path)")))
  }

  /// The file in the sources is the one that is built in; the one beside the tests is the one that
  /// its values were agreed on.
  @Test func `the built-in definitions are the agreed ones, byte for byte`() throws {
    let agreed = try file("Tests/data/instruments.json")
    #expect(try file("Sources/Definitions/instruments.json") == agreed)
    var read = try Definitions.builtIn.adding(file: agreed)
    #expect(read.fileDigest == String(SHA256.hash(agreed.span).hexadecimal.prefix(16)))
    #expect(read.instruments == Definitions.builtIn.instruments)
    #expect(read.sets == Definitions.builtIn.sets)
    #expect(read.indexRules == Definitions.builtIn.indexRules)
    #expect(read.nhs == Definitions.builtIn.nhs)
    #expect(read.windows == Definitions.builtIn.windows)
    read = try read.adding(file: agreed)
    #expect(read.instruments.count == 29, "nothing is there twice")
    #expect(Definitions.builtIn.fileDigest == nil)
  }

  @Test func `every number of the file is the number of an instrument`() throws {
    let root = try JSONDocument(file("Tests/data/instruments.json")).root
    let entries = try #require(root["instruments"]).elements
    #expect(entries.count == Definitions.builtIn.instruments.count)
    for entry in entries {
      let id = try #require(entry["id"]?.text)
      let instrument = try #require(Definitions.builtIn.instrument(id))
      #expect(
        Definitions.builtIn.instrumentPosition(id).map { Definitions.builtIn.instruments[$0].id }
          == id)
      let range = try #require(entry["itemRange"]).elements.compactMap(\.whole).map(Int.init)
      var ranges = Array(repeating: range[0]...range[1], count: instrument.itemCount)
      for (item, exception) in entry["itemRangeExceptions"]?.members ?? [] {
        let ends = exception.elements.compactMap(\.whole).map(Int.init)
        ranges[Int(item.text)! - 1] = ends[0]...ends[1]
      }
      #expect(instrument.itemRanges == ranges, "\(id)")
      #expect(instrument.itemCount == entry["itemCount"]?.whole.map(Int.init))
      let total = entry["total"]?.elements.compactMap(\.whole).map(Int.init) ?? []
      #expect(
        [instrument.total?.lowerBound, instrument.total?.upperBound].compactMap { $0 } == total)
      #expect(instrument.scoring.rawValue == entry["scoring"]?.text)
      #expect(instrument.better.rawValue == entry["better"]?.text)
      #expect(instrument.recallDays == entry["recallDays"]?.whole.map(Int.init))
      #expect(
        instrument.bands.map(\.label) == entry["bands"]?.elements.compactMap { $0["label"]?.text })
    }
  }

  @Test(arguments: Definitions.builtIn.instruments.map(\.id))
  func `a scale's range is what its items can add up to`(id: String) throws {
    let instrument = try #require(Definitions.builtIn.instrument(id))
    #expect(instrument.itemRanges.count == instrument.itemCount)
    let lowest = instrument.score(instrument.itemRanges.map(\.lowerBound))
    var highest = instrument.itemRanges.map(\.upperBound)
    // Code 3 of HAM-D17's item 16 is "not assessed" and adds nothing: 2 is the most it adds.
    if instrument.scoring == .hamd17 { highest[15] = 2 }
    guard let range = instrument.total else {
      #expect(lowest == Score.none && instrument.score(highest) == Score.none)
      #expect(instrument.bestTotal == nil)
      return
    }
    #expect(lowest == .total(range.lowerBound, notAssessed: false))
    #expect(instrument.score(highest) == .total(range.upperBound, notAssessed: false))
    #expect(instrument.bestTotal == (id == "WHO-5" ? range.upperBound : range.lowerBound))
    for (band, next) in zip(instrument.bands, instrument.bands.dropFirst()) {
      #expect(band.to + 1 == next.from, "\(band.label) and \(next.label)")
    }
    if let first = instrument.bands.first, let last = instrument.bands.last {
      #expect(first.from...last.to == range)
    }
    #expect(instrument.score(Array(highest.dropLast())) == .partial)
    #expect(instrument.score([nil] + highest.dropFirst().map(Optional.some)) == .partial)
  }

  @Test func `every cut-off lies on its scale`() throws {
    for set in Definitions.builtIn.sets {
      for (id, entry) in set.entries {
        let instrument = try #require(Definitions.builtIn.instrument(id), "\(set.id)")
        guard let total = instrument.total else {
          #expect(Criterion.allCases.allSatisfy { !entry.has($0) }, "\(set.id), \(id)")
          continue
        }
        for points in [entry.caseness, entry.remission].compactMap({ $0 }) {
          #expect(total.contains(points / 1000) && points % 1000 == 0, "\(set.id), \(id)")
        }
        if let change = entry.reliableChange {
          #expect((1000...(total.count - 1) * 1000).contains(change), "\(set.id), \(id)")
        }
      }
    }
  }

  /// `strict` is the default with "more than" in place of "at least".
  @Test func `the strict set differs from the standard one in nothing else`() throws {
    let standard = try #require(Definitions.builtIn.set("standard"))
    let strict = try #require(Definitions.builtIn.set("strict"))
    #expect(standard.entries.keys.sorted() == strict.entries.keys.sorted())
    for (id, entry) in standard.entries {
      let other = try #require(strict.entries[id])
      #expect(other.response?.percent == entry.response?.percent, "\(id)")
      #expect(other.response?.isStrict == entry.response.map { _ in true }, "\(id)")
      #expect(entry.response?.isStrict != true, "\(id)")
      #expect(other.caseness == entry.caseness && other.remission == entry.remission, "\(id)")
      #expect(other.reliableChange == entry.reliableChange, "\(id)")
    }
  }

  @Test(arguments: [
    ("F41.0", "PDSS"), ("F41.01", "PDSS"), ("F40.01", "PDSS"), ("F40.1", "LSAS"),
    ("F40.10", "LSAS"),
    ("F40.2", "GAD-7"), ("F41.1", "GAD-7"), ("F41", "GAD-7"), ("F42.2", "Y-BOCS"),
    ("F43.1", "PCL-5"),
    ("F43.12", "PCL-5"), ("F43.2", "GAD-7"), ("F31.81", "MADRS"), ("F32.1", "MADRS"),
    ("F33.2", "MADRS"), ("F34.1", "GAD-7"), ("G47.0", "GAD-7"), ("", "GAD-7"), (nil, "GAD-7"),
    ("f33.2", "GAD-7"),
  ])
  func `the longest beginning of a code names the instrument`(code: String?, instrument: String) {
    #expect(Definitions.builtIn.indexInstrument(forIndication: code) == instrument)
  }

  /// Section 7: F40.1 SPIN, F43.1 PCL-5, F42 OCI, F41.0 PDSS-SR, else GAD-7.
  @Test(arguments: [
    ("F40.10", "SPIN"), ("F40.0", "GAD-7"), ("F43.12", "PCL-5"), ("F42.2", "OCI"),
    ("F41.0", "PDSS-SR"), ("F41.1", "GAD-7"), ("F33.1", "GAD-7"), ("", "GAD-7"), (nil, "GAD-7"),
  ])
  func `the classification pairs PHQ-9 with the measure of the indication`(
    code: String?, instrument: String
  ) {
    let pairing = Definitions.builtIn.nhs
    #expect(pairing.anxietyInstrument(forIndication: code) == instrument)
    #expect(pairing.set == "nhs-tt" && pairing.depression == "PHQ-9")
    #expect(pairing.fallback == "GAD-7")
    #expect(pairing.anxietyInstruments == ["SPIN", "PCL-5", "OCI", "PDSS-SR", "GAD-7"])
  }

  @Test func `the windows are those of the definitions`() {
    let windows = Definitions.builtIn.windows
    #expect(windows == Windows())
    #expect(windows.baselineDays == 14 && windows.courseGapDays == 14)
    #expect(windows.inductionDays == 28 && windows.newInductionAfterDays == 60)
    #expect(windows.periMinutes == 60 && windows.firstRatingDays == 7)
    #expect(windows.confirmFromDays == 1 && windows.confirmThroughDays == 21)
  }
}
