import Bytes
import TestSupport
import Testing

@Suite struct NameTableTests {
  @Test func `ten thousand seeded names get the numbers that a dictionary gives them`() {
    var generator = SeededGenerator(seed: 77)
    var table = NameTable()
    var wanted: [[UInt8]: Int32] = [:]
    for round in 0..<10_000 {
      // Short names, so that many come again.
      let length = generator.below(5)
      let name = (0..<length).map { _ in UInt8(generator.below(10)) }
      let isNew = wanted[name] == nil
      if round % 5 == 0 { #expect((table.find(name) == nil) == isNew, "seed 77, round \(round)") }
      let number = wanted[name] ?? Int32(wanted.count)
      wanted[name] = number
      #expect(table.number(name) == number, "seed 77, round \(round): \(name)")
      #expect(table.count == wanted.count)
    }
    #expect(wanted.count > 2500)
    for (name, number) in wanted {
      #expect(table.bytes(number) == name)
      #expect(table.find(name) == number)
    }
  }

  /// The table grows when it is more than half full: at 9, 17, 33, … names.
  @Test func `names keep their numbers when the table grows`() {
    var table = NameTable()
    for count in 0..<300 {
      #expect(table.number(Array("name \(count)".utf8)) == Int32(count))
      for earlier in stride(from: 0, through: count, by: 17) {
        #expect(table.find(Array("name \(earlier)".utf8)) == Int32(earlier))
        #expect(table.text(Int32(earlier)) == "name \(earlier)")
      }
    }
    #expect(table.find(Array("name 300".utf8)) == nil)
    #expect(table.count == 300, "looking adds nothing")
  }

  @Test(arguments: [0, 1, 9])
  func `the empty name is a name, wherever it comes`(position: Int) {
    var table = NameTable()
    #expect(table.find([]) == nil)
    for number in 0..<position { _ = table.number([UInt8(number)]) }
    #expect(table.number([]) == Int32(position))
    #expect(table.number([7, 7]) == Int32(position + 1))
    #expect(table.number([]) == Int32(position))
    #expect(table.bytes(Int32(position)) == [])
    #expect(table.bytes(Int32(position + 1)) == [7, 7])
  }

  @Test func `a name is its bytes alone`() {
    var table = NameTable()
    let line = Array("P-1,P-10,P-1,é,e\u{301}".utf8)
    #expect(table.number(line.span, in: 0..<3) == 0)
    #expect(table.number(line.span, in: 4..<8) == 1)
    #expect(table.number(line.span, in: 9..<12) == 0)
    #expect(table.number(line.span, in: 13..<15) == 2)
    #expect(table.number(line.span, in: 16..<19) == 3)
    #expect(table.number(line.span, in: 8..<8) == 4)
    #expect(table.text(2) == "é")
  }

  @Test func `a copy goes its own way`() {
    var table = NameTable()
    _ = table.number([1])
    var copy = table
    _ = copy.number([2])
    #expect(table.find([2]) == nil)
    #expect(table.number([3]) == 1)
    #expect(copy.find([3]) == nil)
  }

  @Test func `names are ordered by their bytes, and their first eight agree with that`() {
    var generator = SeededGenerator(seed: 78)
    var table = NameTable()
    for _ in 0..<300 {
      // Zeros and equal beginnings, shorter and longer than eight bytes.
      _ = table.number((0..<generator.below(12)).map { _ in UInt8(generator.below(3)) &* 127 })
    }
    for left in 0..<Int32(table.count) {
      for right in 0..<Int32(table.count) {
        let precedes = bytesPrecede(table.bytes(left), table.bytes(right))
        #expect(table.precedes(left, right) == precedes)
        if table.leadingBytes(left) < table.leadingBytes(right) { #expect(precedes) }
      }
    }
  }
}
