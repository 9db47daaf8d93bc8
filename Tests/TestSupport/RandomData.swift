/// Makes the data of an event of a type: members that it needs, some that it may have, and some
/// that nobody expects.
struct RandomData {
  let type: String

  /// One member: its name, what it usually says, what it says now and then, and how often it is
  /// left out.
  private struct Member {
    var name: String
    var usual: [String]
    var odd: [String]
    var absent = 3
  }

  private static let words = [#""a\"b""#, #""\u0061""#, #""""#, "7", "null", "[]"]
  private static let phases = [#""Booster""#, #""\u0062ooster""#, "null", "1"]
  private static let weights = [
    "7e1", "0", "-3", "70.1234", "0.0001", "1e3", "null", #""70""#, "1e400",
  ]
  static let amounts = [
    "4e1", "1e2", "1E+1", "-5", "-0", "0.000", "0.0005", "12.3456", "12.3450", "4294967.295",
    "4294967.296", "1000000000", "1000000000.001", "2000000000", "1e9", "1.5e9", "1e400", "-1e-400",
    "123456789012345678901",
    "null",
    #""5""#, "true", "[1]",
  ]
  private static let minutes = [
    "0", "0.5", "71582.788", "71582.789", "1e-3", "0.0001", "0.00001", "0.000025", "1e9", "3e9",
    "3000000000",
    "-1", "-0.0", "1e-400", "1e400", "1e15", "null", #""40""#,
  ]
  private static let totals = [
    "14.0", "1.4e1", "-1", "1e2", "2147483647", "2147483648", "-2147483649", "4294967296",
    "999999999", "1e30", "14.5", "null", #""14""#,
  ]

  /// A payload.
  func text(_ lines: inout RandomLines) -> String {
    if type == "rating" { return object(rating(&lines), &lines) }
    let members = (Self.members[type] ?? []).compactMap { member -> String? in
      if lines.chance(member.absent) { return nil }
      let value = lines.odd(member.odd.isEmpty ? 0 : 7, member.odd) ?? lines.pick(member.usual)
      return "\"\(lines.chance(1) ? Self.escaped(member.name) : member.name)\":\(value)"
    }
    return object(members, &lines)
  }

  private func object(_ members: [String], _ lines: inout RandomLines) -> String {
    var members = members
    if lines.chance(8) { lines.shuffle(&members) }
    if lines.chance(15) {
      let extra = lines.pick([
        #""x":{"mg":5,"a":[1,{"infusion":"z"}]}"#, #""first":0"#, #""xxh64":"0000000000000000""#,
        #""é":"\"}],{""#, #""\u0078":null"#, #""y":-1.5e300"#, #""z":[[[]],{},""]"#,
      ])
      members.insert(extra, at: lines.generator.below(members.count + 1))
    }
    return "{\(members.joined(separator: ","))}"
  }

  /// The first letter of a name as an escape.
  private static func escaped(_ name: String) -> String {
    let code = String(name.utf8.first ?? 0, radix: 16)
    return "\\u00\(code)\(name.dropFirst())"
  }

  private func rating(_ lines: inout RandomLines) -> [String] {
    let scales = [
      ("GAD-7", 7, 4), ("GAD-7", 7, 4), ("QIDS-SR16", 16, 4), ("HAM-D17", 17, 3), ("C-SSRS", 6, 2),
      ("WHO-5", 5, 6), ("PHQ-9", 9, 4), ("Nobody's", 3, 4),
    ]
    let (name, count, values) = scales[lines.generator.below(scales.count)]
    var members = ["\"instrument\":\(lines.odd(2, Self.words) ?? "\"\(name)\"")"]
    let hasItems = lines.chance(60)
    if hasItems {
      let wrongCount = lines.chance(5)
      let items = (0..<(wrongCount ? lines.generator.below(20) : count)).map { _ in
        lines.odd(1, ["null", "-1", "9", "1.0", "2e0", "0.5", #""1""#, "[]", "5000000000"])
          ?? "\(lines.generator.below(values))"
      }
      members.append(
        "\"items\":\(lines.odd(2, ["null", "{}", "7"]) ?? "[\(items.joined(separator: ","))]")")
    }
    if !hasItems || lines.chance(20) {
      members.append("\"total\":\(lines.odd(8, Self.totals) ?? "\(lines.generator.below(30))")")
    }
    if lines.chance(20) { members.append(#""rater":"self""#) }
    if lines.chance(2) { members.removeAll() }
    return members
  }

  private static let label = Member(
    name: "infusion", usual: [#""1""#, #""2""#, #""2026-01""#], odd: words)
  private static let drug = Member(name: "drug", usual: [#""ketamine""#, #""saline""#], odd: words)

  private static let members: [String: [Member]] = [
    "dose": [
      label, Member(name: "mg", usual: ["35", "27.5", "27.50", "0.001", "40"], odd: amounts),
      Member(name: "minutes", usual: ["40", "40.0", "0", "2.125"], odd: minutes, absent: 30),
    ],
    "infusion": [
      label, drug,
      Member(
        name: "route", usual: ["IV", "IM", "SC", "IN", "SL", "PO"].map { "\"\($0)\"" },
        odd: [#""iv""#, #""I\u0056""#, "null", #""XX""#]),
      Member(name: "orderedMg", usual: ["40"], odd: amounts, absent: 60),
      Member(name: "weightKg", usual: ["70.5", "82", "64.125"], odd: weights, absent: 50),
      Member(
        name: "phase", usual: ["induction", "maintenance", "booster"].map { "\"\($0)\"" },
        odd: phases, absent: 70),
    ],
    "intake": [
      Member(
        name: "indications", usual: [#"["F41.1"]"#, "[]", #"["F33.2","F41.0"]"#],
        odd: ["null", "[7]", #"["\u0046"]"#]),
      Member(name: "instrument", usual: [#""GAD-7""#], odd: words, absent: 50),
      Member(name: "birthYear", usual: ["1980"], odd: ["198e1", "null", "1980.5"], absent: 50),
      Member(name: "weightKg", usual: ["70.5", "82"], odd: weights, absent: 50),
      Member(
        name: "trials", usual: [#"[{"drug":"x","outcome":"none"},{"outcome":"response"}]"#],
        odd: ["[]", "null", #"[{"outcome":7},3]"#], absent: 60),
    ],
    "vital": [
      Member(name: "systolic", usual: ["120", "152.5"], odd: amounts),
      Member(name: "diastolic", usual: ["80", "0"], odd: amounts, absent: 20),
      Member(name: "spo2", usual: ["98"], odd: [], absent: 40),
      Member(name: "infusion", usual: [#""1""#, #""2""#], odd: words, absent: 40),
    ],
    "adverse": [
      Member(name: "term", usual: [#""nausea""#], odd: words),
      Member(
        name: "severity", usual: [#""mild""#, #""severe""#], odd: [#""bad""#, "7", "null"],
        absent: 30),
      Member(name: "serious", usual: ["true", "false"], odd: ["null", "1"], absent: 50),
      Member(name: "infusion", usual: [#""1""#, #""2""#], odd: words, absent: 40),
    ],
    "medication": [
      drug, Member(name: "action", usual: [#""start""#, #""stop""#], odd: [#""begin""#, "null"]),
    ],
    "plan": [
      Member(
        name: "nextDue", usual: [#""2026-03-10T09:00:00+01:00""#], odd: [#""x""#, "null", "1"],
        absent: 60),
      Member(name: "intervalDays", usual: ["7", "27.5"], odd: amounts),
      Member(name: "toleranceDays", usual: ["2", "0"], odd: amounts, absent: 60),
    ],
    "exit": [Member(name: "reason", usual: [#""lost""#, #""died""#], odd: [#""gone""#, "null"])],
    "note": [Member(name: "text", usual: [#""t""#, #""\",\"first\":1,\"last\":2}""#], odd: words)],
    "correction": [
      Member(name: "source", usual: [#""/clinic/1""#], odd: words),
      Member(name: "id", usual: [#""e1""#, #""e2""#], odd: words),
      Member(
        name: "action", usual: [#""void""#, #""amend""#, #""reassign""#], odd: [#""x""#, "null"]),
      Member(name: "reason", usual: [#""typo""#], odd: words),
      Member(
        name: "time", usual: [#""2026-01-05T10:00:00Z""#], odd: [#""x""#, "null", "1"], absent: 70),
      Member(
        name: "data", usual: [#"{"infusion":"1","mg":30.50}"#],
        odd: ["null", "[]", #"{ "\u0061":1}"#], absent: 70),
      Member(name: "subject", usual: [#""P-3""#, #""P-new""#], odd: words, absent: 70),
    ],
  ]
}
