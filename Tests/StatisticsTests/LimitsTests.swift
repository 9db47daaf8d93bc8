import Statistics
import Testing

@Suite struct LimitsTests {
  @Test func `limits keep their ends`() {
    #expect(Limits(lower: 0.25, upper: 0.5) == Limits(lower: 0.25, upper: 0.5))
    #expect(Limits(lower: 0.25, upper: 0.5) != Limits(lower: 0.25, upper: 0.75))
  }
}
