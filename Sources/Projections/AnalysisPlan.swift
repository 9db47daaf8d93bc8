public import Definitions
import Events
package import Histories

/// What is asked, in which terms: the options that change a definition, and what they measure with.
public struct AnalysisPlan: Sendable {
  /// What relief is measured over.
  public enum Unit: String, CaseIterable, Sendable {
    /// Each course, from the end of its last treatment.
    case course
    /// Each treatment, from its end.
    case treatment
    /// The first course onward; later treatments are ignored.
    case episode
  }

  /// Instruments, threshold sets and windows.
  public var definitions = Definitions.builtIn
  /// The instrument that overrides that of the intake and the indication.
  public var instrument: String?
  /// The drug that courses are built from; `nil`: ketamine, esketamine, arketamine.
  public var drug: String?
  /// The threshold set.
  public var set = "standard"
  /// What makes a rating count as relief.
  public var criterion = Criterion.response
  /// How many ratings confirm a loss: 2, or 1 for every failing rating.
  public var confirm = 2
  /// What relief is measured over.
  public var unit = Unit.course
  /// Whether each unit is held against the baseline of the subject's first treatment.
  public var usesFirstBaseline = false
  /// Which units and subjects are asked about; `nil`: all.
  public var selection: Selection?
  /// What units are grouped by; `nil`: nothing.
  public var strata: Stratification?

  /// The plan of `docs/spec/definitions.md` without options.
  public init() {}

  /// Whether a subject may be asked about: false where attributes of the subject alone already
  /// say no. A selection by treatments, age or baseline decides for each unit (`ReliefAlgorithm`).
  package func includes(_ history: History, shownAs name: String) -> Bool {
    guard let selection, selection.isAboutSubjects else { return true }
    return selection.includes(UnitAttributes(subject: history, self, shownAs: name))
  }

  /// Whether a subject as a whole is asked about, by its first treatment: for answers that have
  /// a row for each subject.
  package func includes(_ record: CaseRecord, shownAs name: String) -> Bool {
    selection?.includes(UnitAttributes(record, self, shownAs: name)) ?? true
  }

  /// The index instrument of a subject, and where it comes from.
  package func indexInstrument(_ history: History) -> (id: String, from: InstrumentSource) {
    if let instrument { return (instrument, .option) }
    let intake = history.intake
    if let named = intake?.instrument { return (named, .intake) }
    return (
      definitions.indexInstrument(forIndication: intake?.indications.first), .indication
    )
  }

  /// The instrument under the set in force; `nil` where nobody defined the instrument.
  package func yardstick(_ instrument: String) -> Yardstick? {
    definitions.instrument(instrument).map {
      Yardstick(instrument: $0, entry: definitions.set(set)?.entries[instrument])
    }
  }

  /// The id of a definition under these options, such as `relief.course.v1+first+confirm=1`.
  ///
  /// - Parameter instruments: the index instruments that the answer is about.
  package func definitionID(_ base: String, instruments: [String], forRelief: Bool) -> String {
    var id = base
    if usesFirstBaseline { id += "+first" }
    if forRelief, criterion != .response { id += "+\(criterion.rawValue)" }
    if forRelief, confirm != 2 { id += "+confirm=\(confirm)" }
    if let drug { id += "+drug=\(drug)" }
    if let digest = definitions.fileDigest,
      definitions.changesAnswer(instruments: instruments, set: set)
    {
      id += "+definitions=\(digest)"
    }
    return id
  }
}

/// Where a subject's index instrument comes from.
public enum InstrumentSource: String, Sendable {
  /// `--instrument`.
  case option
  /// The intake names it.
  case intake
  /// It follows from the first indication.
  case indication
}
