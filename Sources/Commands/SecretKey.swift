import Bytes

/// The key from which pseudonyms and shifts of dates are made: the bytes of a file that is kept apart
/// from logs and from what is handed out.
///
/// A key is never a word of the command line, which other users of the machine can read, and never
/// lies beside a log, with which it would be copied.
struct SecretKey {
  /// Digests under the key.
  let hash: KeyedHash

  /// Fewer bytes could be found by trying.
  private static let leastBytes = 32
  /// A key is no document.
  private static let mostBytes = 1 << 16

  /// Reads the file of `--key`; `nil` where the option was not given.
  ///
  /// Throws `CommandError`: 66 where it can't be read, 65 where it can't serve as a key, 2 where it lies
  /// beside a log.
  init?(_ arguments: Arguments, _ printer: Printer) throws(CommandError) {
    guard let path = try arguments.value(.key) else { return nil }
    let disk = printer.surroundings.disk
    guard !path.split(separator: "/").dropLast().contains(where: { $0.hasSuffix(".jsonl.d") })
    else {
      throw CommandError(
        ExitCode.usage, "\(path) lies beside a log: who copies the log has the key",
        remedy: "keep it in another folder, and a copy where it can't be lost")
    }
    let bytes: [UInt8]
    let status: FileStatus
    do throws(DiskError) {
      status = try disk.status(at: path)
      bytes = status.kind == .file ? try disk.contents(of: path, limit: Self.mostBytes) : []
    } catch {
      throw CommandError(
        ExitCode.noLog, "\(path): \(error.reason)",
        remedy: error.isMissing ? Self.making(path) : "you need permission to read it",
        missing: error.isMissing ? path : nil)
    }
    guard bytes.count >= Self.leastBytes else {
      throw CommandError(
        ExitCode.data, "\(path) can't be a key: it has \(bytes.count) bytes, of at least 32 needed",
        remedy: Self.looking(path, disk))
    }
    guard bytes.count < Self.mostBytes else {
      throw CommandError(
        ExitCode.data, "\(path) can't be a key: it has 65,536 bytes or more",
        remedy: Self.looking(path, disk))
    }
    guard Set(bytes).count > 4 else {
      throw CommandError(
        ExitCode.data, "\(path) can't be a key: it repeats \(Set(bytes).count) bytes",
        remedy: Self.looking(path, disk))
    }
    if status.permissions & 0o077 != 0 {
      printer.warn("\(path) can be read by others: chmod 600 \(path)")
    }
    hash = KeyedHash(key: bytes)
  }

  /// How a key is made where nothing stands in its place.
  private static func making(_ path: String) -> String {
    "look for your key, if you had one; else (umask 077; head -c 32 /dev/urandom > \(path)) makes one; keep it: without it "
      + "nothing can be added for the same people"
  }

  /// What would do where a file stands there that is no key: nothing that writes over it.
  private static func looking(_ path: String, _ disk: any Disk) -> String {
    "this file is not your key, or it was damaged: look for the key. If there never was one, "
      + "(umask 077; head -c 32 /dev/urandom > \(FreeName.beside(path, disk))) makes one"
  }

  /// What to say where no key was named: how one is made under a name that is free.
  static func naming(_ disk: any Disk) -> String {
    let path = "clinic.key"
    guard (try? disk.status(at: path)) != nil else {
      return "name one with --key FILE: (umask 077; head -c 32 /dev/urandom > \(path)) makes one"
    }
    return "name the key of earlier imports: is it --key \(path)?"
  }
}
