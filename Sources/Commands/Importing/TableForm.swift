import Bytes
import Importing

extension ImportForm {
  /// `import csv`: delimited tables with a mapping.
  static let table = ImportForm(
    name: "csv", options: [.map, .propose]
  ) { order throws(CommandError) in
    if order.arguments.has(.propose) {
      try propose(order)
      return nil
    }
    guard let mapping = try mapping(order) else {
      try propose(order)
      try order.printer.flush()
      throw CommandError(
        ExitCode.usage,
        "nothing was imported: no mapping was named, and what is printed is a guess",
        remedy:
          "write it to a file (--propose -o mapping.json), read and mend it, then name it: --map mapping.json"
      )
    }
    let hash = try key(for: mapping, order)
    return { keepsCrosswalk throws(CommandError) in
      do throws(ImportFault) {
        return try TableSource(
          mapping, order.files, order.disk, order.definitions, hash,
          keepsCrosswalk: keepsCrosswalk)
      } catch { throw CommandError(error) }
    }
  }

  /// The mapping that was named and that its author stands by.
  static func mapping(_ order: ImportOrder) throws(CommandError) -> Mapping? {
    guard let path = try order.arguments.value(.map) else { return nil }
    let mapping: Mapping
    do throws(ImportFault) { mapping = try MappingReader.read(order.disk, path) } catch {
      throw CommandError(error)
    }
    guard mapping.unsure.isEmpty else {
      throw CommandError(
        ExitCode.usage, "\(path) says itself that it is not sure",
        excerpt: mapping.unsure.map { "- \($0)" },
        remedy: "settle these, and take them out of \"unsure\"; nothing was imported")
    }
    return mapping
  }

  /// Digests under the key; `nil` where the mapping says that identifiers are pseudonyms.
  static func key(
    for mapping: Mapping, _ order: ImportOrder
  ) throws(CommandError) -> KeyedHash? {
    if mapping.arePseudonyms {
      guard !order.arguments.has(.key) else {
        throw CommandError(
          ExitCode.usage, "the mapping says that identifiers are pseudonyms, and a key was given",
          remedy: "leave --key out, or take \"pseudonyms\" out of the mapping")
      }
      return nil
    }
    guard let key = try SecretKey(order.arguments, order.printer) else {
      throw CommandError(
        ExitCode.usage, "identifiers become pseudonyms, and no key was named",
        remedy:
          SecretKey.naming(order.disk)
          + "; or say \"pseudonyms\": true in the mapping if they are pseudonyms already")
    }
    return key.hash
  }
}

extension ImportForm {
  /// Prints a mapping that is guessed from the first file; what it is not sure of goes to standard error.
  static func propose(_ order: ImportOrder) throws(CommandError) {
    guard order.files.count == 1 else {
      throw CommandError(
        ExitCode.usage, "a mapping is guessed from one file at a time",
        remedy: "reprieve import csv \(order.files[0]) --propose, then the others")
    }
    let proposed: (text: String, unsure: [String])
    do throws(ImportFault) {
      var proposal = try MappingProposal(order.disk, order.files[0], order.definitions)
      proposed = proposal.mapping()
    } catch { throw CommandError(error) }
    try order.printer.print(bytes: Array(proposed.text.utf8))
    for line in proposed.unsure { order.printer.note("not sure: \(line)") }
  }
}
