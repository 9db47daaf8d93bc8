/// How much a mapping may come to: more than any that people write, and little enough that a file made to
/// stop the program is refused within a second.
///
/// One is shared by all parts of a reader, as groups within groups multiply.
final class MappingBudget {
  /// Bytes of the file.
  static let longest = 4 << 20
  /// Levels of objects and arrays.
  static let deepest = 100
  /// Tables.
  static let mostTables = 1000
  /// Joins of a table.
  static let mostJoins = 100
  /// Columns that a table's rules speak of.
  static let mostColumns = 10_000
  /// Events of all tables, each repeated one counted.
  static let mostEvents = 10_000
  /// Bytes of groups with their words put in.
  private static let mostText = 8 << 20
  /// Members of data that the log's format does not name.
  private static let mostOwn = 10_000

  private var events = 0
  private var text = 0
  private var own = 0

  /// Counts an event.
  func addEvent(at node: MappingNode) throws(ImportFault) {
    events += 1
    guard events <= Self.mostEvents else {
      throw node.fault(
        "the mapping makes more than \(Self.mostEvents) events of a row",
        "let rows be shorter: one for each session")
    }
  }

  /// Counts the bytes of a group that is repeated.
  func addText(_ bytes: Int, at node: MappingNode) throws(ImportFault) {
    text += bytes
    guard text <= Self.mostText else {
      throw node.fault(
        "groups with their words put in are longer than \(Self.mostText >> 20) MB",
        "repeat fewer events, or nest groups less")
    }
  }

  /// Counts a member of data that has no meaning to the log.
  func addOwn(at node: MappingNode) throws(ImportFault) {
    own += 1
    guard own <= Self.mostOwn else {
      throw node.fault(
        "more than \(Self.mostOwn) members have no meaning to the log", "leave them out")
    }
  }
}
