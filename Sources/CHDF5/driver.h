#pragma once
#include <hdf5.h>
#include <stdlib.h>
#include <string.h>
#if H5_VERSION_GE(1, 13, 0)
#include <H5FDdevelop.h>
#endif

/*
 * A driver through which the library reads bytes that somebody else has open: it opens nothing, writes
 * nothing, and copies nothing but what is asked for. The library's own drivers open a path, or copy the
 * whole file several times.
 */

/* Copies `count` bytes from `place` on into `buffer`; 0 when that worked. */
typedef int (*CHDF5_read)(void *context, uint64_t place, size_t count, void *buffer);

/* What a file access list carries. */
typedef struct {
  CHDF5_read read;
  void *context;
  uint64_t size;
} CHDF5_source;

typedef struct {
  /* The library's part comes first. */
  H5FD_t file;
  CHDF5_source source;
  haddr_t end_of_allocation;
} CHDF5_file;

static inline H5FD_t *CHDF5_driver_open(const char *name, unsigned flags, hid_t access,
                                        haddr_t limit) {
  const CHDF5_source *source = (const CHDF5_source *)H5Pget_driver_info(access);
  if (source == NULL || (flags & H5F_ACC_RDWR) != 0) return NULL;
  CHDF5_file *file = (CHDF5_file *)calloc(1, sizeof *file);
  if (file != NULL) file->source = *source;
  return (H5FD_t *)file;
}

static inline herr_t CHDF5_driver_close(H5FD_t *file) {
  free(file);
  return 0;
}

static inline herr_t CHDF5_driver_query(const H5FD_t *file, unsigned long *flags) {
  if (flags != NULL) *flags = 0;
  return 0;
}

static inline haddr_t CHDF5_driver_get_eoa(const H5FD_t *file, H5FD_mem_t type) {
  return ((const CHDF5_file *)file)->end_of_allocation;
}

static inline herr_t CHDF5_driver_set_eoa(H5FD_t *file, H5FD_mem_t type, haddr_t address) {
  ((CHDF5_file *)file)->end_of_allocation = address;
  return 0;
}

static inline haddr_t CHDF5_driver_get_eof(const H5FD_t *file, H5FD_mem_t type) {
  return ((const CHDF5_file *)file)->source.size;
}

/* Behind the end there are zeros: the library reads ahead, and looks at the end by itself. */
static inline herr_t CHDF5_driver_read(H5FD_t *file, H5FD_mem_t type, hid_t transfer,
                                       haddr_t address, size_t count, void *buffer) {
  const CHDF5_source *source = &((const CHDF5_file *)file)->source;
  if (address == HADDR_UNDEF || address + count < address) return -1;
  size_t there = address >= source->size         ? 0
                 : source->size - address < count ? (size_t)(source->size - address)
                                                  : count;
  memset((char *)buffer + there, 0, count - there);
  return there == 0 || source->read(source->context, address, there, buffer) == 0 ? 0 : -1;
}

static inline herr_t CHDF5_driver_write(H5FD_t *file, H5FD_mem_t type, hid_t transfer,
                                        haddr_t address, size_t count, const void *buffer) {
  return -1;
}

/* Makes the driver known; its identifier, or a negative number. */
static inline hid_t CHDF5_register_driver(void) {
  static const H5FD_class_t driver = {
#if H5_VERSION_GE(1, 13, 0)
      .version = H5FD_CLASS_VERSION,
      .value = (H5FD_class_value_t)600,
#endif
      .name = "read-only",
      .maxaddr = HADDR_MAX,
      .fc_degree = H5F_CLOSE_STRONG,
      .fapl_size = sizeof(CHDF5_source),
      .open = CHDF5_driver_open,
      .close = CHDF5_driver_close,
      .query = CHDF5_driver_query,
      .get_eoa = CHDF5_driver_get_eoa,
      .set_eoa = CHDF5_driver_set_eoa,
      .get_eof = CHDF5_driver_get_eof,
      .read = CHDF5_driver_read,
      .write = CHDF5_driver_write,
      .fl_map = H5FD_FLMAP_DICHOTOMY,
  };
  return H5FDregister(&driver);
}

static inline herr_t CHDF5_set_driver(hid_t access, hid_t driver, CHDF5_read read, void *context,
                                      uint64_t size) {
  CHDF5_source source = {read, context, size};
  return H5Pset_driver(access, driver, &source);
}
