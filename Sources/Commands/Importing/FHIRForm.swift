import Bytes
import FHIR
import Importing

extension ImportForm {
  /// `import fhir`: bulk NDJSON of FHIR R4.
  static let fhir = ImportForm(
    name: "fhir", options: [.map, .identifier, .keepPseudonyms, .dateHour], files: resourceFiles
  ) { order throws(CommandError) in
    let rules = try rules(order)
    return { keepsCrosswalk throws(CommandError) in
      do throws(ImportFault) {
        return try FHIRSource(
          order.files, rules, order.disk, order.definitions, keepsCrosswalk: keepsCrosswalk)
      } catch { throw CommandError(error) }
    }
  }

  /// A folder stands for the files in it that end in `.ndjson`.
  static func resourceFiles(_ words: [String], _ disk: any Disk) throws(CommandError) -> [String] {
    var files: [String] = []
    for word in words {
      guard (try? disk.status(at: word).kind) == .folder else {
        files.append(word)
        continue
      }
      let names: [String]
      do throws(DiskError) { names = try disk.names(in: word) } catch {
        throw CommandError(ExitCode.noLog, "\(word): \(error.reason)")
      }
      let found = names.filter { $0.hasSuffix(".ndjson") }
      guard !found.isEmpty else {
        throw CommandError(
          ExitCode.data, "\(word) has no file that ends in .ndjson",
          remedy: "bulk FHIR has a file for each type: Patient.ndjson, Observation.ndjson; "
            + "nothing was imported")
      }
      let folder = word.hasSuffix("/") ? word : word + "/"
      files += found.map { folder + $0 }
    }
    return files
  }

  private static func rules(_ order: ImportOrder) throws(CommandError) -> ReadingRules {
    let arguments = order.arguments
    var rules = ReadingRules(names: try names(order))
    rules.keepsNames = arguments.has(.keepPseudonyms)
    rules.identifierSystem = try arguments.value(.identifier)
    if rules.keepsNames, rules.identifierSystem != nil {
      throw CommandError(
        ExitCode.usage,
        "--identifier names what pseudonyms are made from, and --keep-pseudonyms "
          + "makes none", remedy: "leave one of the two out")
    }
    rules.dateHour = try arguments.number(.dateHour)
    guard (0...23).contains(rules.dateHour ?? 0) else {
      throw CommandError(ExitCode.usage, "--date-hour must lie between 0 and 23")
    }
    if let path = try arguments.value(.map) { rules.mapping = try mapping(path, order) }
    return rules
  }

  private static func mapping(
    _ path: String, _ order: ImportOrder
  ) throws(CommandError) -> FHIRMapping {
    let bytes: [UInt8]
    do throws(DiskError) {
      bytes = try order.disk.contents(of: path, limit: longestMapping)
    } catch { throw CommandError(ExitCode.noLog, "\(path): \(error.reason)") }
    do throws(FHIRMapping.Fault) { return try FHIRMapping(bytes, order.definitions) } catch {
      throw CommandError(
        ExitCode.data, "\(path): \(error.problem)", remedy: error.remedy + "; nothing was imported")
    }
  }

  /// More than any mapping has.
  private static let longestMapping = 16 << 20

  /// Names made with the key; where names are kept, a plain digest tells apart events that have none.
  private static func names(_ order: ImportOrder) throws(CommandError) -> ReadingRules.Names {
    let keeps = order.arguments.has(.keepPseudonyms)
    guard let key = try SecretKey(order.arguments, order.printer) else {
      guard keeps else {
        throw CommandError(
          ExitCode.usage, "identifiers become pseudonyms, and no key was named",
          remedy:
            SecretKey.naming(order.disk)
            + "; or say --keep-pseudonyms if they are pseudonyms already")
      }
      return ReadingRules.Names(
        subject: { $0 },
        event: { text in
          let digest = SHA256.hash(Array(text.utf8).span)
          return "e-" + Hexadecimal.encode(Array(digest.bytes.prefix(12)))
        }, actor: { $0 })
    }
    guard !keeps else {
      throw CommandError(
        ExitCode.usage, "--keep-pseudonyms makes no pseudonyms, and a key was given",
        remedy: "leave one of the two out")
    }
    let hash = key.hash
    return ReadingRules.Names(
      subject: { identifier in
        var pseudonyms = Pseudonyms(hash)
        return pseudonyms.subject(Array(identifier.utf8)).text
      },
      event: { Pseudonyms(hash).event(Array($0.utf8)).text },
      actor: { Pseudonyms(hash).actor(Array($0.utf8)).text },
      keymark: Pseudonyms(hash).keymark.text)
  }
}
