import Bytes
import Events

/// Whose rows are whose, by their own lines and by what corrections made of them.
struct SubjectRows {
  /// By the bytes of their pseudonyms.
  let subjects: [BlockEncoder.Subject]
  /// Writes them.
  let encoder: BlockEncoder

  /// - Parameters:
  ///   - table: rows with corrections applied.
  ///   - grouping: the same by the subjects that they have now.
  ///   - originals: rows as their own lines say them, where a correction in force changed them.
  ///   - wanted: the subjects, whether they have rows or not; `nil`: all of the table.
  init(
    _ table: EventTable, _ grouping: Grouping, originals: [Int: Event], wanted: [[UInt8]]? = nil
  ) {
    // What a correction took from a subject stays with it, too.
    var given: [Int32: [Int32]] = [:]
    var mixed: Set<Int32> = []
    for (row, original) in originals where original.subject != table.events[row].subject {
      given[original.subject, default: []].append(Int32(row))
      mixed.insert(original.subject)
      mixed.insert(table.events[row].subject)
    }
    let numbers =
      wanted.map { $0.compactMap(table.subjects.find) }
      ?? Array(0..<Int32(table.subjects.count))
    let named = numbers.map { (name: table.subjects.bytes($0), number: $0) }
      .sorted { bytesPrecede($0.name, $1.name) }
    subjects = named.map { _, number in
      let own = grouping.seqs(of: number)
      guard mixed.contains(number) else { return BlockEncoder.Subject(number: number, rows: own) }
      let rows = (Array(own) + (given[number] ?? []))
        .sorted { table.seq(Int($0)) < table.seq(Int($1)) }
      return BlockEncoder.Subject(number: number, rows: rows[...])
    }
    var kin: [Int32: Set<Int32>] = [:]
    for correction in table.corrections {
      guard let receiver = correction.newSubject, receiver != correction.subject,
        correction.subject >= 0
      else { continue }
      kin[correction.subject, default: []].insert(receiver)
      kin[receiver, default: []].insert(correction.subject)
    }
    encoder = BlockEncoder(
      table, originals: originals,
      kin: kin.mapValues { $0.map(table.subjects.bytes).sorted(by: bytesPrecede) })
  }
}
