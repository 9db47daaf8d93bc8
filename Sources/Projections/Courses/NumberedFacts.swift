/// What is known of things that have numbers, such as drugs and instruments, found out once.
///
/// A subject has few of them and the next subject has the same ones: sixteen stand in a row by the
/// last bits of their numbers, and only where two meet there are all of them looked through.
struct NumberedFacts<Fact: Sendable>: Sendable {
  private var recent: [(number: Int32, fact: Fact)] = []
  private var all: [Int32: Fact] = [:]
  private let find: @Sendable (Int32) -> Fact

  /// - Parameter find: finds a fact out.
  init(_ find: @escaping @Sendable (Int32) -> Fact) { self.find = find }

  /// The fact about a number.
  @inline(__always)
  mutating func fact(of number: Int32) -> Fact {
    let slot = Int(number & 15)
    if slot < recent.count, recent[slot].number == number { return recent[slot].fact }
    return remember(number, slot)
  }

  @inline(never)
  private mutating func remember(_ number: Int32, _ slot: Int) -> Fact {
    let fact = all[number] ?? find(number)
    all[number] = fact
    if recent.isEmpty { recent = Array(repeating: (number, fact), count: 16) }
    recent[slot] = (number, fact)
    return fact
  }
}
