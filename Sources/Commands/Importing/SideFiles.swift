import Bytes
import Importing

/// Files that an import writes beside the log when it is asked to: whose pseudonym is whose, and what would correct the log.
/// Like files of rejects they never replace a file.
struct SideFiles {
  /// Where pseudonyms and identifiers go; `nil`: nowhere.
  let crosswalk: String?
  /// Where corrections go.
  let corrections: String?
  private let printer: Printer
  private let log: String
  private var disk: any Disk { printer.surroundings.disk }

  /// Throws `CommandError` where something stands in the place of one.
  init(_ arguments: Arguments, _ printer: Printer, log: String) throws(CommandError) {
    self.printer = printer
    self.log = log
    crosswalk = try arguments.value(.crosswalk)
    corrections = try arguments.value(.corrections)
    let disk = printer.surroundings.disk
    for (option, file) in [(Option.crosswalk, crosswalk), (.corrections, corrections)] {
      guard let file else { continue }
      guard !arguments.has(.dryRun) else {
        throw CommandError(
          ExitCode.usage, "\(option.name) \(file) with --dry-run: a dry run writes nothing",
          remedy: "leave one of the two out")
      }
      guard (try? disk.status(at: file)) != nil else { continue }
      throw CommandError(
        ExitCode.cannotCreate, "\(file): something stands there already",
        remedy: "name another file: \(option.name) \(FreeName.beside(file, disk)) is free")
    }
  }

  /// Pseudonyms and what they stand for, of the people of the files whom the log has, in a file that only its owner can
  /// read. Whatever else was rejected, they are in the log.
  func writeCrosswalk(
    _ source: any ImportSource, where isKnown: (_ pseudonym: [UInt8]) throws(CommandError) -> Bool
  ) throws(CommandError) {
    guard let crosswalk else { return }
    var bytes = Array("pseudonym,identifier\r\n".utf8)
    var people = 0
    for pair in source.crosswalk where try isKnown(pair.pseudonym) {
      people += 1
      bytes += pair.pseudonym + [UInt8(ascii: ",")]
      DelimitedText.append(pair.identifier, separator: UInt8(ascii: ","), to: &bytes)
      bytes += [0x0D, 0x0A]
    }
    guard people > 0 else {
      printer.note("\(crosswalk) was not written: the log has nobody of these files")
      return
    }
    try write(bytes, to: crosswalk, "import once more with another --crosswalk")
    printer.warn("\(crosswalk) names people: keep it as you keep the records, apart from the log")
  }

  /// What would correct the log, one event a line, to be looked at and appended.
  func writeCorrections(_ lines: [[UInt8]]) throws(CommandError) {
    guard let corrections, !lines.isEmpty else { return }
    try write(Array(lines.joined()), to: corrections, "import once more with another --corrections")
    let what = lines.count == 1 ? "1 correction" : "\(lines.count) corrections"
    printer.note(
      "\(corrections) has \(what): look at each, write your reason, take out those where the log is right; then "
        + "reprieve append -f \(log) \(corrections), and import once more")
  }

  private func write(_ bytes: [UInt8], to file: String, _ remedy: String) throws(CommandError) {
    do throws(DiskError) {
      let target = try disk.open(file, .create)
      defer { disk.close(target) }
      do throws(DiskError) { try disk.writeFully(target, at: 0, bytes) } catch {
        // Half of it would pass for all of it.
        try? disk.remove(file)
        throw error
      }
    } catch {
      throw CommandError(ExitCode.cannotCreate, "\(file): \(error.reason)", remedy: remedy)
    }
  }
}
