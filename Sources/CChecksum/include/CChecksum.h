#pragma once
#include <stddef.h>
#include <stdint.h>

/* The CRC-32 of gzip, PNG and zip (ISO 3309) of bytes behind others whose checksum is `crc`; 0 for none.
   Swift has no name for the instructions that make it fast. */
uint32_t CChecksum_crc32(uint32_t crc, const unsigned char *bytes, size_t count);

/* The CRC-32 of two pieces, one behind the other, from their own; the second has `count` bytes. */
uint32_t CChecksum_crc32_joined(uint32_t first, uint32_t second, uint64_t count);
