#pragma once
#include <stddef.h>

/* One SHA-256 over a whole buffer: OpenSSL's libcrypto on Linux, CommonCrypto on Apple systems. */
#if defined(__APPLE__)
#include <CommonCrypto/CommonDigest.h>
static inline void CCrypto_sha256(const void *bytes, size_t count, unsigned char *digest) {
  CC_SHA256(bytes, (CC_LONG)count, digest);
}
#else
#include <openssl/sha.h>
static inline void CCrypto_sha256(const void *bytes, size_t count, unsigned char *digest) {
  SHA256((const unsigned char *)bytes, count, digest);
}
#endif
