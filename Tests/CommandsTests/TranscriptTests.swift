import Bytes
import Commands
import Foundation
import TestSupport
import Testing

/// Commands and what they print, as they stand in `Tests/Transcripts/*.txt`.
///
/// ```
/// # a title
/// $ reprieve relief P-1 -f {vectors}/outcomes/worked-example.jsonl
/// < a line of standard input
/// what it prints on standard output
/// 2> what it prints on standard error
/// = 65
/// ```
///
/// A file's commands run one after the other in one folder, `{tmp}`; the clock stands still.
/// `REPRIEVE_UPDATE=1 swift test --filter TranscriptTests` writes down what is printed now.
@Suite struct TranscriptTests {
  static let folder = Vectors.tests + "/Transcripts"
  static let names = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [])
    .filter { $0.hasSuffix(".txt") }.sorted()

  @Test(arguments: names) func `commands print what the transcript says`(name: String) throws {
    let path = Self.folder + "/" + name
    let wanted = try String(contentsOfFile: path, encoding: .utf8)
    let folder = try TemporaryFolder()
    let found = run(wanted, folder)
    if ProcessInfo.processInfo.environment["REPRIEVE_UPDATE"] != nil {
      try found.write(toFile: path, atomically: true, encoding: .utf8)
    } else {
      #expect(found == wanted)
    }
  }

  /// The transcript with everything that was printed put in place of what stood there.
  private func run(_ transcript: String, _ folder: TemporaryFolder) -> String {
    var result: [String] = []
    var command: String?
    var input: [String] = []
    func finish() {
      guard let line = command else { return }
      result.append("$ " + line)
      result += input.map { "< " + $0 }
      let words = split(expand(line, folder))
      let text = input.isEmpty ? "" : input.joined(separator: "\n") + "\n"
      let outcome = Stage().run(Array(words.dropFirst()), input: expand(text, folder))
      result += lines(outcome.text, folder)
      result += lines(outcome.errors, folder).map { "2> " + $0 }
      if outcome.code != 0 { result.append("= \(outcome.code)") }
      command = nil
      input = []
    }
    for line in transcript.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    {
      if line.hasPrefix("$ ") {
        finish()
        command = String(line.dropFirst(2))
      } else if line.hasPrefix("< "), command != nil {
        input.append(String(line.dropFirst(2)))
      } else if line.hasPrefix("#") {
        finish()
        if result.last?.isEmpty == false { result.append("") }
        result.append(line)
      }
    }
    finish()
    return result.joined(separator: "\n") + "\n"
  }

  private func expand(_ text: String, _ folder: TemporaryFolder) -> String {
    text.replacingOccurrences(of: "{vectors}", with: Vectors.tests + "/vectors")
      .replacingOccurrences(of: "{data}", with: Vectors.tests + "/data")
      .replacingOccurrences(of: "{tmp}", with: folder.path)
  }

  private func lines(_ text: String, _ folder: TemporaryFolder) -> [String] {
    guard !text.isEmpty else { return [] }
    let shown =
      text.replacingOccurrences(of: Vectors.tests + "/vectors", with: "{vectors}")
      .replacingOccurrences(of: Vectors.tests + "/data", with: "{data}")
      .replacingOccurrences(of: folder.path, with: "{tmp}")
    var lines = shown.replacingOccurrences(of: "\r\n", with: "\n")
      .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    if lines.last == "" { lines.removeLast() }
    return lines
  }

  /// Words between spaces; single quotes hold together.
  private func split(_ line: String) -> [String] {
    var words: [String] = []
    var word = ""
    var quoted = false
    for character in line {
      if character == "'" {
        quoted.toggle()
      } else if character == " ", !quoted {
        if !word.isEmpty { words.append(word) }
        word = ""
      } else {
        word.append(character)
      }
    }
    return word.isEmpty ? words : words + [word]
  }
}
