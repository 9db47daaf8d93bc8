import Bytes
import EventLog
package import Reports

/// Where a page comes from, so that somebody else gets the same one again: logs with their
/// checkpoints, the view, the program, the command line.
package struct Provenance: Sendable {
  private let header: AnswerHeader
  private let definitions: [String]

  /// - Parameters:
  ///   - header: the lines and the view; its logs have roots.
  ///   - definitions: the ids of all answers on the page.
  package init(_ header: AnswerHeader, definitions: [String]) {
    self.header = header
    self.definitions = definitions
  }

  /// The section.
  package var section: PageSection {
    let instruments = header.instruments.joined(separator: ", ")
    var parts: [PageSection.Part] = [
      .paragraph(
        "Every number on this page is computed from the first lines of a log whose lines are never "
          + "changed. The page has no date of its own: it is about the lines that are named here, and "
          + "the same lines give the same page, byte for byte."),
      .terms(
        [
          ("View", header.viewText), ("Definitions", definitions.joined(separator: ", ")),
          ("Threshold set", header.thresholdSet),
          ("Instruments", instruments.isEmpty ? "none: nobody is asked about" : instruments),
          ("Program", "reprieve \(Build.version)"),
        ]),
    ]
    for log in header.logs {
      parts.append(
        .section(
          PageSection(
            "Log \(log.name)",
            [
              .terms([
                ("Origin", log.origin), ("Lines in the view", "\(log.size)"),
              ]),
              .paragraph(
                "Its checkpoint: origin, number of lines, Merkle root over them (RFC 6962, as in a "
                  + "C2SP checkpoint). Keep it elsewhere; reprieve audit verify holds the log against it."
              ), .lines(Self.checkpoint(log), label: "Checkpoint of \(log.name)"),
            ])))
    }
    parts.append(
      .section(
        PageSection(
          "The same page again",
          [
            .paragraph(
              "While the log has these lines, this command line writes this page to FILE:"),
            .lines(
              [header.commandText + " -o FILE"], label: "The command line"),
            .note(
              "When lines have been added, --as-of with the number of lines, or with a time, asks "
                + "about the log as it was."),
          ])))
    return PageSection("provenance", "Where this page comes from", parts)
  }

  /// The three lines; without a root there is none.
  private static func checkpoint(_ log: AnswerHeader.Log) -> [String] {
    guard let root = log.root else { return ["\(log.size) lines of \(log.origin)"] }
    return Checkpoint(origin: log.origin, size: log.size, root: root).text
      .split(separator: "\n").map(String.init)
  }
}
