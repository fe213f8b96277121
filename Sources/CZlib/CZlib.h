#pragma once
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <zlib.h>

/* inflateInit2 is a macro that adds the version and the size of the structure. 31: gzip wrapper only. */
static inline int CZlib_inflate_gzip_init(z_stream *stream) { return inflateInit2(stream, 31); }

/* 47: the wrapper of gzip or that of zlib, whichever the data have. */
static inline int CZlib_inflate_any_init(z_stream *stream) { return inflateInit2(stream, 47); }

/* The CRC-32 of zlib over one more piece, several times as fast where the processor multiplies without
   carries: Swift has no name for that instruction.

   Sixty-four bytes are folded at a time: a 128-bit part A stands for A(x) * x^512, and its two halves are
   replaced by their products with x^(512+64) and x^512 modulo the polynomial (Gopal et al., "Fast CRC
   Computation for Generic Polynomials Using PCLMULQDQ Instruction", 2009). Bits are reflected, which
   shifts each product by one place; the constants are reflect(x^(n-1) mod P) in 64 bits, n as named.
   Where registers have 512 bits, four of them first fold 256 bytes at a time in the same way.
   zlib itself takes the last 128 bits to their remainder. */
#if defined(__x86_64__)
#include <immintrin.h>

__attribute__((target("pclmul,sse2"))) static inline __m128i CZlib_fold(
    __m128i part, __m128i factors, __m128i next) {
  __m128i low = _mm_clmulepi64_si128(part, factors, 0x00);
  __m128i high = _mm_clmulepi64_si128(part, factors, 0x11);
  return _mm_xor_si128(_mm_xor_si128(low, high), next);
}

__attribute__((target("avx512f,vpclmulqdq"))) static inline __m512i CZlib_fold_wide(
    __m512i part, __m512i factors, __m512i next) {
  __m512i low = _mm512_clmulepi64_epi128(part, factors, 0x00);
  __m512i high = _mm512_clmulepi64_epi128(part, factors, 0x11);
  return _mm512_ternarylogic_epi64(low, high, next, 0x96);
}

/* Folds at least 256 bytes, and all but less than 256 of them, into the 64 bytes of `parts`. Gives how
   many bytes those stand for. */
__attribute__((target("avx512f,vpclmulqdq"))) static inline size_t CZlib_crc32_fold_wide(
    uint32_t crc, const unsigned char *bytes, size_t count, __m128i parts[4]) {
  const __m512i by2048 = _mm512_broadcast_i32x4(
      _mm_set_epi64x(0x3f9f86300000000ll, 0x7cc8e1e700000000ll));
  const __m512i by512 = _mm512_broadcast_i32x4(
      _mm_set_epi64x(0xcad38e8f00000000ll, 0x653d982200000000ll));
  const __m512i first = _mm512_zextsi128_si512(_mm_cvtsi32_si128((int)~crc));
  __m512i a = _mm512_xor_si512(_mm512_loadu_si512(bytes), first);
  __m512i b = _mm512_loadu_si512(bytes + 64);
  __m512i c = _mm512_loadu_si512(bytes + 128);
  __m512i d = _mm512_loadu_si512(bytes + 192);
  size_t done = 256;
  for (; count - done >= 256; done += 256) {
    a = CZlib_fold_wide(a, by2048, _mm512_loadu_si512(bytes + done));
    b = CZlib_fold_wide(b, by2048, _mm512_loadu_si512(bytes + done + 64));
    c = CZlib_fold_wide(c, by2048, _mm512_loadu_si512(bytes + done + 128));
    d = CZlib_fold_wide(d, by2048, _mm512_loadu_si512(bytes + done + 192));
  }
  a = CZlib_fold_wide(a, by512, b);
  a = CZlib_fold_wide(a, by512, c);
  a = CZlib_fold_wide(a, by512, d);
  _mm512_storeu_si512(parts, a);
  return done;
}

static inline int CZlib_has_wide_registers(void) {
  return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("vpclmulqdq");
}

__attribute__((target("pclmul,sse2"))) static inline uint32_t CZlib_crc32_folded(
    uint32_t crc, const unsigned char *bytes, size_t count) {
  const __m128i by512 = _mm_set_epi64x(0xcad38e8f00000000ll, 0x653d982200000000ll);
  const __m128i by128 = _mm_set_epi64x(0x9ba54c6f00000000ll, 0x65673b4600000000ll);
  __m128i parts[4];
  size_t done = 64;
  if (count >= 512 && CZlib_has_wide_registers()) {
    done = CZlib_crc32_fold_wide(crc, bytes, count, parts);
  } else {
    memcpy(parts, bytes, 64);
    parts[0] = _mm_xor_si128(parts[0], _mm_cvtsi32_si128((int)~crc));
  }
  __m128i a = parts[0], b = parts[1], c = parts[2], d = parts[3];
  const __m128i *next = (const __m128i *)(bytes + done);
  size_t rest = count - done;
  for (; rest >= 64; rest -= 64, next += 4) {
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
