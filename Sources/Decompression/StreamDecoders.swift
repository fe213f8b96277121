import CBzip2
import CLZ4
import CLZMA
import CZlib

/// Most libraries count in 32 bits.
private func bounded(_ count: Int) -> UInt32 { UInt32(min(count, 1 << 30)) }

/// zlib: its own wrapper and that of gzip.
@safe
struct InflateDecoder: StreamDecoder, ~Copyable {
  // On the heap, as for the others: the libraries remember the addresses of their streams.
  private let stream: UnsafeMutablePointer<z_stream>

  init?() {
    let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
    unsafe stream.initialize(to: z_stream())
    guard unsafe CZlib_inflate_any_init(stream) == Z_OK else {
      unsafe stream.deallocate()
      return nil
    }
    unsafe self.stream = stream
  }

  deinit {
    unsafe inflateEnd(stream)
    unsafe stream.deallocate()
  }

  mutating func step(_ input: UnsafeRawBufferPointer, _ output: UnsafeMutableRawBufferPointer)
    -> DecoderStep
  {
    let (available, room) = (bounded(input.count), bounded(output.count))
    // zlib does not write through next_in.
    unsafe stream.pointee.next_in = UnsafeMutablePointer(
      mutating: input.baseAddress?.assumingMemoryBound(to: UInt8.self))
    unsafe stream.pointee.avail_in = available
    unsafe stream.pointee.next_out = output.baseAddress?.assumingMemoryBound(to: UInt8.self)
    unsafe stream.pointee.avail_out = room
    let status = unsafe inflate(stream, Z_NO_FLUSH)
    return DecoderStep(
      consumed: Int(available - (unsafe stream.pointee.avail_in)),
      produced: Int(room - (unsafe stream.pointee.avail_out)),
      outcome: status == Z_STREAM_END
        ? .ended : status == Z_OK || status == Z_BUF_ERROR ? .more : .damaged)
  }
}

/// libbz2.
@safe
struct Bzip2Decoder: StreamDecoder, ~Copyable {
  private let stream: UnsafeMutablePointer<bz_stream>

  init?() {
    let stream = UnsafeMutablePointer<bz_stream>.allocate(capacity: 1)
    unsafe stream.initialize(to: bz_stream())
    guard unsafe BZ2_bzDecompressInit(stream, 0, 0) == BZ_OK else {
      unsafe stream.deallocate()
      return nil
    }
    unsafe self.stream = stream
  }

  deinit {
    unsafe BZ2_bzDecompressEnd(stream)
    unsafe stream.deallocate()
  }

  mutating func step(_ input: UnsafeRawBufferPointer, _ output: UnsafeMutableRawBufferPointer)
    -> DecoderStep
  {
    let (available, room) = (bounded(input.count), bounded(output.count))
    // libbz2 does not write through next_in.
    unsafe stream.pointee.next_in = UnsafeMutablePointer(
      mutating: input.baseAddress?.assumingMemoryBound(to: CChar.self))
    unsafe stream.pointee.avail_in = available
    unsafe stream.pointee.next_out = output.baseAddress?.assumingMemoryBound(to: CChar.self)
    unsafe stream.pointee.avail_out = room
    let status = unsafe BZ2_bzDecompress(stream)
    return DecoderStep(
      consumed: Int(available - (unsafe stream.pointee.avail_in)),
      produced: Int(room - (unsafe stream.pointee.avail_out)),
      outcome: status == BZ_STREAM_END ? .ended : status == BZ_OK ? .more : .damaged)
  }
}

/// liblzma: .xz, and .lzma of old.
@safe
struct LZMADecoder: StreamDecoder, ~Copyable {
  /// What `xz -9` needs, several times over; a file may ask for 4 GiB.
  private static let memoryLimit: UInt64 = 256 << 20

  private let stream: UnsafeMutablePointer<lzma_stream>

  init?() {
    let stream = UnsafeMutablePointer<lzma_stream>.allocate(capacity: 1)
    unsafe stream.initialize(to: lzma_stream())
    guard unsafe lzma_auto_decoder(stream, Self.memoryLimit, 0) == LZMA_OK else {
      unsafe stream.deallocate()
      return nil
    }
    unsafe self.stream = stream
  }

  deinit {
    unsafe lzma_end(stream)
    unsafe stream.deallocate()
  }

  mutating func step(_ input: UnsafeRawBufferPointer, _ output: UnsafeMutableRawBufferPointer)
    -> DecoderStep
  {
    unsafe stream.pointee.next_in = input.baseAddress?.assumingMemoryBound(to: UInt8.self)
    unsafe stream.pointee.avail_in = input.count
    unsafe stream.pointee.next_out = output.baseAddress?.assumingMemoryBound(to: UInt8.self)
    unsafe stream.pointee.avail_out = output.count
    let status = unsafe lzma_code(stream, LZMA_RUN)
    return DecoderStep(
      consumed: input.count - (unsafe stream.pointee.avail_in),
      produced: output.count - (unsafe stream.pointee.avail_out),
      outcome: status == LZMA_STREAM_END
        ? .ended : status == LZMA_OK || status == LZMA_BUF_ERROR ? .more : .damaged)
  }
}

/// liblz4's frames.
@safe
struct LZ4Decoder: StreamDecoder, ~Copyable {
  private let context: OpaquePointer

  init?() {
    var context: OpaquePointer?
    guard unsafe LZ4F_isError(LZ4F_createDecompressionContext(&context, UInt32(LZ4F_VERSION))) == 0,
      let context = unsafe context
    else { return nil }
    unsafe self.context = context
  }

  deinit { unsafe _ = LZ4F_freeDecompressionContext(context) }

  mutating func step(_ input: UnsafeRawBufferPointer, _ output: UnsafeMutableRawBufferPointer)
    -> DecoderStep
  {
    var (consumed, produced) = (input.count, output.count)
    let status = unsafe LZ4F_decompress(
      context, output.baseAddress, &produced, input.baseAddress, &consumed, nil)
    let isDamaged = LZ4F_isError(status) != 0
    return DecoderStep(
      consumed: isDamaged ? 0 : consumed, produced: isDamaged ? 0 : produced,
      outcome: isDamaged ? .damaged : status == 0 ? .ended : .more)
  }
}
