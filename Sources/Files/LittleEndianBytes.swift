extension [UInt8] {
  /// Appends numbers as files hold them: the lowest byte first.
  ///
  /// - Parameters:
  ///   - values: the values.
  ///   - word: the number that stands for one of them.
  @inlinable
  package mutating func append<Value, Word: FixedWidthInteger & BitwiseCopyable>(
    littleEndian values: [Value], as word: (Value) -> Word
  ) {
    // In pieces: beside the result almost no memory is needed.
    let pieceCount = 1 << 14
    var start = 0
    while start < values.count {
      let end = Swift.min(start + pieceCount, values.count)
      let words = values[start..<end].map { word($0).littleEndian }
      unsafe words.withUnsafeBytes { unsafe append(contentsOf: $0) }
      start = end
    }
  }
}
