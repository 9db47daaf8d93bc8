import Bytes

extension Command {
  /// `audit`: what an auditor asks of a log.
  static let audit = Command(
    name: "audit", aliases: [], usage: "trail [SEQ|SOURCE/ID]",
    summary: "who entered, amended and voided what, when and why",
    details: auditTrailDetails, options: auditTrailOptions,
    formats: Printer.Format.plain + [.markdown]
  ) { arguments, printer throws(CommandError) in
    guard let word = arguments.positional.first, word == "trail" else {
      throw CommandError(
        ExitCode.usage,
        arguments.positional.first.map { "audit can't \($0)" } ?? "audit needs to know what",
        remedy: "reprieve audit trail shows who entered what")
    }
    return try auditTrail(arguments, printer)
  }
}
