import Bytes

/// Targets with the faults that the others must not have, to see that they would be found.
extension FuzzTarget {
  /// They are tried only where they are named.
  package static let faulty: [FuzzTarget] = [trap, hang, hoard]

  /// Ends the process at its input 7.
  private static let trap = fault("faulty-trap") { precondition($0 % 10 != 7, "a trap") }

  /// Never comes back from its input 7.
  private static let hang = fault("faulty-hang") { number in
    while number % 10 == 7 { Console().sleep(milliseconds: 10) }
  }

  /// Takes more memory than it may at its input 7.
  private static let hoard = fault("faulty-memory") { number in
    guard number % 10 == 7 else { return }
    var held: [[UInt8]] = []
    while held.count < 1000 { held.append([UInt8](repeating: 1, count: 16 << 20)) }
    precondition(held.count == 1000)
  }

  private static func fault(_ name: String, _ body: @escaping @Sendable (Int) -> Void) -> FuzzTarget
  {
    FuzzTarget(name: name, share: 1) {
      let counter = Counter()
      return { _ in
        body(counter.next())
        return .taken
      }
    }
  }
}

/// Counts the inputs of a process.
private final class Counter: @unchecked Sendable {
  private var count = -1

  func next() -> Int {
    count += 1
    return count
  }
}
