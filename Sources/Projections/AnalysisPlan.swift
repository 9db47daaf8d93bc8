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
  /// The drug that courses are built from, or several with commas between, for a trial whose
  /// control arm has another; `nil`: ketamine, esketamine, arketamine.
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
  /// Named visits instead of those of the definitions, as `--visits` gives them.
  public var visitList: VisitList?
  /// Whether response is asked for course 1 only.
  public var firstCourseOnly = false
  /// Which units and subjects are asked about; `nil`: all.
  public var selection: Selection?
  /// What units are grouped by; `nil`: nothing.
  public var strata: Stratification?
  /// The only stratum that is asked about; `nil`: all.
  package var stratum: Stratum?
  /// The sites or studies over which a comparison is pooled; `nil`: none.
  public var pooling: Stratification?
  /// Whether anything is to be said of single units of relief; else they are only counted.
  package var keepsUnits = true
  /// The two drugs of a crossover whose periods are paired; `nil`: none.
  public var pairedDrugs: [String]?

  /// The plan of `docs/spec/definitions.md` without options.
  public init() {}

  /// The names that `drug` lists. A comma with a space behind it belongs to a name.
  package var chosenDrugs: [String]? {
    guard let drug else { return nil }
    let names = drug.split(separator: ",", omittingEmptySubsequences: false)
    return names.contains { $0.isEmpty || $0.hasPrefix(" ") } ? [drug] : names.map(String.init)
  }

  /// The visits at which response is asked for.
  package var visits: [Visit] { visitList?.visits ?? definitions.visits }

  /// Whether a subject may be asked about: false where attributes of the subject alone already
  /// say no. A selection by treatments, age or baseline decides for each unit.
  package func includes(_ history: History, shownAs name: String) -> Bool {
    guard let selection, selection.isAboutSubjects else { return true }
    return selection.includes(UnitAttributes(subject: history, self, shownAs: name))
  }

  /// Whether a unit is asked about, by the selection and by the stratum.
  package func includes(_ attributes: @autoclosure () -> UnitAttributes) -> Bool {
    if selection == nil && stratum == nil { return true }
    let attributes = attributes()
    if let selection, !selection.includes(attributes) { return false }
    return stratum == nil || strata?.stratum(of: attributes) == stratum
  }

  /// Whether a subject as a whole is asked about, by its first treatment: for answers that have
  /// a row for each subject.
  package func includes(_ record: CaseRecord, shownAs name: String) -> Bool {
    includes(UnitAttributes(record, self, shownAs: name))
  }

  /// The stratum of a subject as a whole; `nil` without `--by`.
  package func stratum(of record: CaseRecord, shownAs name: String) -> Stratum? {
    strata?.stratum(of: UnitAttributes(record, self, shownAs: name))
  }

  /// The index instrument of a subject, and where it comes from.
  package func indexInstrument(_ history: History) -> (id: String, from: InstrumentSource) {
    if let instrument { return (instrument, .option) }
    let intake = history.intake
    if let intake, let named = history.table.word(intake.instrument) { return (named, .intake) }
    return (
      definitions.indexInstrument(forIndication: intake.flatMap(history.table.firstIndication)),
      .indication
    )
  }

  /// The instrument under the set in force; `nil` where nobody defined the instrument.
  package func yardstick(_ instrument: String) -> Yardstick? {
    definitions.instrument(instrument).map {
      Yardstick(instrument: $0, entry: definitions.set(set)?.entries[instrument])
    }
  }

  /// The options that a kind of answer depends on, besides baseline, drug and definitions.
  package struct Dependence: OptionSet, Sendable {
    package let rawValue: UInt8
    package init(rawValue: UInt8) { self.rawValue = rawValue }
    /// What makes a rating count as relief.
    package static let criterion = Dependence(rawValue: 1)
    /// How many ratings confirm a loss.
    package static let confirm = Dependence(rawValue: 2)
    /// The list of visits, and which courses are asked about.
    package static let visits = Dependence(rawValue: 4)
    /// The pairing of NHS Talking Therapies.
    package static let nhs = Dependence(rawValue: 8)
  }

  /// The id of a definition under these options, such as `relief.course.v1+first+confirm=1`.
  ///
  /// - Parameters:
  ///   - instruments: the instruments that the answer is measured with.
  ///   - dependence: the options that the answer depends on.
  package func definitionID(
    _ base: String, instruments: [String], _ dependence: Dependence
  ) -> String {
    var id = base
    if usesFirstBaseline { id += "+first" }
    if dependence.contains(.criterion), criterion != .response { id += "+\(criterion.rawValue)" }
    if dependence.contains(.confirm), confirm != 2 { id += "+confirm=\(confirm)" }
    if let drugs = pairedDrugs {
      id += "+paired=\(drugs.joined(separator: ","))"
    } else if let drug {
      id += "+drug=\(drug)"
    }
    if dependence.contains(.visits), let visitList { id += "+visits=\(visitList.text)" }
    if dependence.contains(.visits), firstCourseOnly { id += "+first-course" }
    if let digest = definitions.fileDigest,
      definitions.changesAnswer(
        instruments: instruments, set: set,
        visits: dependence.contains(.visits) && visitList == nil, nhs: dependence.contains(.nhs))
    {
      id += "+definitions=\(digest)"
    }
    return id
  }
}

/// The visits of `--visits`, and how they were given.
public struct VisitList: Equatable, Sendable {
  /// The text, as it stands in a definition's id.
  public let text: String
  /// The visits, in the order given.
  public let visits: [Visit]

  /// Reads `NAME=LOW..HIGH@DAY,…`, in days.
  ///
  /// Throws `VisitFault`.
  public init(_ text: String) throws(VisitFault) {
    self.text = text
    visits = try Visit.list(text)
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
