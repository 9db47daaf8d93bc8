/// What an answer rests on: who repeats the question with it gets the same figures.
public struct AnswerBasis: Equatable, Sendable {
  /// The id of the definition, options included: `relief.course.v1+first`.
  public let definition: String
  /// The threshold set.
  public let thresholdSet: String
  /// The index instruments of the subjects, sorted.
  public let instruments: [String]
  /// The log's name in checkpoints.
  public let logOrigin: String
  /// Lines of the log within the view, line 0 included.
  public let logSize: Int
}

/// The answer about one stratum of `AnalysisPlan.strata`.
public struct StratumAnswer<Answer: Sendable>: Sendable {
  /// The stratum.
  public let stratum: Stratum
  /// What is said of it; its own `strata` are empty.
  public let answer: Answer
}
