#include "CChecksum.h"

#include <string.h>
#if defined(__x86_64__)
#include <immintrin.h>
#elif defined(__ARM_FEATURE_CRC32)
#include <arm_acle.h>
#endif

/* x^32 + x^26 + ... + 1 without its highest term, reflected: bit 31 stands for 1, bit 0 for x^31. */
static const uint32_t polynomial = 0xEDB88320u;

#if defined(__ARM_FEATURE_CRC32)
static uint32_t bytewise(uint32_t crc, const unsigned char *bytes, size_t count) {
  crc = ~crc;
  for (; count >= 8; count -= 8, bytes += 8) {
    uint64_t word;
    memcpy(&word, bytes, 8);
    crc = __crc32d(crc, word);
  }
  for (; count > 0; count--) crc = __crc32b(crc, *bytes++);
  return ~crc;
}
#else
/* What four bits at the end of the register become of it. */
static const uint32_t nibbles[16] = {
    0x00000000u, 0x1DB71064u, 0x3B6E20C8u, 0x26D930ACu, 0x76DC4190u, 0x6B6B51F4u,
    0x4DB26158u, 0x5005713Cu, 0xEDB88320u, 0xF00F9344u, 0xD6D6A3E8u, 0xCB61B38Cu,
    0x9B64C2B0u, 0x86D3D2D4u, 0xA00AE278u, 0xBDBDF21Cu};

static uint32_t bytewise(uint32_t crc, const unsigned char *bytes, size_t count) {
  crc = ~crc;
  for (size_t place = 0; place < count; place++) {
    crc ^= bytes[place];
    crc = crc >> 4 ^ nibbles[crc & 15];
    crc = crc >> 4 ^ nibbles[crc & 15];
  }
  return ~crc;
}
#endif

/* Several times as fast where the processor multiplies without carries.

   Sixty-four bytes are folded at a time: a 128-bit part A stands for A(x) * x^512, and its two halves are
   replaced by their products with x^(512+64) and x^512 modulo the polynomial (Gopal et al., "Fast CRC
   Computation for Generic Polynomials Using PCLMULQDQ Instruction", 2009). Bits are reflected, which
   shifts each product by one place; the constants are reflect(x^(n-1) mod P) in 64 bits, n as named.
   Where registers have 512 bits, four of them first fold 256 bytes at a time in the same way. The last 128
   bits are taken to their remainder byte by byte. */
#if defined(__x86_64__)

__attribute__((target("pclmul,sse2"))) static __m128i fold(
    __m128i part, __m128i factors, __m128i next) {
  __m128i low = _mm_clmulepi64_si128(part, factors, 0x00);
  __m128i high = _mm_clmulepi64_si128(part, factors, 0x11);
  return _mm_xor_si128(_mm_xor_si128(low, high), next);
}

__attribute__((target("avx512f,vpclmulqdq"))) static __m512i fold_wide(
    __m512i part, __m512i factors, __m512i next) {
  __m512i low = _mm512_clmulepi64_epi128(part, factors, 0x00);
  __m512i high = _mm512_clmulepi64_epi128(part, factors, 0x11);
  return _mm512_ternarylogic_epi64(low, high, next, 0x96);
}

/* Folds at least 256 bytes, and all but less than 256 of them, into the 64 bytes of `parts`. Gives how
   many bytes those stand for. */
__attribute__((target("avx512f,vpclmulqdq"))) static size_t crc32_fold_wide(
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
    a = fold_wide(a, by2048, _mm512_loadu_si512(bytes + done));
    b = fold_wide(b, by2048, _mm512_loadu_si512(bytes + done + 64));
    c = fold_wide(c, by2048, _mm512_loadu_si512(bytes + done + 128));
    d = fold_wide(d, by2048, _mm512_loadu_si512(bytes + done + 192));
  }
  a = fold_wide(a, by512, b);
  a = fold_wide(a, by512, c);
  a = fold_wide(a, by512, d);
  _mm512_storeu_si512(parts, a);
  return done;
}

static int has_wide_registers(void) {
  return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("vpclmulqdq");
}

__attribute__((target("pclmul,sse2"))) static uint32_t crc32_folded(
    uint32_t crc, const unsigned char *bytes, size_t count) {
  const __m128i by512 = _mm_set_epi64x(0xcad38e8f00000000ll, 0x653d982200000000ll);
  const __m128i by128 = _mm_set_epi64x(0x9ba54c6f00000000ll, 0x65673b4600000000ll);
  __m128i parts[4];
  size_t done = 64;
  if (count >= 512 && has_wide_registers()) {
    done = crc32_fold_wide(crc, bytes, count, parts);
  } else {
    memcpy(parts, bytes, 64);
    parts[0] = _mm_xor_si128(parts[0], _mm_cvtsi32_si128((int)~crc));
  }
  __m128i a = parts[0], b = parts[1], c = parts[2], d = parts[3];
  const __m128i *next = (const __m128i *)(bytes + done);
  size_t rest = count - done;
  for (; rest >= 64; rest -= 64, next += 4) {
    a = fold(a, by512, _mm_loadu_si128(next));
    b = fold(b, by512, _mm_loadu_si128(next + 1));
    c = fold(c, by512, _mm_loadu_si128(next + 2));
    d = fold(d, by512, _mm_loadu_si128(next + 3));
  }
  a = fold(a, by128, b);
  a = fold(a, by128, c);
  a = fold(a, by128, d);
  unsigned char last[16];
  _mm_storeu_si128((__m128i *)last, a);
  crc = bytewise(0xFFFFFFFFu, last, 16);
  return bytewise(crc, (const unsigned char *)next, rest);
}
#endif

uint32_t CChecksum_crc32(uint32_t crc, const unsigned char *bytes, size_t count) {
#if defined(__x86_64__)
  if (count >= 128 && __builtin_cpu_supports("pclmul")) return crc32_folded(crc, bytes, count);
#endif
  return bytewise(crc, bytes, count);
}

/* The product of two remainders. */
static uint32_t product(uint32_t left, uint32_t right) {
  uint32_t sum = 0;
  for (int bit = 31; bit >= 0; bit--) {
    if (left >> bit & 1) sum ^= right;
    right = right >> 1 ^ (right & 1 ? polynomial : 0);
  }
  return sum;
}

uint32_t CChecksum_crc32_joined(uint32_t first, uint32_t second, uint64_t count) {
  /* The first remainder times x^(8 * count), by squaring x^8. */
  uint32_t power = 1u << 23;
  for (; count > 0; count >>= 1, power = product(power, power)) {
    if (count & 1) first = product(first, power);
  }
  return first ^ second;
}
