/// Which two measures the NHS Talking Therapies classification pairs, and under which set.
///
/// Source: `docs/spec/definitions.md`, 7, and `instruments.json`, `nhsTalkingTherapies`.
public struct NHSPairing: Equatable, Sendable {
  /// The threshold set with the caseness and reliable change of all measures.
  public let set: String
  /// The measure of depression, that of every course.
  public let depression: String
  /// The measure of anxiety by the first indication; the longest prefix wins.
  public let rules: [Definitions.IndexRule]
  /// The measure of anxiety where no rule fits, and where that of the rule is not paired.
  public let fallback: String

  /// The measure of anxiety that belongs to a first indication.
  public func anxietyInstrument(forIndication code: String?) -> String {
    rules.instrument(forIndication: code) ?? fallback
  }

  /// All measures of anxiety, each once: by the rules in their order, then the fallback.
  public var anxietyInstruments: [String] {
    var found: [String] = []
    for id in rules.map(\.instrument) + [fallback] where !found.contains(id) { found.append(id) }
    return found
  }
}

extension [Definitions.IndexRule] {
  /// The instrument of the longest prefix that the code begins with; `nil` where none fits.
  func instrument(forIndication code: String?) -> String? {
    let code = code ?? ""
    let fitting = filter { code.hasPrefix($0.prefix) }
    return fitting.max { $0.prefix.utf8.count < $1.prefix.utf8.count }?.instrument
  }
}
