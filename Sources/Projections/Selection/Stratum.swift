/// A group of units that have the same values of the keys of `--by`.
public struct Stratum: Hashable, Comparable, Sendable {
  /// One value of a key: a text, a band of numbers, or nothing.
  struct Value: Hashable, Sendable {
    /// What is shown.
    let label: String
    /// What it is ordered by first: the bytes of a text, or of the instrument that was rated.
    let group: [UInt8]
    /// What it is ordered by then: the lower end of a band.
    let low: Int
    /// Whether it stands for all units in which the attribute is missing: they come last.
    var isMissing = false

    static let missing = Value(label: "missing", group: [], low: 0, isMissing: true)

    /// A text; one that reads "missing" is shown in quotes, to be told from what is missing.
    init(text: [UInt8]) {
      let shown = String(decoding: text, as: UTF8.self)
      self.init(label: shown == "missing" ? "\"missing\"" : shown, group: text, low: 0)
    }

    init(label: String, group: [UInt8] = [], low: Int, isMissing: Bool = false) {
      self.label = label
      self.group = group
      self.low = low
      self.isMissing = isMissing
    }

    fileprivate func precedes(_ other: Value) -> Bool {
      if isMissing != other.isMissing { return other.isMissing }
      if group != other.group { return group.lexicographicallyPrecedes(other.group) }
      if low != other.low { return low < other.low }
      return label.utf8.lexicographicallyPrecedes(other.label.utf8)
    }
  }

  private let parts: [Value]

  /// Writes every value with what it is ordered by.
  func write(to row: inout RowWriter) {
    row.list(parts) { row, value in
      row.put(value.label)
      row.put(value.group)
      row.put(value.low)
      row.put(value.isMissing)
    }
  }

  /// Reads what was written.
  init(_ row: inout RowReader) throws(RowFault) {
    parts = try row.list { row throws(RowFault) in
      Value(
        label: try row.name(), group: try row.string() ?? [], low: try row.whole(),
        isMissing: try row.fact())
    }
  }

  init(_ parts: [Value]) { self.parts = parts }

  /// The same with the value of one more key.
  func adding(_ value: Value) -> Stratum { Stratum(parts + [value]) }

  /// The same with a value at a place where there was none.
  func filling(_ place: Int, with value: Value) -> Stratum {
    guard parts[place].isMissing else { return self }
    var parts = parts
    parts[place] = value
    return Stratum(parts)
  }

  /// The value of each key, as shown; "missing" where a unit has none.
  public var values: [String] { parts.map(\.label) }

  /// What it is called under the keys of its stratification: `site=A sex=female`.
  public func name(under keys: [String]) -> String {
    zip(keys, values).map { key, value in
      // A band that begins with a sign of its own stands behind its key alone.
      value.hasPrefix("<") || value.hasPrefix(">") ? "\(key)\(value)" : "\(key)=\(value)"
    }.joined(separator: " ")
  }

  /// By the first key, then the next: texts by their bytes, bands by their lower ends, missing last.
  public static func < (left: Stratum, right: Stratum) -> Bool {
    for (mine, theirs) in zip(left.parts, right.parts) where mine != theirs {
      return mine.precedes(theirs)
    }
    return left.parts.count < right.parts.count
  }
}
