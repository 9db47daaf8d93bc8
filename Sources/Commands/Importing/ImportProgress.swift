import EventLog

/// How far a long import is, on standard error where that is a terminal: from a second on, five times a
/// second, wiped at the end.
struct ImportProgress {
  private let printer: Printer
  private let size: Int
  private let start: Double
  private var last = 0.0
  private var isShown = false

  init(_ printer: Printer, size: Int) {
    self.printer = printer
    self.size = size
    start = printer.surroundings.time.seconds()
    isActive = printer.surroundings.isTerminal(2)
  }

  private let isActive: Bool

  /// Says how many bytes were read.
  mutating func show(read: Int) {
    guard isActive else { return }
    let now = printer.surroundings.time.seconds() - start
    guard now >= 1, now - last >= 0.2 else { return }
    last = now
    isShown = true
    let percent = size > 0 ? min(100, read * 100 / size) : 0
    let rate = Double(read) / now / 1e6
    let left = read > 0 ? Int(now * Double(max(0, size - read)) / Double(read)) : 0
    write("\r\(percent) % read, \(Int(rate)) MB/s, \(left) s left \u{1B}[K")
  }

  /// Wipes the line.
  mutating func end() {
    if isShown { write("\r\u{1B}[K") }
    isShown = false
  }

  private func write(_ text: String) {
    try? printer.surroundings.write(Array(text.utf8), 2)
  }
}
