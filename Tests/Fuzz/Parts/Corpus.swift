import Bytes
import EventLog
import TestSupport

/// What inputs are made from: the vectors beside the tests, and texts of the grammars.
enum Corpus {
  private static func files(_ part: String, _ ending: String, longest: Int) -> [[UInt8]] {
    Vectors.names(in: part, ending: ending)
      .compactMap { try? Vectors.bytes("\(part)/\($0)") }
      .filter { $0.count <= longest }
  }

  /// Small logs in order.
  static func goodLogs() -> [[UInt8]] {
    files("log/good", ".jsonl", longest: 9000) + files("outcomes", ".jsonl", longest: 7000)
  }

  /// Small logs, good and damaged.
  static func logs() -> [[UInt8]] { goodLogs() + files("log/damaged", ".jsonl", longest: 9000) }

  /// Lines of good logs, line 0 left out.
  static func lines() -> [[UInt8]] {
    (files("log/good", ".jsonl", longest: 100_000) + files("outcomes", ".jsonl", longest: 20_000))
      .flatMap { $0.split(separator: 0x0A).dropFirst().map(Array.init) }
  }

  /// Lines as producers write them.
  static func producerLines() -> [[UInt8]] {
    guard let cases = try? Vectors.json("log/append/cases.json")["cases"]?.elements else {
      return []
    }
    return cases.flatMap { $0["input"]?.elements.compactMap(\.string) ?? [] }
      .filter { $0.count < 4000 }
  }

  /// Small logs as their producers said them: the events of each, in order, under a source of its
  /// own so that several logs can go into one.
  static func producersLogs() -> [[[UInt8]]] {
    goodLogs().enumerated().map { number, log in
      log.split(separator: 0x0A).dropFirst().prefix(24).compactMap { line in
        guard let root = try? JSONDocument(Array(line)).root else { return nil }
        var event: [UInt8] = Array(#"{"source":"/v/\#(number)""#.utf8)
        for (name, value) in root.members where !setByLog.contains(name.text) {
          event += Array(#","\#(name.text)":"#.utf8)
          value.append(to: &event)
        }
        return event + [UInt8(ascii: "}")]
      }
    }
  }

  private static let setByLog: Set<String> = [
    "specversion", "seq", "recordedtime", "first", "last", "xxh64", "source",
  ]

  /// Files for `--definitions`: the parts of the built-in one, and what the documentation shows.
  static func definitions() -> [[UInt8]] {
    let folder = Vectors.tests + "/data"
    let own = try? SystemDisk().contents(of: folder + "/definitions/clinic.json")
    guard let all = try? SystemDisk().contents(of: folder + "/instruments.json"),
      let root = try? JSONDocument(all).root
    else { return [] }
    var texts = [own ?? []]
    for (name, part) in root.members where part.kind == .object {
      texts.append(Array(#"{"format":1,"\#(name.text)":\#(part.raw.text)}"#.utf8))
    }
    for (name, part) in root.members where part.kind == .array {
      for element in part.elements.prefix(40) {
        texts.append(Array(#"{"format":1,"\#(name.text)":[\#(element.raw.text)]}"#.utf8))
      }
    }
    return texts.filter { !$0.isEmpty && $0.count < 20_000 }
  }

  /// Checkpoints beside the vectors' logs.
  static func checkpoints() -> [[UInt8]] {
    let root = String(repeating: "A", count: 43) + "="
    return Vectors.names(in: "log/damaged", ending: ".jsonl.d")
      .compactMap { try? Vectors.bytes("log/damaged/\($0)/checkpoint") }
      + ["example.org/clinic\n12\n\(root)\n", "o\n0\n\(root)\n\n— o abcd\n"].map { Array($0.utf8) }
  }

  /// Proofs of the good logs, and one with an extra line and a signature.
  static func proofs(_ ending: String) -> [[UInt8]] {
    let proofs = Vectors.names(in: "log/merkle", ending: ending)
      .compactMap { try? Vectors.bytes("log/merkle/\($0)") }
    return proofs + proofs.prefix(1).map { $0 + Array("\n— example.org/log AAAAAAAA\n".utf8) }
  }

  /// Expressions of `--where`.
  static func expressions() -> [[UInt8]] {
    [
      "indication=F41.1 and route=IV and age>=30", "not site in (Tampa, Reno)",
      "mgPerKg>=0.5 or baseline<10", "subject=\"P-0001\"", "indication~F41",
      "(drug=ketamine or drug!=esketamine) and not (course>1)", "age>=30 and age<65.5",
      "instrument in (GAD-7, PHQ-9)", "failedTrials>2 and sex=female", "phase=induction",
      #"arm="a \"b\"" or arm=c"#, "not not age = 1", "a", "",
    ].map { Array($0.utf8) }
  }

  /// Keys of `--by`.
  static func keys() -> [[UInt8]] {
    ["site", "phase,age", "mgPerKg:0.4/0.75", "age:18/40/65,sex", "baseline:10/15", "course", ""]
      .map { Array($0.utf8) }
  }

  /// Lists of `--visits`.
  static func visits() -> [[UInt8]] {
    ["d7=5..9@7", "d7=5..9@7,d28=25..31@28", "a=-1.5..0@0,b=0..1e3@2", "w1=0..7@7,w2=7..14@14", ""]
      .map { Array($0.utf8) }
  }

  /// Times.
  static func times() -> [[UInt8]] {
    [
      "2026-01-05T10:00:00Z", "2026-01-05T10:00:00.250Z", "1965-02-28T23:59:59-11:30",
      "2024-02-29T00:00:00+14:00", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999Z",
      "1970-01-01T00:00:00.000+00:00", "1900-02-28T12:00:00Z", "2000-02-29T12:00:00.001-00:01",
    ].map { Array($0.utf8) }
  }
}
