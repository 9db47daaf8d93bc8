import Bytes
import Simulation

/// The log of a simulated clinic in the folder for temporary files, as long as it is measured.
struct SimulatedLog {
  let clinic: SimulatedClinic
  let path: String
  let extent: SimulatedClinic.Extent
  /// How long it took to make up the log and to hand it to the system.
  private let duration: Duration
  private let disk = SystemDisk()

  init(_ clinic: SimulatedClinic, _ console: Console) throws {
    self.clinic = clinic
    let folder = console.variable("TMPDIR") ?? "/tmp"
    let path = "\(folder)/benchmark-\(clinic.subjects)-\(console.now().milliseconds).jsonl"
    self.path = path
    let (clock, disk) = (ContinuousClock(), disk)
    let start = clock.now
    let file = try disk.open(path, .create)
    defer { disk.close(file) }
    var offset = 0
    extent = try clinic.write { piece in
      try disk.writeFully(file, at: offset, piece)
      offset += piece.count
    }
    duration = clock.now - start
  }

  /// Events: all lines but line 0.
  var events: Int { extent.lines - 1 }

  /// Takes the file away.
  func remove() { try? disk.remove(path) }

  /// What the log is, for people.
  var sentence: String {
    "\(clinic.subjects) subjects, seed \(clinic.seed): \(events) events, "
      + "\(Figures.megabytes(extent.bytes)) MB, simulated in \(Figures.milliseconds(duration)) ms"
  }
}
