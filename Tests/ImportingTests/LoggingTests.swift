import Bytes
import Testing

@testable import Importing

/// What REDCap writes into its logging, taken apart.
@Suite struct LoggingTests {
  private func details(_ text: String) throws -> LoggedDetails {
    try #require(LoggedDetails(Array(text.utf8)))
  }

  @Test func `fields, check boxes and the instance are read`() throws {
    let found = try details(
      "[instance = 3], gad7_1 = '2', dx(1) = checked, dx(-2) = unchecked, note = '', gad7_complete = '2'"
    )
    #expect(found.instance == 3)
    #expect(found.fields.map(\.name) == ["gad7_1", "dx___1", "dx____2", "note", "gad7_complete"])
    #expect(found.fields.map { $0.value.text } == ["2", "1", "0", "", "2"])
  }

  @Test func `apostrophes, commas and line ends inside a value do not end it`() throws {
    let found = try details("note = 'it's late, she said, 'home'\nx', b = '1'")
    #expect(found.fields.map { $0.value.text } == ["it's late, she said, 'home'\nx", "1"])
    #expect(try details("a = '1',\nb = '2'").fields.count == 2)
  }

  @Test(arguments: [
    "", "Export all data (CSV raw)", "a = 1", "a = '1",
    "[instance = x], a = '1'",
    "Edit project field: \"inf_minutes\"", "a(1) = maybe",
  ])
  func `what is no list of changes is none`(text: String) {
    #expect(LoggedDetails(Array(text.utf8)) == nil)
  }

  @Test(arguments: [
    ("Create record 1", "", "1", "", false),
    ("Update record 4 (Event 1 (Arm 1: Arm 1))", "", "4", "Event 1 (Arm 1: Arm 1)", false),
    ("Updated Record 13953-11 (Acute)", "", "13953-11", "Acute", false),
    ("Update record (API) 12", "", "12", "", false),
    ("Update record (Auto calculation) 12 (Visit 2)", "", "12", "Visit 2", false),
    ("Update Response 7", "", "7", "", false),
    ("Delete record 99", "", "99", "", true),
    ("Update record A (1) (Visit 2)", "A (1)", "A (1)", "Visit 2", false),
  ])
  func `an action names the record and the event`(
    action: String, given: String, record: String, event: String, isDelete: Bool
  ) throws {
    let found = try #require(LoggedTarget(Array(action.utf8), record: Array(given.utf8)))
    #expect(found.record.text == record)
    #expect(found.event == event)
    #expect(found.isDelete == isDelete)
  }

  @Test(arguments: [
    "Manage/Design", "Data export", "Page View", "Lock record 5", "Create user jdoe", "",
  ])
  func `other actions change no record`(action: String) {
    #expect(LoggedTarget(Array(action.utf8), record: []) == nil)
  }

  @Test(arguments: [
    ("Event 1 (Arm 1: Arm 1)", "event_1_arm_1"), ("Acute", "acute_arm_1"),
    ("Follow-up (Arm 2: Control)", "followup_arm_2"),
    ("A very long name of an event", "a_very_long_name_o_arm_1"),
  ])
  func `an event's unique name follows from its label`(label: String, name: String) {
    #expect(LoggedTarget.uniqueName(label) == name)
  }
}
