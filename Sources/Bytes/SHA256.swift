/// SHA-256, from FIPS 180-4. It names the leaves and nodes of the log's Merkle tree.
///
/// Where the processor has instructions for it, `SHA256+Processor.swift` uses them; what stands
/// here gives the same digests everywhere.
package struct SHA256 {
  private var state = Self.start
  private let usesProcessor: Bool
  private var pending: [UInt8] = []
  private var length: UInt64 = 0

  static let start = Digest(
    words: (
      0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a,
      0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19
    ))

  /// - Parameter usesProcessor: whether instructions of the processor's are used where it has
  ///   them; the digest is the same.
  package init(usesProcessor: Bool = true) {
    self.usesProcessor = usesProcessor && Self.processorHasIt
  }

  /// The digest of all bytes of `bytes`.
  package static func hash(_ bytes: Span<UInt8>) -> Digest {
    var hasher = SHA256()
    hasher.update(bytes)
    return hasher.finish()
  }

  /// Takes more bytes into account.
  package mutating func update(_ bytes: Span<UInt8>) {
    length += UInt64(bytes.count)
    var offset = 0
    if !pending.isEmpty {
      let taken = min(64 - pending.count, bytes.count)
      pending.append(bytes.extracting(0..<taken))
      offset = taken
      guard pending.count == 64 else { return }
      state = Self.compress(state, pending.span, 0..<64, usesProcessor)
      pending.removeAll(keepingCapacity: true)
    }
    let whole = offset + (bytes.count - offset) / 64 * 64
    state = Self.compress(state, bytes, offset..<whole, usesProcessor)
    offset = whole
    pending.append(bytes.extracting(offset..<bytes.count))
  }

  /// The digest of all that was taken into account.
  package mutating func finish() -> Digest {
    let bits = length * 8
    pending.append(0x80)
    if pending.count > 56 {
      pending.append(contentsOf: repeatElement(0, count: 64 - pending.count))
      state = Self.compress(state, pending.span, 0..<64, usesProcessor)
      pending.removeAll(keepingCapacity: true)
    }
    pending.append(contentsOf: repeatElement(0, count: 56 - pending.count))
    for shift in stride(from: 56, through: 0, by: -8) {
      pending.append(UInt8(truncatingIfNeeded: bits >> UInt64(shift)))
    }
    state = Self.compress(state, pending.span, 0..<64, usesProcessor)
    return state
  }

  /// The state after whole blocks.
  private static func compress(
    _ state: Digest, _ bytes: Span<UInt8>, _ range: Range<Int>, _ usesProcessor: Bool
  ) -> Digest {
    guard !range.isEmpty else { return state }
    if usesProcessor { return compressByProcessor(state, bytes.extracting(range)) }
    return stride(from: range.lowerBound, to: range.upperBound, by: 64)
      .reduce(state) { compress($0, bytes, at: $1) }
  }

  private static func compress(
    _ state: Digest, _ bytes: Span<UInt8>, at offset: Int
  ) -> Digest {
    let block = bytes.extracting(offset..<offset + 64)
    return unsafe block.withUnsafeBytes { input in
      unsafe withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 64) { schedule in
        for t in 0..<16 {
          unsafe schedule[t] = UInt32(
            bigEndian: input.loadUnaligned(fromByteOffset: t &* 4, as: UInt32.self))
        }
        for t in 16..<64 {
          let early = unsafe schedule[t &- 15]
          let late = unsafe schedule[t &- 2]
          let sigma0 = rotate(early, 7) ^ rotate(early, 18) ^ (early &>> 3)
          let sigma1 = rotate(late, 17) ^ rotate(late, 19) ^ (late &>> 10)
          unsafe schedule[t] = schedule[t &- 16] &+ sigma0 &+ schedule[t &- 7] &+ sigma1
        }
        var (a, b, c, d, e, f, g, h) = state.words
        unsafe constants.withUnsafeBufferPointer { k in
          for t in 0..<64 {
            let sum1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)
            let choice = (e & f) ^ (~e & g)
            let step1 = unsafe h &+ sum1 &+ choice &+ k[t] &+ schedule[t]
            let sum0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)
            let majority = (a & b) ^ (a & c) ^ (b & c)
            h = g
            g = f
            f = e
            e = d &+ step1
            d = c
            c = b
            b = a
            a = step1 &+ sum0 &+ majority
          }
        }
        let old = state.words
        return Digest(
          words: (
            old.0 &+ a, old.1 &+ b, old.2 &+ c, old.3 &+ d,
            old.4 &+ e, old.5 &+ f, old.6 &+ g, old.7 &+ h
          ))
      }
    }
  }

  @inline(__always)
  private static func rotate(_ value: UInt32, _ by: UInt32) -> UInt32 {
    (value &>> by) | (value &<< (32 &- by))
  }

  private static let constants: [UInt32] = [
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
  ]
}
