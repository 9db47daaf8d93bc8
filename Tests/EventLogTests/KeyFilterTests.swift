import EventLog
import TestSupport
import Testing

@Suite struct KeyFilterTests {
  @Test(arguments: [1, 2, 77, 5000]) func `no key that was inserted is denied`(count: Int) {
    var generator = SeededGenerator(seed: 3)
    let keys = (0..<count).map { number in
      // Hashes, and numbers that are none.
      number % 2 == 0 ? generator.next() : UInt64(number)
    }
    var filter = KeyFilter(count)
    for key in keys { filter.insert(key) }
    #expect(keys.allSatisfy(filter.has), "seed 3")
  }

  @Test(arguments: [false, true]) func `about one in a hundred others is not denied`(small: Bool) {
    var generator = SeededGenerator(seed: 4)
    func key(_ number: Int) -> UInt64 { small ? UInt64(number) : generator.next() }
    var filter = KeyFilter(20_000)
    for number in 0..<20_000 { filter.insert(key(number)) }
    let wrong = (0..<20_000).count { filter.has(key(1_000_000 + $0)) }
    #expect(wrong < 600, "seed 4: \(wrong) of 20,000")
  }
}
