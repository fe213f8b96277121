#pragma once
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <zlib.h>

/* inflateInit2 is a macro that adds the version and the size of the structure. 31: gzip wrapper only. */
static inline int CZlib_inflate_gzip_init(z_stream *stream) { return inflateInit2(stream, 31); }

/* The CRC-32 of zlib over one more piece, several times as fast where the processor multiplies without
   carries: Swift has no name for that instruction.

   Sixty-four bytes are folded at a time: a 128-bit part A stands for A(x) * x^512, and its two halves are
   replaced by their products with x^(512+64) and x^512 modulo the polynomial (Gopal et al., "Fast CRC
   Computation for Generic Polynomials Using PCLMULQDQ Instruction", 2009). Bits are reflected, which
   shifts each product by one place; the constants are reflect(x^(n-1) mod P) in 64 bits, n as named.
   zlib itself takes the last 128 bits to their remainder. */
#if defined(__x86_64__)
#include <emmintrin.h>
#include <wmmintrin.h>

__attribute__((target("pclmul,sse2"))) static inline __m128i CZlib_fold(
    __m128i part, __m128i factors, __m128i next) {
  __m128i low = _mm_clmulepi64_si128(part, factors, 0x00);
  __m128i high = _mm_clmulepi64_si128(part, factors, 0x11);
  return _mm_xor_si128(_mm_xor_si128(low, high), next);
}

__attribute__((target("pclmul,sse2"))) static inline uint32_t CZlib_crc32_folded(
    uint32_t crc, const unsigned char *bytes, size_t count) {
  const __m128i by512 = _mm_set_epi64x(0xcad38e8f00000000ll, 0x653d982200000000ll);
  const __m128i by128 = _mm_set_epi64x(0x9ba54c6f00000000ll, 0x65673b4600000000ll);
  const __m128i *next = (const __m128i *)bytes;
  __m128i a = _mm_xor_si128(_mm_loadu_si128(next), _mm_cvtsi32_si128((int)~crc));
  __m128i b = _mm_loadu_si128(next + 1);
  __m128i c = _mm_loadu_si128(next + 2);
  __m128i d = _mm_loadu_si128(next + 3);
  size_t rest = count - 64;
  for (next += 4; rest >= 64; rest -= 64, next += 4) {
    a = CZlib_fold(a, by512, _mm_loadu_si128(next));
    b = CZlib_fold(b, by512, _mm_loadu_si128(next + 1));
    c = CZlib_fold(c, by512, _mm_loadu_si128(next + 2));
    d = CZlib_fold(d, by512, _mm_loadu_si128(next + 3));
  }
  a = CZlib_fold(a, by128, b);
  a = CZlib_fold(a, by128, c);
  a = CZlib_fold(a, by128, d);
  unsigned char last[16];
  _mm_storeu_si128((__m128i *)last, a);
  crc = (uint32_t)crc32(0xFFFFFFFFu, last, 16);
  return (uint32_t)crc32(crc, (const unsigned char *)next, (uInt)rest);
}
#endif

/* At most 1 GiB at a time: zlib counts in 32 bits. */
static inline uint32_t CZlib_crc32(uint32_t crc, const unsigned char *bytes, size_t count) {
#if defined(__x86_64__)
  if (count >= 128 && __builtin_cpu_supports("pclmul")) {
    return CZlib_crc32_folded(crc, bytes, count);
  }
#endif
  return (uint32_t)crc32(crc, bytes, (uInt)count);
}
