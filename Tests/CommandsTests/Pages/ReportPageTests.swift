import Bytes
import TestSupport
import Testing

/// `report`: what every page keeps to, whatever the log says.
@Suite struct ReportPageTests {
  static let demo: SimulatedDisk = {
    let disk = SimulatedDisk()
    let made = Stage(disk: disk).run(["demo", "demo.jsonl", "--subjects", "9", "--seed", "5"])
    precondition(made.code == 0, "\(made.errors)")
    precondition(Stage(disk: disk).run(["init", "empty.jsonl"]).code == 0)
    return disk
  }()

  static let questions: [[String]] = [
    ["-f", "demo.jsonl"], ["P-0007", "-f", "demo.jsonl"], ["-f", "demo.jsonl", "--by", "site"],
    ["-f", "demo.jsonl", "--min-cell-count", "3"], ["-f", "empty.jsonl"],
    ["-f", "demo.jsonl", "--where", "age>400"],
    [
      "-f", "demo.jsonl", "--unit", "treatment", "--criterion", "remission", "--confirm", "1",
      "--visits", "early=0.5..3@1,late=20..40@30", "--as-of", "300",
    ],
  ]

  /// The pages of the questions, read once.
  static let pages = Dictionary(
    uniqueKeysWithValues: questions.map { words in
      (words, Stage(disk: demo).run(["report"] + words).output)
    })

  static func page(_ words: [String], _ disk: SimulatedDisk = demo) throws -> PageMarkup {
    if disk === demo, let known = pages[words] { return try PageMarkup(known) }
    let outcome = Stage(disk: disk).run(["report"] + words)
    #expect(outcome.code == 0, "\(words): \(outcome.errors)")
    return try PageMarkup(outcome.output)
  }

  @Test(arguments: questions)
  func `a page can be read by everybody, and loads nothing`(words: [String]) throws {
    let root = try Self.page(words).root
    checkStructure(root)
    checkLoads(root)
  }

  /// One title, headings in order, tables and pictures named.
  private func checkStructure(_ root: PageMarkup.Element) {
    #expect(root.children.map(\.name) == ["html"])
    #expect(root.children[0].attributes["lang"] == "en")
    for name in ["title", "h1", "main", "header", "footer", "nav", "style", "script"] {
      let found = root.all(name).filter { name != "title" || $0.attributes["id"] == nil }
      #expect(found.count == 1, "\(name)")
    }
    var level = 0
    for heading in root.all where ["h1", "h2", "h3", "h4"].contains(heading.name) {
      let next = Int(heading.name.dropFirst()) ?? 0
      #expect(next <= level + 1, "\(heading.fullText) leaves a level out")
      #expect(!heading.fullText.isEmpty)
      level = next
    }
    let ids = root.all.compactMap { $0.attributes["id"] }
    #expect(Set(ids).count == ids.count)
    for link in root.all("a") {
      let target = link.attributes["href"] ?? ""
      #expect(target.hasPrefix("#") && ids.contains(String(target.dropFirst())), "\(target)")
    }
    for labelled in root.all {
      for id in (labelled.attributes["aria-labelledby"] ?? "").split(separator: " ") {
        #expect(ids.contains(String(id)))
      }
    }
    for table in root.all("table") {
      #expect(table.first("caption")?.text.isEmpty == false)
      #expect(table.all("th").allSatisfy { ["col", "row"].contains($0.attributes["scope"]) })
      #expect(table.all("th").allSatisfy { !$0.fullText.isEmpty }, "\(table.fullText)")
    }
    for box in root.all where box.attributes["class"] == "box" || box.name == "pre" {
      #expect(box.attributes["tabindex"] == "0" && box.attributes["role"] == "region")
    }
    for picture in root.all("svg") {
      #expect(picture.attributes["role"] == "img")
      #expect(picture.first("title")?.text.isEmpty == false)
      #expect(picture.first("desc")?.text.isEmpty == false)
    }
    #expect(root.all("figure").allSatisfy { $0.first("figcaption") != nil })
  }

