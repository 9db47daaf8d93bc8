/// How far an import has read its files.
struct ImportProgress {
  private let work: WorkProgress
  private var last = 0

  /// - Parameter size: bytes of all files.
  init(_ printer: Printer, size: Int) {
    work = printer.progress("importing", total: size, in: .bytes)
  }

  /// Says how many bytes were read by now.
  mutating func show(read: Int) {
    // A row is little: the clock is asked for many of them.
    guard read - last >= Self.step else { return }
    work.advance(by: read - last)
    last = read
  }

  private static let step = 1 << 16

  /// Takes it off the screen.
  func end() { work.end() }
}
