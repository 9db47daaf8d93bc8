extension Command {
  static let demo = Command(name: "demo", aliases: [], usage: "", summary: "", options: []) { _, _ throws(CommandError) in 0 }
}