  /// No address but of its own places, and the script that the policy names.
  private func checkLoads(_ root: PageMarkup.Element) {
    let names: Set = [
      "src", "srcset", "href", "action", "data", "poster", "background", "style", "xlink:href",
    ]
    for element in root.all {
      #expect(
        !["link", "img", "iframe", "object", "embed", "base", "image", "use"].contains(element.name)
      )
      for (name, value) in element.attributes {
        #expect(!name.hasPrefix("on"), "\(element.name) \(name)")
        #expect(!names.contains(name) || value.hasPrefix("#"), "\(element.name) \(name)=\(value)")
      }
    }
    let style = root.first("style")?.text ?? ""
    #expect(!style.isEmpty && !style.contains("url(") && !style.contains("@import"))
    let policy = root.all("meta").first {
      $0.attributes["http-equiv"] == "Content-Security-Policy"
    }?.attributes["content"]
    let script = Array((root.first("script")?.text ?? "").utf8)
    #expect(script.count > 1000 && script.count < 6000)
    #expect(
      policy
        == "default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-"
        + "\(SHA256.hash(script.span).base64)'; base-uri 'none'; form-action 'none'")
  }

  @Test(arguments: questions.prefix(2))
  func `a page is the same every time`(words: [String]) {
    let later = Stage(disk: Self.demo, now: Instant("2031-01-01T00:00:00Z")!)
    #expect(later.run(["report"] + words).output == Self.pages[words])
  }

  @Test func `a page ends with the checkpoint and with the command line that gives it again`()
    throws
  {
    let disk = Self.demo
    let root = try Self.page(["-f", "demo.jsonl", "--by", "site", "-q"]).root
    let checkpoint = Stage(disk: disk).run(["audit", "checkpoint", "-f", "demo.jsonl"]).text
    let lines = root.all("pre").map(\.text)
    #expect(lines.first.map { $0 + "\n" } == checkpoint)
    #expect(lines.last == "reprieve report -f demo.jsonl --by site -q -o FILE")
    let outcome = Stage(disk: disk).run(
      ["report", "-f", "demo.jsonl", "--by", "site", "-q", "-o", "page.html"])
    #expect(outcome.code == 0 && outcome.output.isEmpty)
    let printed = Stage(disk: disk).run(["report", "-f", "demo.jsonl", "--by", "site", "-q"])
    #expect(disk.bytes(at: "page.html") == printed.output)
  }

  /// What would be markup, end a script, close an attribute, or turn the direction of writing.
  private static let poison = #"</script><img src=x onerror=alert(1)>"'&amp;<!--]]>\u202e"#
  private static let shown = "</script><img src=x onerror=alert(1)>\"'&amp;<!--]]>\u{202E}"

  @Test(arguments: [[], ["--by", "site,arm"], ["P-1"]])
  func `names from a log stay names`(options: [String]) throws {
    let disk = SimulatedDisk()
    let stage = Stage(disk: disk)
    let path = "<b>.jsonl"
    #expect(
      stage.run(["init", path, "--name", Self.shown, "--origin", "o</title><script>"]).code == 0)
    let text = Self.poison.replacing("\"", with: "\\\"")
    func line(_ type: String, _ id: String, _ data: String, day: Int) -> String {
      #"{"id":"\#(id)","source":"/e","type":"\#(type)","subject":"P-1","#
        + #""time":"2026-03-0\#(day)T08:00:00Z","data":\#(data)}"# + "\n"
    }
    let lines = [
      line(
        "intake", "i", #"{"indications":["F41.1"],"site":"\#(text)","arm":"\#(text)"}"#, day: 1),
      line("rating", "a", #"{"instrument":"GAD-7","total":18}"#, day: 2),
      line(
        "infusion", "s", #"{"infusion":"\#(text)","drug":"ketamine","route":"IV"}"#, day: 3),
      line("dose", "d", #"{"infusion":"\#(text)","mg":40}"#, day: 3),
      line("adverse", "v", #"{"term":"\#(text)","infusion":"\#(text)"}"#, day: 3),
      line("rating", "b", #"{"instrument":"GAD-7","total":3}"#, day: 5),
    ]
    for line in lines {
      let outcome = stage.run(["append", "-f", path], input: line)
      #expect(outcome.code == 0, "\(outcome.errors)")
    }
    let root = try Self.page(options + ["-f", path], disk).root
    #expect(root.all("script").count == 1 && root.all("img").isEmpty)
    #expect(root.all("title").filter { $0.attributes["id"] == nil }.count == 1)
    let all = root.all.map(\.text).joined()
    #expect(all.contains("<img src=x onerror=alert(1)>"))
    #expect(all.contains("\\u{202E}") && !all.contains("\u{202E}"))
  }

  @Test func `a page of one person keeps nothing back and is refused where it must`() {
    let refused = Stage(disk: Self.demo)
      .run(["report", "P-0007", "-f", "demo.jsonl", "--min-cell-count", "5"])
    #expect(refused.code == 77 && refused.output.isEmpty)
  }
}
