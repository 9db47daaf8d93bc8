import Definitions
import TestSupport
import Testing

@Suite struct VisitTests {
  private static let day: Int64 = 86_400_000

  /// Section 7: d1 [18 h, 36 h], d3 [2 d, 4 d], d7 [5 d, 9 d], d14 [10 d, 17 d], d28 [21 d, 35 d].
  @Test func `the built-in visits are those of the definitions`() throws {
    let same = try Visit.list("d1=0.75..1.5@1,d3=2..4@3,d7=5..9@7,d14=10..17@14,d28=21..35@28")
    #expect(Definitions.builtIn.visits == same)
    #expect(same[0].from == 64_800_000 && same[0].through == 129_600_000)
  }

  @Test func `days are read exactly, to the millisecond`() throws {
    let visits = try Visit.list("d2=1.5..3@2,d10=8..12.000@10,x y=0..0.3333@0.00001")
    #expect(visits.map(\.name) == ["d2", "d10", "x y"])
    #expect(visits.map(\.from) == [129_600_000, 8 * Self.day, 0])
    // 0.3333 d = 28,797.12 s; 0.00001 d = 864 ms.
    #expect(visits.map(\.through) == [3 * Self.day, 12 * Self.day, 28_797_120])
    #expect(visits.map(\.nominal) == [2 * Self.day, 10 * Self.day, 864])
    // 86,400,000 is divisible by 2 ten times: 1 / 1024 d are 84,375 ms.
    #expect(try Visit.list("x=0..1@0.0009765625")[0].nominal == 84_375)
  }

  /// The text, the character where reading stops, and a part of what would do.
  static let wrong: [(String, Int, String)] = [
    ("", 0, "NAME=LOW..HIGH@DAY"), ("d7", 2, "= after"), ("=5..9@7", 0, "NAME=LOW"),
    (" d7=5..9@7", 0, "NAME=LOW"), ("d7=", 3, "the first day, a number"),
    ("d7=-1..9@7", 3, "the first day"), ("d7=5", 4, ".. after"), ("d7=5-9@7", 4, ".. after"),
    ("d7=5..", 6, "the last day"), ("d7=5..4@5", 6, "not before the first"),
    ("d7=5..9", 7, "@ after"), ("d7=5..9@", 8, "the nominal day"),
    ("d7=5..9@10", 8, "from the first to the last"), ("d7=5..9@4.99", 8, "from the first"),
    ("d7=5..9@7,", 10, "NAME=LOW"), ("d7=5..9@7;d8=8..8@8", 9, ", after a visit"),
    ("d7=5..9@7,d7=8..8@8", 10, "no earlier visit"), ("d7=5...9@7", 6, "the last day"),
    ("d7=5.x..9@7", 5, "decimals after"), ("d7=.5..9@7", 3, "the first day"),
    ("d7=1e1..90@70", 4, ".. after"), ("d7=0.000000001..9@7", 3, "whole milliseconds"),
    ("d7=0.00000000001..9@7", 3, "whole milliseconds"), ("d7=0..36501@7", 6, "36500"),
    ("d7=0..99999999999999999999@7", 6, "36500"), ("a,b=5..9@7", 0, "NAME=LOW"),
    ("d7=५..9@7", 3, "the first day"), ("d7=5 ..9@7", 4, ".. after"),
    ("d=1..2@2\u{301}", 7, "the nominal day"),
  ]

  @Test(arguments: wrong) func `what is no list is told by its place`(
    text: String, offset: Int, expected: String
  ) {
    let fault = #expect(throws: VisitFault.self) { try Visit.list(text) }
    #expect(fault?.offset == offset)
    #expect(fault?.expected.contains(expected) == true, "\(fault?.expected ?? "")")
  }

  /// Takes a good list apart in random places: it is read or refused, and never crashes.
  @Test func `a mangled list is read or told`() {
    var generator = SeededGenerator(seed: 7)
    let signs = Array("0159.@=, -dé")
    for _ in 0..<2000 {
      var text = Array("d2=1.5..3@2,d10=8..12@10")
      for _ in 0..<(1 + generator.below(3)) {
        let place = generator.below(text.count)
        switch generator.below(3) {
        case 0: text.remove(at: place)
        case 1: text.insert(signs[generator.below(signs.count)], at: place)
        default: text[place] = signs[generator.below(signs.count)]
        }
      }
      do throws(VisitFault) {
        for visit in try Visit.list(String(text)) {
          #expect(visit.from <= visit.nominal && visit.nominal <= visit.through, "seed 7")
        }
      } catch {
        #expect((0...text.count).contains(error.offset), "seed 7: \(String(text))")
      }
    }
  }
}
