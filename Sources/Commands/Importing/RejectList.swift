import Bytes
import Importing

/// Why rows are not imported, those with the same reason together. However many there are, it holds a
/// bounded number of them.
struct RejectList {
  private struct Key: Hashable {
    let file: Int
    let column: String?
    let reason: String
    let remedy: String
  }

  private struct Group {
    var count = 0
    var places: [SourcePlace] = []
  }

  /// Rows that were rejected.
  private(set) var rows = 0
  /// Reasons of all rows.
  private(set) var count = 0
  /// The first of them.
  private var first: [Reject] = []
  private var order: [Key] = []
  private var groups: [Key: Group] = [:]

  /// Of more than these only the number is told.
  static let most = 10_000
  private static let shownGroups = 20
  private static let shownPlaces = 10

  /// Adds the rejected rows of a harvest.
  mutating func add(_ harvest: Harvest) {
    rows += harvest.rejected.count
    for (rejects, _) in harvest.sortedRejects {
      for reject in rejects { add(reject) }
    }
  }

  private mutating func add(_ reject: Reject) {
    count += 1
    if first.count < Self.most { first.append(reject) }
    let key = Key(
      file: reject.place.file, column: reject.column, reason: reject.reason,
      remedy: reject.remedy)
    if groups[key] == nil {
      guard order.count < Self.most else { return }
      order.append(key)
    }
    groups[key, default: Group()].count += 1
    if (groups[key]?.places.count ?? 0) < Self.shownPlaces {
      groups[key]?.places.append(reject.place)
    }
  }

  /// One line for each reason, in the order in which they first appear.
  func lines(_ files: [String]) -> [String] {
    var lines = order.prefix(Self.shownGroups).map { key in
      let group = groups[key] ?? Group()
      let numbers = group.places.map { "\($0.line)" }.joined(separator: ", ")
      let rest = group.count - group.places.count
      let column = key.column.map { "\($0): " } ?? ""
      let remedy = key.remedy.isEmpty ? "" : " (\(key.remedy))"
      return "  \(files[key.file]):\(numbers)\(rest > 0 ? " and \(rest) more" : ""): "
        + "\(column)\(key.reason)\(remedy)"
    }
    if order.count > Self.shownGroups {
      lines.append(
        "  and \(order.count - Self.shownGroups) more reasons, which --format json lists")
    }
    return lines
  }

  /// Writes them as the members `rejectedRows` and `rejects`.
  func write(_ files: [String], to json: inout JSONWriter) {
    json.integer("rejectedRows", rows)
    json.array("rejects", first) { json, reject in
      json.object { json in
        json.string("file", files[reject.place.file])
        json.integer("line", reject.place.line)
        json.string("column", reject.column)
        json.string("reason", reject.reason)
        json.string("remedy", reject.remedy.isEmpty ? nil : reject.remedy)
      }
    }
  }
}
