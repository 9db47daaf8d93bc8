import Bytes
import Definitions
import Events
import Testing

@Suite struct DataCheckTests {
  /// A row of the table: data of a kind with one member altered, and what must be said of it.
  struct Wrong: CustomStringConvertible, Sendable {
    var description: String
    var kind: EventKind
    var member: String
    var value: String
    var reason: String
    var path: String

    /// `dose.mg = -1 -> range at PATH`
    init?(_ row: Substring) {
      let sides = row.components(" -> ")
      let left = sides[0].components(" = ")
      let name = left[0].split(separator: ".")
      guard let kind = EventKind.appendable.first(where: { $0.word.description == name[0] }) else {
        return nil
      }
      let right = sides[1].components(" at ")
      description = String(row)
      self.kind = kind
      member = String(name[1])
      value = String(left[1])
      reason = String(right[0])
      path = "data." + (right.count > 1 ? String(right[1]) : member)
    }
  }

  static let wrong = WrongData.rows.split(separator: "\n").compactMap(Wrong.init)

  private func check(_ text: String, _ kind: EventKind) throws -> Refusal? {
    let root = try JSONDocument(Array(text.utf8)).root
    do throws(Refusal) { try DataCheck(.builtIn).check(root, of: kind) } catch { return error }
    return nil
  }

