import Bytes
import EventLog

/// Makes lines of all types: most as `append` writes them, some in other words or another order,
/// some that say what nobody may say. All of them are sealed and strict JSON.
package struct RandomLines {
  var generator: SeededGenerator
  private var counter = 0

  package init(seed: UInt64) { generator = SeededGenerator(seed: seed) }

  /// The next line, with that number.
  package mutating func line(seq: Int) -> [UInt8] {
    counter += 1
    let recorded = Instant(milliseconds: 1_767_600_000_000 + Int64(counter) * 1000)
    let batch = chance(15) ? max(0, seq - generator.below(3))...seq + generator.below(3) : nil
    let members = producerMembers()
    if !chance(4) {
      var body: [UInt8] = []
      for member in members { body += Array(",\(member)".utf8) }
      let isBatch = (batch?.count ?? 0) > 1
      return LineBuilder.line(
        seq: seq, recorded: recorded, body: body, batch: isBatch ? batch : nil)
    }
    // Another order, the log's own members among the producer's.
    var all =
      members + [
        "\"specversion\":\"1.0\"", "\"seq\":\(seq)", "\"recordedtime\":\"\(recorded.text)\"",
      ]
    if let batch { all += ["\"first\":\(batch.lowerBound)", "\"last\":\(batch.upperBound)"] }
    if chance(50) {
      shuffle(&all)
    } else {
      // As canonical as can be, but for where the log's own members stand.
      let start = members.count
      all = Array(
        all[start..<start + 3] + all[..<(start - 1)] + all[(start + 3)...] + all[start - 1..<start])
    }
    var line = Array("{\(all.joined(separator: ","))".utf8)
    Seal.close(&line)
    return line
  }

  /// The next event as a producer may write it: what stands in lines, mostly with nothing around it,
  /// and now and then white space, an order of its own, a member twice, a byte that is another one or
  /// an end that is missing.
  package mutating func draft() -> [UInt8] {
    counter += 1
    var members = producerMembers()
    if chance(3) { members.append(pick(members + [#""seq":7"#, #""xxh64":"0""#])) }
    if chance(3) { shuffle(&members) }
    if chance(60) { members.insert("\"specversion\":\"\(odd(1, ["1.1"]) ?? "1.0")\"", at: 0) }
    let gap = odd(5, [" ", "\t", "\n ", "\r"]) ?? ""
    var line = Array("\(gap){\(gap)\(members.joined(separator: "," + gap))}\(gap)".utf8)
    if chance(3) { line[generator.below(line.count)] = UInt8(generator.below(256)) }
    if chance(1) { line.removeLast(generator.below(line.count)) }
    return line
  }

  private static let ids = [#""a\"b""#, #""\u0041""#, #""é🙂""#, #""\",\"source\":\"""#]

  private mutating func producerMembers() -> [String] {
    let type = pick([
      "rating", "rating", "dose", "dose", "infusion", "intake", "vital", "adverse", "medication",
      "plan", "exit", "note", "correction",
    ])
    let written = chance(95) ? type : pick(["rating.v2", "dose.extra", "LOG", "log", "", "vitae"])
    var members = [
      "\"id\":\(odd(4, Self.ids) ?? "\"e\(counter)\"")",
      "\"source\":\(odd(4, [#""\/clinic""#, #""/a%20b""#]) ?? "\"/clinic/\(generator.below(3))\"")",
    ]
    if chance(30) { members.append("\"actor\":\(odd(10, [#""n\"1""#, #""é""#]) ?? "\"nurse\"")") }
    members.append("\"type\":\(odd(1, [#""do\u0073e""#, #""\u0072ating""#]) ?? "\"\(written)\"")")
    members.append(
      "\"subject\":\(odd(2, [#""\u0050-1""#, #""log""#]) ?? "\"P-\(generator.below(9))\"")")
    // The log's own words alone are fault enough for one line.
    let isOwn = members.contains(#""type":"log""#) || members.contains(#""subject":"log""#)
    members.append("\"time\":\(isOwn ? #""2026-01-05T10:00:00Z""# : time())")
    members.append("\"data\":\(RandomData(type: type).text(&self))")
    if chance(12) {
      members.append(
        pick([
          #""traceparent":"00-ab""#, #""sampled":true"#, #""attempt":3"#, #""x":"a,\"last\":6""#,
          #""\u0061b":1"#, #""y":"}""#, #""z1":-5"#,
        ]))
    }
    if chance(2) { members.append(#""actor2":"n","lastx":6"#) }
    if chance(2) { members.swapAt(generator.below(members.count), generator.below(members.count)) }
    return members
  }

  /// A time, now and then another spelling or none.
  mutating func time() -> String {
    let odd = odd(
      5,
      [
        #""2026-01-05T10:00:00+01:00""#, #""2026-01-05T10:00:00.250Z""#,
        #""1965-02-28T23:59:59-11:30""#,
        #""2026-02-30T10:00:00Z""#, #""2026-01-05t10:00:00Z""#, "null",
        #""2026-01-05T10:00:00\u005a""#,
      ])
    return odd ?? "\"2026-01-0\(1 + generator.below(9))T1\(generator.below(10)):00:00Z\""
  }

  /// True so many times of a hundred.
  mutating func chance(_ percent: Int) -> Bool { generator.below(100) < percent }

  /// One of several.
  mutating func pick(_ words: [String]) -> String { words[generator.below(words.count)] }

  /// One of several, so many times of a hundred.
  mutating func odd(_ percent: Int, _ words: [String]) -> String? {
    chance(percent) ? pick(words) : nil
  }

  /// Puts elements into another order.
  mutating func shuffle(_ words: inout [String]) {
    for index in stride(from: words.count - 1, to: 0, by: -1) {
      words.swapAt(index, generator.below(index + 1))
    }
  }
}
