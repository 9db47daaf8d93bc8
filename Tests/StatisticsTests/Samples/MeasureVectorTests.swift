import Testing

/// Every figure of the vectors for counts and samples, with the tolerance given there.
@Suite struct MeasureVectorTests {
  private func check(_ name: String) throws {
    let differences = try MeasureVector(name)?.differences() ?? []
    #expect(differences.isEmpty, "\(differences.joined(separator: "\n"))")
  }

  @Test func `Wilson limits`() throws { try check("wilson") }

  @Test func `Newcombe limits`() throws { try check("newcombe") }

  @Test func `Fisher's exact test`() throws { try check("fisher") }

  @Test func `McNemar's exact test`() throws { try check("mcnemar") }

  @Test func `Poisson limits of a rate`() throws { try check("rate-limits") }

  @Test func `quantiles and the Theil–Sen line`() throws { try check("quantile-theil-sen") }

  @Test func `means, SDs and t tests`() throws { try check("mean-sd-paired-t") }

  @Test func `Wilcoxon's signed-rank test`() throws { try check("wilcoxon-signed-rank") }

  @Test func `pooled effects`() throws { try check("meta-analysis") }

  @Test func `reliable change`() throws { try check("reliable-change") }
}
