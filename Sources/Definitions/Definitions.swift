import Bytes

/// Everything that figures are measured with: instruments, threshold sets, windows, and which
/// instrument belongs to which indication.
public struct Definitions: Equatable, Sendable {
  /// Which instrument follows from the beginning of an ICD-10-CM code.
  public struct IndexRule: Equatable, Sendable {
    /// The beginning of the code, upper case, with the dot.
    public let prefix: String
    /// The instrument's id.
    public let instrument: String
  }

  /// All instruments, in the order of the file.
  public internal(set) var instruments: [Instrument] = []
  /// All threshold sets, in the order of the file.
  public internal(set) var sets: [ThresholdSet] = []
  /// The rules for the index instrument; the longest prefix wins.
  public internal(set) var indexRules: [IndexRule] = []
  /// The pairing of the NHS Talking Therapies classification.
  public internal(set) var nhs: NHSPairing
  /// The spans of time.
  public internal(set) var windows = Windows()
  /// The named visits of response, in the order of the file.
  public internal(set) var visits = Visit.standard
  /// The first 16 hex digits of the SHA-256 of a `--definitions` file; `nil` without one.
  public internal(set) var fileDigest: String?

  /// The first 16 hex digits of the SHA-256 over the built-in definitions; behind a plus those of
  /// the file that was added.
  package var digest: String {
    Self.builtInDigest + (fileDigest.map { "+\($0)" } ?? "")
  }

  private static let builtInDigest = shortDigest(of: PackageResources.instruments_json)

  private static func shortDigest(of bytes: [UInt8]) -> String {
    String(SHA256.hash(bytes.span).hexadecimal.prefix(16))
  }

  var instrumentIndex: [String: Int] = [:]
  var setIndex: [String: Int] = [:]

  /// The definitions that Reprieve comes with.
  public static let builtIn: Definitions = {
    if let prepared = Definitions(prepared: preparedBytes) { return prepared }
    do throws(DefinitionsError) { return try fromSource() } catch {
      preconditionFailure("the built-in definitions are broken: \(error.sentence)")
    }
  }()

  /// These definitions with those of a file added; what has the same id is replaced whole.
  ///
  /// Throws `DefinitionsError`: the entry that is wrong, and what would do.
  public func adding(file bytes: [UInt8]) throws(DefinitionsError) -> Definitions {
    var merged = try Definitions(adding: bytes, to: self)
    merged.fileDigest = Self.shortDigest(of: bytes)
    return merged
  }

  /// The instrument of that id.
  public func instrument(_ id: String) -> Instrument? {
    instrumentIndex[id].map { instruments[$0] }
  }

  /// The id of an instrument that a misspelt one may mean.
  package func nearest(toInstrument id: String) -> String? {
    Nearest.name(to: id, among: instruments.map(\.id))
  }

  /// Where the instrument of that id stands in `instruments`.
  package func instrumentPosition(_ id: String) -> Int? { instrumentIndex[id] }

  /// The threshold set of that id.
  public func set(_ id: String) -> ThresholdSet? { setIndex[id].map { sets[$0] } }

  /// The instrument that follows from a first indication: the longest prefix wins.
  public func indexInstrument(forIndication code: String?) -> String {
    indexRules.instrument(forIndication: code) ?? "GAD-7"
  }

  /// Whether an answer about those instruments under that set is measured with anything that a
  /// definitions file brought: then the file's digest is part of the definition's id.
  ///
  /// - Parameters:
  ///   - visits: whether the answer is about the named visits of the definitions.
  ///   - nhs: whether it is the NHS Talking Therapies classification.
  package func changesAnswer(
    instruments ids: [String], set: String, visits usesVisits: Bool = false,
    nhs isNHS: Bool = false
  ) -> Bool {
    guard fileDigest != nil else { return false }
    let original = Definitions.builtIn
    if usesVisits && visits != original.visits { return true }
    if isNHS && nhs != original.nhs { return true }
    return windows != original.windows || indexRules != original.indexRules
      || ids.contains { id in
        instrument(id) != original.instrument(id)
          || self.set(set)?.entries[id] != original.set(set)?.entries[id]
      }
      || original.set(set) == nil
  }
}

/// What is wrong with a definitions file.
public struct DefinitionsError: Error, Equatable, Sendable {
  /// The entry, as a path: `instruments[2].total`; empty where the file as a whole is meant.
  public let path: String
  /// What is wrong and what would do.
  public let problem: String

  /// The entry and what is wrong with it, in one line.
  public var sentence: String { path.isEmpty ? problem : "\(path): \(problem)" }
}
