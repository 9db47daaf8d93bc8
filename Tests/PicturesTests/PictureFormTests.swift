import Bytes
import TestSupport
import Testing

@testable import Pictures

/// The form of pictures: what readers, printers and screen readers rest on.
@Suite struct PictureFormTests {
  @Test func `every kind draws every vector's log in good form`() throws {
    var drawn = 0
    for name in Vectors.names(in: "outcomes", ending: ".jsonl") {
      let log = ["-f", "\(Vectors.folder)/outcomes/\(name)"]
      let cohort = Stage().run(["cohort", "--format", "json"] + log)
      let subjects = try JSONDocument(cohort.output).root["subjects"]?.elements ?? []
      let subject = subjects.first?["subject"]?.text ?? "nobody"
      for kind in PictureKind.allCases {
        var words = ["plot", kind.rawValue]
        if kind == .timeline { words.append(subject) }
        if kind == .forest { words += ["--by", "sex"] }
        let outcome = Stage().run(words + log)
        #expect(outcome.code == 0, "\(words) \(name): \(outcome.errors)")
        guard outcome.code == 0 else { continue }
        #expect(outcome.text.hasPrefix("<svg ") && outcome.text.hasSuffix("</svg>\n"))
        drawn += 1
        // Each kind is looked at closely on every seventh log, and each log in one kind or two.
        guard drawn % 7 == 0 else { continue }
        try DrawnPicture(outcome.output).expectGoodForm("\(name) \(kind)")
      }
    }
    #expect(drawn > 200)
  }

  @Test(arguments: [
    [], ["--by", "sex"], ["--min-cell-count", "5"], ["--min-cell-count", "5", "--by", "site"],
  ])
  func `a clinic is drawn in good form, the same bytes twice`(options: [String]) throws {
    for kind in PictureDesk.kinds + ["forest"] {
      var words = ["plot", kind] + options
      if kind == "forest" && !options.contains("--by") { words += ["--by", "site"] }
      let first = PictureDesk.clinic.run(words)
      if [2, 77].contains(first.code) {
        let isNamed = first.errors.contains("says nothing about") || first.code == 77
        #expect(isNamed, "\(words): \(first.errors)")
        continue
      }
      #expect(first.code == 0, "\(words): \(first.errors)")
      try DrawnPicture(first.output).expectGoodForm("\(words)")
      guard options.isEmpty else { continue }
      #expect(PictureDesk.clinic.run(words).output == first.output, "\(words)")
    }
  }

  @Test func `twenty strata have a plot each, and no text covers another`() throws {
    let picture = try PictureDesk.clinic.plot(
      "relief", "--by", "instrument,site,phase")
    try picture.expectGoodForm("a stratum for each")
    #expect(picture.marks("turnbull").count > 15)
    try PictureDesk.clinic.plot("forest", "--by", "instrument,site,phase", "--of", "relief")
      .expectGoodForm("forest")
  }

  @Test(arguments: PictureDesk.kinds) func `nobody is drawn as nobody`(kind: String) throws {
    let outcome = PictureDesk.clinic.run(["plot", kind, "--where", "indication=Z99"])
    #expect(outcome.code == 0)
    #expect(outcome.errors.contains("there is nothing to draw, and the picture says so"))
    let picture = try DrawnPicture(outcome.output)
    try picture.expectGoodForm(kind)
    #expect(picture.elements.contains { $0.attributes["stroke-dasharray"] == "4 4" })
  }

  @Test func `in a page ids have another beginning, and the page's colour of text holds`() throws {
    let outcome = PictureDesk.clinic.run(["plot", "flow", "--id", "fig-7"])
    let picture = try DrawnPicture(outcome.output)
    try picture.expectGoodForm("flow")
    #expect(picture.root.attributes["id"] == "fig-7")
    var svg = SVGWriter(inPage: true)
    var drawing = Drawing(width: 100, height: 50)
    drawing.text("a", 10, 20)
    svg.begin(id: "x", width: 100, height: 50, title: "t", description: "d")
    svg.draw(drawing)
    svg.end()
    let page = svg.bytes.text
    #expect(page.contains("fill=\"currentColor\"") && !page.contains("#FFFFFF"))
  }

  @Test func `colours stand out from white and from black`() {
    func light(_ color: String) -> Double {
      let value = Int(color.dropFirst(), radix: 16) ?? 0
      let parts = [value >> 16, value >> 8 & 255, value & 255].map { part -> Double in
        let share = Double(part) / 255
        return share <= 0.04045 ? share / 12.92 : Self.power((share + 0.055) / 1.055)
      }
      return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
    }
    func contrast(_ one: Double, _ other: Double) -> Double {
      (max(one, other) + 0.05) / (min(one, other) + 0.05)
    }
    for color in Ink.palette {
      #expect(contrast(light(color), 1) >= 3, "\(color) on white")
      #expect(contrast(light(color), 0) >= 3, "\(color) on black")
    }
    for ink in [Ink.text, .soft] {
      #expect(contrast(light(ink.paint(inPage: false).color), 1) >= 4.5, "\(ink)")
    }
    // In a page soft text is the page's, let through: on white black, on black white.
    let share = Ink.soft.paint(inPage: true).opacity
    #expect(contrast(Self.power((1 - share + 0.055) / 1.055), 1) >= 4.5)
    #expect(contrast(Self.power((share + 0.055) / 1.055), 0) >= 4.5)
  }

  /// x to the 2.4th, by its twelfth root's powers: 2.4 = 12 / 5.
  private static func power(_ x: Double) -> Double {
    var root = x
    for _ in 0..<60 {
      root -= (root * root * root * root * root - x) / (5 * root * root * root * root)
    }
    return (0..<12).reduce(1) { product, _ in product * root }
  }

  @Test func `no two of twenty lines have the same colour and the same dashes`() {
    let lines = (0..<20).map { place in
      let stroke = Stroke.series(place, 2)
      return "\(stroke.ink.paint(inPage: false).color) \(stroke.dashes)"
    }
    #expect(Set(lines).count == 20)
  }
}