  /// Good data with one member replaced, added or taken away.
  private func data(_ kind: EventKind, _ name: String = "", _ value: String = "") -> String {
    var members = GoodData.all.first { $0.kind == kind }?.members ?? []
    let place = members.firstIndex { $0.name == name }
    if let place { members.remove(at: place) }
    if !name.isEmpty && value != "-" { members.insert((name, value), at: place ?? members.count) }
    return "{\(members.map { "\"\($0.name)\":\($0.value)" }.joined(separator: ","))}"
  }

  @Test func `good data of every type are taken`() throws {
    #expect(GoodData.all.map(\.kind) == EventKind.appendable)
    for kind in EventKind.appendable { #expect(try check(data(kind), kind) == nil, "\(kind)") }
  }

  @Test(arguments: wrong) func `what is wrong is refused by member and reason`(row: Wrong) throws {
    let found = try #require(try check(data(row.kind, row.member, row.value), row.kind))
    #expect(found.reason.rawValue == row.reason)
    #expect(found.member == row.path)
    #expect((found.found == nil) == (row.reason == "missing"))
    #expect(!found.expected.isEmpty)
  }

  @Test func `every member of every type has a row of a wrong kind, a required one of its absence`()
  {
    #expect(Self.wrong.count == WrongData.rows.split(separator: "\n").count)
    for kind in EventKind.appendable {
      for field in DataShape.fields(of: kind) {
        let rows = Self.wrong.filter { $0.kind == kind && $0.member == field.name }
        #expect(rows.contains { $0.reason == "type" }, "\(kind).\(field.name)")
        let isMissed = rows.contains { $0.value == "-" && $0.reason == "missing" }
        #expect(isMissed == field.isRequired, "\(kind).\(field.name)")
        let limits = ["range", "format", "vocabulary", "unknown-instrument", "item-count"]
        let isFree = [.note, .adverse].contains(kind) && ["text", "serious"].contains(field.name)
        #expect(isFree || field.name == "data" || rows.contains { limits.contains($0.reason) })
      }
    }
  }

  /// Each at the edge of what is allowed.
  @Test(arguments: [
    (EventKind.intake, "indications", "[]"),
    (.intake, "indications", #"["F41","Z98.8501","M1A.0"]"#),
    (.intake, "birthYear", "1850"), (.intake, "birthYear", "9999"), (.intake, "birthYear", "198e1"),
    (.intake, "weightKg", "0.0001"), (.intake, "trials", "[]"), (.intake, "trials", "[{}]"),
    (.intake, "consent", #""2024-02-29""#), (.dose, "mg", "0"), (.dose, "mg", "0.001"),
    (.dose, "mg", "1000000000"), (.dose, "mg", "1e9"), (.dose, "mg", "1e-3"), (.dose, "mg", "-0"),
    (.dose, "minutes", "0"), (.dose, "minutes", "0.123456"), (.dose, "minutes", "-"),
    (.rating, "items", "-"), (.rating, "total", "-"), (.rating, "total", "7.0"),
    (.rating, "total", "70e-1"), (.rating, "items", "[1.0,1,1,1,1,1,10e-1]"),
    (.vital, "spo2", "100"), (.vital, "moaas", "0"), (.vital, "moaas", "5.0"),
    (.vital, "systolic", "0"), (.plan, "nextDue", "-"), (.plan, "intervalDays", "-"),
    (.plan, "toleranceDays", "0"), (.note, "text", #""""#), (.correction, "time", "-"),
    (.correction, "data", "-"), (.correction, "data", "{}"), (.adverse, "serious", "true"),
    (.exit, "note", "null"), (.dose, "unknown", #"[{"mg":-1}]"#),
  ])
  func `what is allowed is taken`(kind: EventKind, member: String, value: String) throws {
    #expect(try check(data(kind, member, value), kind) == nil)
  }

  /// Where one of several members must be there.
  @Test(arguments: [
    (EventKind.vital, #"{"infusion":"1"}"#, "data", "missing"), (.vital, "{}", "data", "missing"),
    (.plan, #"{"toleranceDays":2}"#, "data.nextDue", "missing"),
    (.rating, #"{"instrument":"GAD-7"}"#, "data.total", "missing"),
    (
      .correction, #"{"source":"/a","id":"e","action":"amend","reason":"r"}"#, "data.data",
      "missing"
    ),
    (
      .correction, #"{"source":"/a","id":"e","action":"reassign","reason":"r"}"#, "data.subject",
      "missing"
    ),
    (
      .correction,
      #"{"source":"/a","id":"e","action":"reassign","reason":"r","subject":"P","data":{}}"#,
      "data.data", "not-allowed"
    ),
    (
      .correction, #"{"source":"/a","id":"e","action":"void","reason":"r","data":{}}"#, "data.data",
      "not-allowed"
    ),
    (.note, "[]", "data", "type"), (.note, "null", "data", "type"),
    (.dose, #""x""#, "data", "type"),
  ])
  func `members depend on each other`(
    kind: EventKind, text: String, path: String, reason: String
  ) throws {
    let found = try #require(try check(text, kind))
    #expect(found.member == path)
    #expect(found.reason.rawValue == reason)
  }

  /// The first member in the order of the table is the one that is told.
  @Test func `of several faults the first by the table is told`() throws {
    let text = #"{"minutes":-1,"mg":-1,"infusion":""}"#
    #expect(try check(text, .dose)?.member == "data.infusion")
    #expect(try check(#"{"minutes":-1,"mg":-1,"infusion":"1"}"#, .dose)?.member == "data.mg")
  }

  @Test func `a refusal says what stands there and what would do`() throws {
    let route = try #require(try check(data(.infusion, "route", #""iv""#), .infusion))
    #expect(route.found == #""iv""#)
    #expect(route.expected == "one of IV, IM, SC, IN, SL, PO; did you mean IV?")
    let scale = try #require(try check(data(.rating, "instrument", #""GAD7""#), .rating))
    #expect(scale.expected.hasSuffix("did you mean GAD-7?"))
    let saturation = try #require(try check(data(.vital, "spo2", "101"), .vital))
    #expect(saturation.found == "101" && saturation.expected == "0 or more, at most 100")
    let weight = try #require(try check(data(.intake, "weightKg", "0"), .intake))
    #expect(weight.expected == "more than 0, at most 1000000000")
    let long = String(repeating: "é", count: 100)
    let cut = try #require(try check(data(.exit, "reason", "\"\(long)\""), .exit)?.found)
    #expect(cut.hasSuffix("…") && cut.utf8.count <= 64)
  }
}

extension Substring {
  /// The parts between a separator's places.
  fileprivate func components(_ separator: String) -> [Substring] {
    split(separator: separator, omittingEmptySubsequences: false)
  }
}
