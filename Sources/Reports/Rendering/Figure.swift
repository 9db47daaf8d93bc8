import Bytes

/// One number of an answer with everything that names it: a tidy row, and a row of the
/// `summarised_result` of the DARWIN tools.
///
/// Source: the vignettes of the R package omopgenerics, 13 columns.
package struct Figure: Sendable {
  /// What kind of number it is.
  package enum Kind: String, Sendable {
    case integer, numeric, proportion, character
  }

  /// A name and a value.
  package typealias Pair = (name: String, level: String)

  /// What it is about as a whole, such as the instrument; empty: overall.
  package var group: [Pair] = []
  /// The stratum of `--by`; empty: overall.
  package var strata: [Pair] = []
  /// What is counted or estimated.
  package var variable: String
  /// Which part of it.
  package var level: String?
  /// The statistic.
  package var estimate: String
  package var kind: Kind
  package var value: Cell
  /// What else names it, such as the day.
  package var additional: [Pair] = []

  package init(
    _ variable: String, _ level: String? = nil, _ estimate: String, _ kind: Kind, _ value: Cell,
    at additional: [Pair] = [], group: [Pair] = []
  ) {
    self.variable = variable
    self.level = level
    self.estimate = estimate
    self.kind = kind
    self.value = value
    self.additional = additional
    self.group = group
  }

  /// What tells it from the other figures of an answer.
  var name: String {
    let parts = [variable, level ?? "", estimate].filter { !$0.isEmpty }
    let places = (group + additional).map { "\($0.name) \($0.level)" }
    return (parts + places).joined(separator: ", ")
  }

  /// Figures as tidy rows, one value each.
  package static func tidy(_ figures: [Figure], _ header: AnswerHeader) -> Sheet {
    var sheet = Sheet(
      "",
      [
        .init("definition", side: .left), .init("thresholdSet", side: .left),
        .init("group", side: .left), .init("stratum", side: .left),
        .init("variable", side: .left), .init("level", side: .left),
        .init("at", side: .left), .init("estimate", side: .left), .init("value"),
        .init("type", side: .left), .init("withheld", side: .left), .init("basis", side: .left),
      ])
    for figure in figures {
      sheet.add([
        .text(header.definition), .text(header.thresholdSet), .text(Self.words(figure.group)),
        .text(Self.words(figure.strata)), .text(figure.variable), .text(figure.level ?? ""),
        .text(Self.words(figure.additional)), .text(figure.estimate), figure.value,
        .text(figure.kind.rawValue), .bool(figure.value == .withheld),
        .text(header.basis),
      ])
    }
    return sheet
  }

  /// Names and values in one text: `instrument=GAD-7`.
  static func words(_ pairs: [Pair]) -> String {
    pairs.map { "\($0.name)=\($0.level)" }.joined(separator: " ")
  }

  /// Figures as a `summarised_result`, its settings among the rows as omopgenerics exports them.
  package static func summarisedResult(
    _ figures: [Figure], _ header: AnswerHeader, rule: ReleaseRule?
  ) -> Sheet {
    var sheet = Sheet(
      "",
      [
        "result_id", "cdm_name", "group_name", "group_level", "strata_name", "strata_level",
        "variable_name", "variable_level", "estimate_name", "estimate_type", "estimate_value",
        "additional_name", "additional_level",
      ].map { Sheet.Column($0, side: .left) })
    let name = header.logs.map(\.name).joined(separator: " ")
    func add(_ figure: Figure, _ value: String) {
      let group = joined(figure.group)
      let strata = joined(figure.strata)
      let additional = joined(figure.additional)
      sheet.add(
        [
          "1", name, group.name, group.level, strata.name, strata.level, figure.variable,
          figure.level ?? "NA", figure.estimate, figure.kind.rawValue, value, additional.name,
          additional.level,
        ].map { Cell.text($0) })
    }
    for figure in figures {
      switch figure.value {
      case .missing: add(figure, "NA")
      // Counts that are kept back need not be small themselves, so that "<5" would be a lie.
      case .withheld: add(figure, "-")
      default: add(figure, figure.value.exact)
      }
    }
    // The settings of the format come first, then what has to be known to read the rows.
    func names(_ pairs: (Figure) -> [Pair]) -> String {
      var seen: [String] = []
      for name in figures.flatMap(pairs).map(\.name) where !seen.contains(name) {
        seen.append(name)
      }
      return seen.joined(separator: " &&& ")
    }
    let settings = [
      ("result_type", header.definition), ("package_name", "reprieve"),
      ("package_version", Build.version), ("group", names(\.group)),
      ("strata", names(\.strata)), ("additional", names(\.additional)),
      ("min_cell_count", rule.map { "\($0.minimum)" } ?? "0"),
    ]
    let release = [
      ("release", rule?.name), ("rounded_to", rule?.rounding.map { "\($0)" }),
    ].compactMap { name, value in value.map { (name, $0) } }
    for (setting, value) in settings + release + header.settings {
      add(Figure("settings", nil, setting, .character, .text(value)), value)
    }
    return sheet
  }

  private static func joined(_ pairs: [Pair]) -> Pair {
    guard !pairs.isEmpty else { return ("overall", "overall") }
    return (
      pairs.map(\.name).joined(separator: " &&& "), pairs.map(\.level).joined(separator: " &&& ")
    )
  }
}

extension Sheet.Column {
  fileprivate init(_ key: String, side: TextTable.Side) { self.init(key, nil, side) }
}
