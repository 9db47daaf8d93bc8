import Bytes
import Definitions
import EventLog
import Events
import TestSupport
import Testing

/// Items and totals: what a line gives when it is read, and what is refused when it is appended.
@Suite struct RatingScoreTests {
  private func read(_ data: String) -> Event? {
    let body =
      #","id":"e","source":"/a","type":"rating","subject":"P","#
      + #""time":"2026-01-05T10:00:00Z","data":\#(data)"#
    var twins = Twins()
    let line = LineBuilder.line(
      seq: 1, recorded: Instant(milliseconds: 0), body: Array(body.utf8), batch: nil)
    #expect(twins.take(line) == nil)
    return twins.fast.table.events.count > 1 ? twins.fast.table.events[1] : nil
  }

  private func refusal(_ data: String) throws -> Refusal? {
    let root = try JSONDocument(Array(data.utf8)).root
    do throws(Refusal) { try DataCheck(.builtIn).check(root, of: .rating) } catch { return error }
    return nil
  }

  private func items(_ values: [Int]) -> String {
    "[\(values.map(String.init).joined(separator: ","))]"
  }

  /// QIDS: max(3,1,0,2) + 2 + max(0,1,0,2) + (1 + 1 + 0 + 2 + 1) + max(1,2)
  /// = 3 + 2 + 2 + 5 + 2 = 14; the sum of all sixteen would be 19.
  ///
  /// HAM-D17: 3+2+2+1+1+1+3+1+1+3+2+1+2+0+1 = 24, item 16, item 17 = 0.
  static let scored: [(instrument: String, items: [Int], total: Int, flags: Event.Flags)] = [
    ("QIDS-SR16", [3, 1, 0, 2, 2, 0, 1, 0, 2, 1, 1, 0, 2, 1, 1, 2], 14, .hasTotal),
    ("QIDS-SR16", Array(repeating: 3, count: 16), 27, .hasTotal),
    (
      "HAM-D17", [3, 2, 2, 1, 1, 1, 3, 1, 1, 3, 2, 1, 2, 0, 1, 3, 0], 24, [.hasTotal, .notAssessed]
    ),
    ("HAM-D17", [3, 2, 2, 1, 1, 1, 3, 1, 1, 3, 2, 1, 2, 0, 1, 2, 0], 26, .hasTotal),
    ("LSAS", Array(repeating: 3, count: 48), 144, .hasTotal),
    ("LSAS", Array(repeating: 1, count: 24) + Array(repeating: 2, count: 24), 72, .hasTotal),
    ("PSQI", [3, 2, 1, 0, 1, 2, 3], 12, .hasTotal),
    ("GAD-7", [0, 0, 0, 0, 0, 0, 0], 0, .hasTotal),
    ("BPRS", Array(repeating: 1, count: 18), 18, .hasTotal),
    ("WHO-5", [5, 5, 5, 5, 5], 25, .hasTotal),
    ("CGI-S", [4], 4, .hasTotal),
  ]

  @Test(arguments: scored)
  func `items give their total by the instrument's rule`(
    instrument: String, items: [Int], total: Int, flags: Event.Flags
  ) throws {
    let list = self.items(items)
    for given in ["", #","total":\#(total)"#] {
      let data = #"{"instrument":"\#(instrument)","items":\#(list)\#(given)}"#
      #expect(read(data)?.value == Int64(total))
      #expect(read(data)?.flags == flags)
      #expect(try refusal(data) == nil)
    }
    let wrong = #"{"instrument":"\#(instrument)","items":\#(list),"total":\#(total == 1 ? 2 : 1)}"#
    #expect(read(wrong)?.flags == .partial)
    #expect(try refusal(wrong)?.member == "data.total")
    for altered in [items + [1], Array(items.dropLast())] {
      let data = #"{"instrument":"\#(instrument)","items":\#(self.items(altered))}"#
      #expect(read(data)?.flags == .partial)
      #expect(try refusal(data)?.reason == .itemCount)
    }
  }

  /// The sum of the vector's QIDS items is no total that this instrument knows.
  @Test func `a sum is not the total of QIDS`() throws {
    let data = #"{"instrument":"QIDS-SR16","items":[3,1,0,2,2,0,1,0,2,1,1,0,2,1,1,2],"total":19}"#
    let found = try #require(try refusal(data))
    #expect(found.reason == .totalMismatch && found.expected.contains("14"))
    #expect(read(data)?.flags == .partial && read(data)?.value == 0)
  }

  @Test func `C-SSRS has items that may be null, and no total`() throws {
    let data = #"{"instrument":"C-SSRS","items":[1,0,null,null,null,0]}"#
    #expect(try refusal(data) == nil)
    #expect(read(data)?.flags == [] && read(data)?.value == 0)
    #expect(try refusal(#"{"instrument":"C-SSRS","total":3}"#)?.reason == .notAllowed)
    #expect(read(#"{"instrument":"C-SSRS","total":3}"#)?.flags == [])
    #expect(
      try refusal(#"{"instrument":"C-SSRS","items":[1,0,2,0,0,0]}"#)?.member == "data.items[2]")
  }

  @Test func `an item that is null makes a partial rating elsewhere`() throws {
    let data = #"{"instrument":"GAD-7","items":[1,1,null,1,1,1,1]}"#
    #expect(read(data)?.flags == .partial)
    #expect(try refusal(data)?.reason == .nullItem)
    #expect(try refusal(data)?.member == "data.items[2]")
  }

  /// Item 16 of HAM-D17 goes to 3, items 4 to 6, 12 to 14 and 17 to 2, the others to 4.
  @Test func `every item of HAM-D17 has its own range`() throws {
    let most = [4, 4, 4, 2, 2, 2, 4, 4, 4, 4, 4, 2, 2, 2, 4, 3, 2]
    for (position, highest) in most.enumerated() {
      for value in [highest, highest + 1, -1] {
        var values = Array(repeating: 0, count: 17)
        values[position] = value
        let found = try refusal(#"{"instrument":"HAM-D17","items":\#(items(values))}"#)
        #expect((found == nil) == (value == highest), "item \(position + 1) is \(value)")
        if let found {
          #expect(found.reason == .range && found.member == "data.items[\(position)]")
        }
      }
    }
  }

  @Test func `totals alone count within the scale`() throws {
    for (total, isGood) in [
      (-1, false), (0, true), (21, true), (22, false), (2_147_483_648, false),
    ] {
      let data = #"{"instrument":"GAD-7","total":\#(total)}"#
      #expect((try refusal(data) == nil) == isGood)
      if total < 2_147_483_648 { #expect(read(data)?.flags == (isGood ? .hasTotal : .partial)) }
    }
    #expect(read(#"{"instrument":"GAD-7","total":2147483648}"#) == nil)
    // An instrument that nobody defined: shown, and held to nothing.
    let unknown = read(#"{"instrument":"Nobody's","total":-77}"#)
    #expect(unknown?.flags == .hasTotal && unknown?.value == -77)
    #expect(read(#"{"instrument":"Nobody's","items":[1,2]}"#)?.flags == [])
  }
}
