/// What is still to be written, by the day on which the log takes it.
///
/// Whoever is admitted brings all their events at once, months of them. They wait here, each on
/// the page of its day, and a page is put in order only when its day has come: so lines of all
/// people come out in the order of `recordedtime` while only what lies ahead is held.
struct DayBook {
  /// An event that waits.
  struct Entry {
    /// When the log takes it, in milliseconds of the clinic's clock.
    let recorded: Int
    /// The number of the person.
    let person: Int
    /// Its place among the person's events.
    let order: Int
    /// Where its members stand in the bytes of the page.
    let extent: Range<Int>
    /// Its place in its batch, from 0, and the lines of the batch.
    let position: Int
    let batchCount: Int
  }

  /// The events of a day.
  struct Page {
    fileprivate(set) var bytes: [UInt8] = []
    fileprivate(set) var entries: [Entry] = []
  }

  private var pages: [Page]

  /// A book for so many days, from the first of the clinic's clock.
  init(days: Int) { pages = Array(repeating: Page(), count: days) }

  /// Enters all events of a person; those behind the last day are left out.
  mutating func enter(_ chart: Chart) {
    for (order, line) in chart.lines.enumerated() {
      let day = line.recorded / (Clock.day * 60_000)
      guard day < pages.count else { continue }
      let start = pages[day].bytes.count
      pages[day].bytes.append(contentsOf: chart.bytes[line.extent])
      pages[day].entries.append(
        Entry(
          recorded: line.recorded, person: chart.person.number, order: order,
          extent: start..<pages[day].bytes.count, position: line.position,
          batchCount: line.batchCount))
    }
  }

  /// Takes out the page of a day, in the order in which the log takes its events.
  ///
  /// No two entries are equal in that order, so it does not hang on how sorting is done. The lines
  /// of a batch have one moment and one person and follow each other, so they stay together.
  mutating func tear(_ day: Int) -> Page {
    var page = pages[day]
    pages[day] = Page()
    page.entries.sort {
      ($0.recorded, $0.person, $0.order) < ($1.recorded, $1.person, $1.order)
    }
    return page
  }
}
