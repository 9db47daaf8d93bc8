import Bytes
import TestSupport
import Testing

/// What the first lines of a page say where much was not confirmed, not rated in time or not stated.
@Suite struct ReportHeadlineTests {
  /// Three people alike: a baseline of 18, one treatment on day 2 without minutes, in relief on days 8
  /// and 20, out of it on day 41; rated on two instruments; no indication.
  private static let clinic: SimulatedDisk = {
    let disk = SimulatedDisk()
    let stage = Stage(disk: disk)
    _ = stage.run(["init", "c.jsonl", "--name", "c", "--origin", "example.org/c"])
    var lines = ""
    for number in 0..<3 {
      func add(_ type: String, _ day: Int, _ data: String) {
        let (month, date) = day <= 31 ? (3, day) : (4, day - 31)
        lines +=
          #"{"id":"\#(number)-\#(lines.utf8.count)","source":"/e","type":"\#(type)","#
          + #""subject":"P\#(number)","time":"2026-0\#(month)-\#(date < 10 ? "0" : "")\#(date)"#
          + #"T08:00:00Z","data":\#(data)}"# + "\n"
      }
      add("intake", 1, #"{"indications":[]}"#)
      add("infusion", 2, #"{"infusion":"i","drug":"ketamine","route":"IV"}"#)
      add("dose", 2, #"{"infusion":"i","mg":40}"#)
      for (day, total) in [(1, 18), (8, 3), (20, 4), (41, 17)] {
        add("rating", day, #"{"instrument":"GAD-7","total":\#(total)}"#)
        add("rating", day, #"{"instrument":"PHQ-9","total":\#(total)}"#)
      }
    }
    precondition(stage.run(["append", "-f", "c.jsonl"], input: lines).code == 0)
    return disk
  }()

  private func page(_ words: String...) throws -> PageMarkup {
    try ReportPageTests.page(words + ["-f", "c.jsonl"], Self.clinic)
  }

  private func finding(_ page: PageMarkup) -> String {
    page.root.all("p").first { $0.attributes["class"] == "finding" }?.fullText ?? ""
  }

  @Test func `a median that nobody was seen to reach stands beside who was out of relief`() throws {
    let finding = finding(try page())
    #expect(
      finding.hasPrefix(
        "Of 3 courses of 3 people in relief at the first rating after treatment none has a "
          + "confirmed loss"), "\(finding)")
    // The last rating in relief is 18 d after the treatment.
    #expect(finding.contains("more than 18.0 days, beyond all that was seen"))
    #expect(finding.contains("3 of the 3 without a loss were out of relief at the last rating"))
    let confirmed = self.finding(try page("--confirm", "1"))
    #expect(confirmed.contains("median of between 18.0 and 39.0 days"), "\(confirmed)")
    #expect(!confirmed.contains("without a loss"))
  }

  @Test func `the picture of relief says it too`() {
    let outcome = Stage(disk: Self.clinic).run(["plot", "relief", "-f", "c.jsonl"])
    let parts = outcome.text.split(separator: "</desc>")
    #expect(parts.count == 2)
    for part in parts {
      #expect(part.contains("3 of the 3 without a loss were out of relief at the last rating"))
    }
  }

  @Test func `response says which ratings count at no visit, and of whom its shares are`() throws {
    let terms = ReportFindingTests().terms(try page())
    // Days 18 and 39 after the treatment of three people lie in no window.
    let response = try #require(terms["Response"])
    #expect(response.contains("which count at none: 6 on GAD-7."), "\(response)")
    #expect(response.contains("d28 21 d to 35 d; "))
    #expect(terms["Relief"]?.hasPrefix("Still in relief, of those in relief at the first") == true)
    #expect(terms["Shares of whom"]?.contains("rated at a visit") == true)
    let other = try page("--visits", "late=5..40@20")
    #expect(ReportFindingTests().terms(other)["Response"]?.contains("count at none") == false)
  }

  @Test func `other scales that people were rated on are named, and never where few count`() throws
  {
    let terms = ReportFindingTests().terms(try page())
    // The option's name is an element of its own, so that no line ends within it.
    #expect(
      terms["Other scales"]?.hasPrefix(
        "Also rated, and in no figure here: PHQ-9 (3 people). ") == true)
    #expect(terms["Other scales"]?.contains("--instrument") == true)
    let on = ReportFindingTests().terms(try page("--instrument", "PHQ-9"))
    #expect(on["Other scales"]?.contains("GAD-7 (3 people)") == true)
    let withheld = try page("--min-cell-count", "3")
    #expect(ReportFindingTests().terms(withheld)["Other scales"] == nil)
  }

  @Test func `doses without minutes are one note a person, and no duration out of range`() throws {
    let page = try page()
    let rows = page.rows("Rules that found something")
    #expect(
      rows.first { $0[0] == "minutes-missing" }.map { Array($0[1...3]) } == ["note", "3", "3"])
    #expect(!rows.contains { $0[0] == "duration-out-of-range" })
    let data = ReportFindingTests().terms(page)["Data"]
    #expect(data?.hasPrefix("No errors, no warnings, notes by 3 rules (12 findings); ") == true)
  }

  @Test func `the page of one person says what is not stated, and what remarks mean`() throws {
    let page = try page("P1")
    let terms = ReportFindingTests().terms(page)
    #expect(terms["Who"]?.contains("on GAD-7 (as no indication is stated).") == true)
    #expect(terms["Who"]?.contains("1 treatment in 1 course;") == true)
    #expect(finding(page).contains("(then a rating out of relief, unconfirmed)"))
    #expect(page.rows("Sessions (times in UTC)").map { $0[5] } == ["-"])
    let text = page.root.fullText
    #expect(text.contains("recall-overlaps-dose: the form asks about days that began before"))
    #expect(text.contains("As of ") && text.contains(" UTC, when the last line"))
  }

  @Test func `--visit says which visit the page tells, and must be one`() throws {
    let page = try page("--visit", "d28")
    let captions = page.root.all("figcaption").map(\.fullText)
    #expect(captions.contains { $0.contains("Change from baseline at d28") })
    #expect(ReportFindingTests().terms(page)["Visit"] == "d28")
    let stage = Stage(disk: Self.clinic)
    let unknown = stage.run(["report", "-f", "c.jsonl", "--visit", "d29"])
    #expect(unknown.code == 2 && unknown.errors.contains("there is no visit d29"))
    #expect(unknown.errors.contains("did you mean"))
    #expect(stage.run(["report", "P1", "-f", "c.jsonl", "--visit", "d28"]).code == 2)
  }

  @Test func `an option of a command is not parted after its dashes`() throws {
    let page = try page()
    let options = page.root.all("span").filter { $0.attributes["class"] == "option" }.map(\.text)
    #expect(options.contains("--confirm") && options.allSatisfy { $0.hasPrefix("--") })
  }
}
