#pragma once
#include <stddef.h>
#include <stdlib.h>

/* SHA-256 piece by piece: OpenSSL's libcrypto on Linux, CommonCrypto on Apple systems. */
#if defined(__APPLE__)
#include <CommonCrypto/CommonDigest.h>
static inline void *CCrypto_sha256_begin(void) {
  CC_SHA256_CTX *context = (CC_SHA256_CTX *)malloc(sizeof(CC_SHA256_CTX));
  if (context != NULL) CC_SHA256_Init(context);
  return context;
}
/* A length is 32 bits there. */
static inline void CCrypto_sha256_add(void *context, const void *bytes, size_t count) {
  const unsigned char *next = (const unsigned char *)bytes;
  while (context != NULL && count > 0) {
    size_t piece = count < ((size_t)1 << 30) ? count : (size_t)1 << 30;
    CC_SHA256_Update((CC_SHA256_CTX *)context, next, (CC_LONG)piece);
    next += piece;
    count -= piece;
  }
}
static inline void CCrypto_sha256_end(void *context, unsigned char *digest) {
  if (context != NULL) CC_SHA256_Final(digest, (CC_SHA256_CTX *)context);
  free(context);
}
#else
#include <openssl/evp.h>
static inline void *CCrypto_sha256_begin(void) {
  EVP_MD_CTX *context = EVP_MD_CTX_new();
  if (context != NULL) EVP_DigestInit_ex(context, EVP_sha256(), NULL);
  return context;
}
static inline void CCrypto_sha256_add(void *context, const void *bytes, size_t count) {
  if (context != NULL) EVP_DigestUpdate((EVP_MD_CTX *)context, bytes, count);
}
static inline void CCrypto_sha256_end(void *context, unsigned char *digest) {
  if (context != NULL) EVP_DigestFinal_ex((EVP_MD_CTX *)context, digest, NULL);
  EVP_MD_CTX_free((EVP_MD_CTX *)context);
}
#endif
