import Bytes

/// Figures as the table shows them.
enum Figures {
  /// Bytes as MB of a million bytes, with one decimal.
  static func megabytes(_ bytes: Int) -> String { tenths(bytes / 100_000) }

  /// A duration in milliseconds, with one decimal.
  static func milliseconds(_ duration: Duration) -> String {
    tenths(microseconds(duration) / 100)
  }

  /// How many there are in a second where `count` took `duration`.
  static func perSecond(_ count: Int, _ duration: Duration) -> Int {
    count * 1_000_000 / max(1, microseconds(duration))
  }

  /// The most memory that the process had so far, in bytes; `nil` where the system doesn't tell.
  static func peakMemory(_ disk: SystemDisk) -> Int? {
    guard let file = try? disk.open("/proc/self/status", .read) else { return nil }
    defer { disk.close(file) }
    // Files of the kernel have no size: a buffer that is large enough is filled as far as it goes.
    guard let status = try? disk.bytes(of: file, at: 0, count: 1 << 16) else { return nil }
    let line = status.text.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
    return line.flatMap { Int($0.filter(\.isNumber)) }.map { $0 * 1024 }
  }

  private static func microseconds(_ duration: Duration) -> Int {
    let (seconds, attoseconds) = duration.components
    return Int(seconds) * 1_000_000 + Int(attoseconds / 1_000_000_000_000)
  }

  private static func tenths(_ number: Int) -> String { "\(number / 10).\(number % 10)" }
}
