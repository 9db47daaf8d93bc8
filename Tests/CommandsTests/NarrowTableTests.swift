import Reports
import TestSupport
import Testing

/// Which columns a table leaves out where the screen is narrow.
@Suite struct NarrowTableTests {
  private var sheet: Sheet {
    var sheet = Sheet(
      "",
      [
        .init("name", nil, .left), .init("share", rank: 1), .init("lower", "from", rank: 2),
        .init("upper", "to", rank: 2),
      ])
    sheet.add([.text("abcdef"), .share(0.5), .share(0.25), .share(0.75)])
    return sheet
  }

  @Test func `limits are left out together, then what they belong to`() {
    // "abcdef  50.0 %  25.0 %  75.0 %" is 30 wide, without the limits 14.
    #expect(sheet.text(width: 30)[0] == "name     share    from      to")
    #expect(sheet.text(width: 29)[0] == "name     share")
    #expect(sheet.text(width: 14)[0] == "name     share")
    #expect(sheet.text(width: 13) == ["name", "abcdef"])
  }

  @Test func `what has rank 0 stays`() {
    #expect(sheet.text(width: 1) == ["name", "abcdef"])
  }
}
