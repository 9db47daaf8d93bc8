public import Statistics

/// A difference in change from baseline between two groups, found in each site and pooled over sites.
///
/// The effect of a site is the difference of its two means, its variance the sum of the two squared
/// standard errors (DerSimonian and Laird 1986; see `MetaAnalysis`).
public struct PooledContrast: Sendable {
  /// A site.
  public struct Site: Sendable {
    /// Its name: the value of each key of the pooling.
    public let name: String
    /// Rated courses in each group.
    public let counts: (first: Int, second: Int)
    /// First less second, in points; `nil` where the site can't be pooled.
    public let effect: Double?
    /// The effect's variance.
    public let variance: Double?
    /// Why the site is not pooled; `nil` where it is.
    public let reason: String?
  }

  /// The instrument.
  public let instrument: String
  /// The visit, as a place in the list.
  public let visit: Int
  /// By name, those that can't be pooled too.
  public let sites: [Site]
  /// Over the sites that can be pooled; `nil` where fewer than two can.
  public let pooled: MetaAnalysis?

  /// - Parameter sites: name, and the contrasts of the two groups within it.
  package static func contrasts(
    _ sites: [(name: String, contrasts: [GroupContrast])]
  ) -> [PooledContrast] {
    var keys: [(instrument: String, visit: Int)] = []
    for contrast in sites.flatMap(\.contrasts)
    where !keys.contains(where: { $0 == (contrast.instrument, contrast.visit) }) {
      keys.append((contrast.instrument, contrast.visit))
    }
    keys.sort {
      $0.instrument == $1.instrument
        ? $0.visit < $1.visit : $0.instrument.utf8.lexicographicallyPrecedes($1.instrument.utf8)
    }
    return keys.map { key in
      PooledContrast(
        key.instrument, key.visit,
        sites.map { site in
          Site(
            site.name,
            site.contrasts.first { ($0.instrument, $0.visit) == (key.instrument, key.visit) })
        })
    }
  }

  private init(_ instrument: String, _ visit: Int, _ sites: [Site]) {
    self.instrument = instrument
    self.visit = visit
    self.sites = sites
    let used = sites.filter { $0.reason == nil }
    pooled =
      used.count < 2
      ? nil
      : MetaAnalysis(
        effects: used.compactMap(\.effect), variances: used.compactMap(\.variance))
  }
}

extension PooledContrast.Site {
  init(_ name: String, _ contrast: GroupContrast?) {
    self.name = name
    counts = (contrast?.changes.first.n ?? 0, contrast?.changes.second.n ?? 0)
    guard let contrast, let first = contrast.changes.first.mean,
      let second = contrast.changes.second.mean, let sdFirst = contrast.changes.first.sd,
      let sdSecond = contrast.changes.second.sd
    else {
      (effect, variance, reason) = (nil, nil, "fewer than two rated")
      return
    }
    let spread =
      sdFirst * sdFirst / Double(counts.first) + sdSecond * sdSecond / Double(counts.second)
    guard spread > 0 else {
      (effect, variance, reason) = (nil, nil, "no spread in either group")
      return
    }
    (effect, variance, reason) = (first - second, spread, nil)
  }
}
