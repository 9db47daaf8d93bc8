/// Where rows come from: a table with its mapping, a REDCap export, FHIR resources. Given once for each
/// pass, as an import reads its files twice where it writes in several batches.
package protocol ImportSource {
  /// The files, by the numbers that places use.
  var files: [String] { get }

  /// Bytes of all files, for progress.
  var size: Int { get }

  /// Bytes that were read.
  var bytesRead: Int { get }

  /// The next row that says something; `nil` at the end.
  ///
  /// Throws `ImportFault`: then nothing of the files can be trusted.
  mutating func next() throws(ImportFault) -> ImportedRow?

  /// Whether the events of a subject are appended together, where all are one batch; else they keep
  /// the order of the rows.
  var isBySubject: Bool { get }

  /// Whether its events know when they were entered elsewhere, so that a new log can be written as if
  /// it had been there.
  var recordsEntries: Bool { get }

  /// The mark of the key that pseudonyms are made with, and the `source` of events that carry it; `nil`
  /// where none are made or carry it.
  var keymark: (mark: [UInt8], source: [UInt8])? { get }

  /// What is to be said once about the files, such as columns that do not enter; complete once all
  /// rows were read.
  var remarks: [String] { get }

  /// Rows that were passed over by a rule of the mapping, such as forms that are not complete, in
  /// words and how often.
  var passedOver: [(reason: String, rows: Int)] { get }

  /// The first line of a file of rejects of one of the files, with its line end; empty for none.
  func rejectsHead(_ file: Int) -> [UInt8]

  /// A rejected row for the file of rejects, with its line end: in the form of its file, so that it
  /// can be mended and imported again, and without what does not enter.
  ///
  /// Throws `ImportFault` where the file can't be read any more.
  mutating func rejected(
    _ place: SourcePlace, bytes: Range<Int>, _ rejects: [Reject]
  ) throws(ImportFault) -> [UInt8]

  /// Pseudonyms that were given, with the identifiers that they stand for, in the order of first
  /// appearance; for `--crosswalk`. Empty unless the source was told to keep them.
  var crosswalk: [(pseudonym: [UInt8], identifier: [UInt8])] { get }
}
