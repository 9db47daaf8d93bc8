import Bytes
import Importing

/// The files of rejected rows: one for each input that has some, in its form, to be mended and imported
/// again. They are written before anything is appended, and never replace a file.
struct RejectsFile {
  private let path: String
  private let disk: any Disk
  private let inputs: [String]
  private var open: [Int: (file: OpenFile, path: String, end: Int)] = [:]

  /// Throws `CommandError` where a file stands in its place.
  init(_ path: String, for inputs: [String], _ disk: any Disk) throws(CommandError) {
    self.path = path
    self.disk = disk
    self.inputs = inputs
    for place in inputs.indices where (try? disk.status(at: name(place))) != nil {
      throw CommandError(
        ExitCode.cannotCreate, "\(name(place)): something stands there already",
        remedy: "rejected rows never replace a file, which somebody may be mending: --rejects "
          + FreeName.beside(path, disk) { path in
            inputs.indices.contains { (try? disk.status(at: Self.name(path, $0, inputs))) != nil }
          } + " is free")
    }
  }

  /// The path for an input's rejects: with several inputs each has its own.
  private func name(_ place: Int) -> String { Self.name(path, place, inputs) }

  private static func name(_ path: String, _ place: Int, _ inputs: [String]) -> String {
    guard inputs.indices.contains(place) else { return path + ".logging" }
    guard inputs.count > 1 else { return path }
    let input = inputs[place].split(separator: "/").last.map(String.init) ?? inputs[place]
    guard let dot = path.lastIndex(of: "."), !path[dot...].contains("/") else {
      return "\(path).\(input)"
    }
    return "\(path[..<dot]).\(input)"
  }

  /// Adds rejected rows in the order of their places.
  mutating func write(
    _ rejected: [(rejects: [Reject], bytes: Range<Int>)], from source: inout any ImportSource
  ) throws(CommandError) {
    for (rejects, bytes) in rejected {
      guard let place = rejects.first?.place else { continue }
      let row: [UInt8]
      do throws(ImportFault) { row = try source.rejected(place, bytes: bytes, rejects) } catch {
        throw CommandError(error)
      }
      do throws(DiskError) {
        if open[place.file] == nil { open[place.file] = try created(place.file, source) }
        guard var target = open[place.file] else { continue }
        try disk.writeFully(target.file, at: target.end, row)
        target.end += row.count
        open[place.file] = target
      } catch {
        // Half a row would be mended as if it were one.
        if let target = open[place.file] { try? disk.truncate(target.file, to: target.end) }
        throw CommandError(
          error.isFull ? ExitCode.inputOutput : ExitCode.cannotCreate,
          "\(name(place.file)): \(error.reason)", remedy: "nothing more was imported")
      }
    }
  }

  private func created(
    _ place: Int, _ source: any ImportSource
  ) throws(DiskError) -> (file: OpenFile, path: String, end: Int) {
    let file = try disk.open(name(place), .create)
    let head = source.rejectsHead(place)
    do throws(DiskError) { try disk.writeFully(file, at: 0, head) } catch {
      disk.close(file)
      try? disk.remove(name(place))
      throw error
    }
    return (file, name(place), head.count)
  }

  /// The files that were written.
  var names: [String] { open.keys.sorted().compactMap { open[$0]?.path } }

  /// Closes the files.
  func close() {
    for target in open.values { disk.close(target.file) }
  }
}
