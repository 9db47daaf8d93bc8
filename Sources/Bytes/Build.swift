/// Which build of Reprieve this is: caches of another one are not trusted.
package enum Build {
  /// The version, as `--version` prints it.
  package static let version = "0.1.0"

  /// A number that differs between builds: the version, and the program's own file where the
  /// system shows it.
  package static func fingerprint() -> UInt64 {
    var text = "reprieve \(version)"
    if let program = try? SystemDisk().status(at: "/proc/self/exe") {
      text += " \(program.size) \(program.modified)"
    }
    let bytes = Array(text.utf8)
    return XXH64.hash(bytes.span)
  }
}
