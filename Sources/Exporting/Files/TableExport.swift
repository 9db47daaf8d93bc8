package import Bytes
package import Histories

/// Tables, and how each becomes a file.
package struct TableExport: Sendable {
  package let projection: ExportProjection
  /// What a file's name ends with, without the dot.
  package let ending: String
  private let encoder: @Sendable (ExportTable) -> any TableEncoder
  private let counted: @Sendable (Int) -> Void

  /// - Parameters:
  ///   - counted: is told, from any thread, of how many more subjects the rows are there.
  ///   - encoder: what writes a table's rows.
  package init(
    _ projection: ExportProjection, ending: String, counted: @escaping @Sendable (Int) -> Void,
    encoder: @escaping @Sendable (ExportTable) -> any TableEncoder
  ) {
    self.projection = projection
    self.ending = ending
    self.counted = counted
    self.encoder = encoder
  }

  /// Writes all tables into a folder, part by part.
  package func write(
    _ registry: Registry, to folder: inout ExportFolder
  ) throws(DiskError) {
    var files: [ExportFolder.OpenedFile] = []
    var encoders = projection.tables.map(encoder)
    var rows = projection.tables.map { _ in 0 }
    for (index, table) in projection.tables.enumerated() {
      files.append(try folder.begin("\(table.name).\(ending)"))
      try files[index].add(encoders[index].begin())
    }
    try projection.forEachPart(of: registry, counted: counted) { blocks throws(DiskError) in
      for (index, block) in blocks.enumerated() {
        try files[index].add(encoders[index].encode(block))
        rows[index] += block.count
      }
    }
    for index in files.indices {
      try files[index].add(encoders[index].end())
      if let beginning = encoders[index].finalBeginning {
        try files[index].replaceBeginning(with: beginning)
      }
      try folder.finish(&files[index], rows: rows[index])
    }
  }

  /// The bytes of the one table.
  package func bytes(_ registry: Registry) -> [UInt8] {
    precondition(projection.tables.count == 1, "one table makes one file")
    var encoder = encoder(projection.tables[0])
    var bytes = encoder.begin()
    projection.forEachPart(of: registry, counted: counted) { bytes += encoder.encode($0[0]) }
    bytes += encoder.end()
    if let beginning = encoder.finalBeginning {
      bytes.replaceSubrange(0..<beginning.count, with: beginning)
    }
    return bytes
  }
}
