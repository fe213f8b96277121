#pragma once
#include <hdf5.h>
#include <string.h>
#include "driver.h"

/*
 * What Swift's importer cannot see in hdf5.h: macros that call H5open() first, macros with casts, and
 * functions whose names are macros that choose a version.
 */

/* Types of elements. */
static inline hid_t CHDF5_native_double(void) { return H5T_NATIVE_DOUBLE; }
static inline hid_t CHDF5_native_int64(void) { return H5T_NATIVE_INT64; }
static inline hid_t CHDF5_native_uint8(void) { return H5T_NATIVE_UINT8; }
static inline hid_t CHDF5_native_float(void) { return H5T_NATIVE_FLOAT; }
static inline hid_t CHDF5_ieee_f64le(void) { return H5T_IEEE_F64LE; }
static inline hid_t CHDF5_ieee_f32le(void) { return H5T_IEEE_F32LE; }
static inline hid_t CHDF5_std_i64le(void) { return H5T_STD_I64LE; }
static inline hid_t CHDF5_std_u8le(void) { return H5T_STD_U8LE; }
static inline hid_t CHDF5_c_s1(void) { return H5T_C_S1; }
static inline size_t CHDF5_variable(void) { return H5T_VARIABLE; }

/* Whether a type is one of the IEEE types of 4 or 8 bytes, in either byte order. */
static inline int CHDF5_is_ieee(hid_t type) {
  return H5Tequal(type, H5T_IEEE_F32LE) > 0 || H5Tequal(type, H5T_IEEE_F32BE) > 0 ||
         H5Tequal(type, H5T_IEEE_F64LE) > 0 || H5Tequal(type, H5T_IEEE_F64BE) > 0;
}

/*
 * The byte order of a 2-byte float with `exponent` exponent bits in IEEE's layout: 1 little-endian,
 * 2 big-endian, 0 when the layout is another.
 */
static inline int CHDF5_short_float_order(hid_t type, size_t exponent) {
  int order = 0;
  size_t mantissa = 15 - exponent;
  hid_t wanted = H5Tcopy(H5T_IEEE_F32LE);
  if (wanted >= 0 && H5Tset_fields(wanted, 15, mantissa, exponent, 0, mantissa) >= 0 &&
      H5Tset_size(wanted, 2) >= 0 && H5Tset_ebias(wanted, ((size_t)1 << (exponent - 1)) - 1) >= 0) {
    if (H5Tequal(type, wanted) > 0) {
      order = 1;
    } else if (H5Tset_order(wanted, H5T_ORDER_BE) >= 0 && H5Tequal(type, wanted) > 0) {
      order = 2;
    }
  }
  if (wanted >= 0) H5Tclose(wanted);
  return order;
}

/* Property lists: H5P_DEFAULT is a plain 0, which does not convert to hid_t in Swift. */
static inline hid_t CHDF5_default(void) { return H5P_DEFAULT; }
static inline hid_t CHDF5_file_access(void) { return H5P_FILE_ACCESS; }
static inline hid_t CHDF5_file_create(void) { return H5P_FILE_CREATE; }
static inline hid_t CHDF5_dataset_create(void) { return H5P_DATASET_CREATE; }
static inline hid_t CHDF5_group_create(void) { return H5P_GROUP_CREATE; }
static inline hid_t CHDF5_all(void) { return H5S_ALL; }
static inline unsigned CHDF5_read_only(void) { return H5F_ACC_RDONLY; }
static inline unsigned CHDF5_truncate(void) { return H5F_ACC_TRUNC; }

/* H5Lget_info and H5Oget_info_by_name are versioned macros from 1.12 on. */
static inline int CHDF5_link_type(hid_t parent, const char *name) {
#if H5_VERSION_GE(1, 12, 0)
  H5L_info2_t info;
  return H5Lget_info2(parent, name, &info, H5P_DEFAULT) < 0 ? -1 : (int)info.type;
#else
  H5L_info_t info;
  return H5Lget_info(parent, name, &info, H5P_DEFAULT) < 0 ? -1 : (int)info.type;
#endif
}

static inline int CHDF5_object_type(hid_t parent, const char *name) {
#if H5_VERSION_GE(1, 12, 0)
  H5O_info2_t info;
  return H5Oget_info_by_name3(parent, name, &info, H5O_INFO_BASIC, H5P_DEFAULT) < 0
             ? -1
             : (int)info.type;
#else
  H5O_info_t info;
  return H5Oget_info_by_name2(parent, name, &info, H5O_INFO_BASIC, H5P_DEFAULT) < 0
             ? -1
             : (int)info.type;
#endif
}

/* Where the header of an open object is. */
static inline uint64_t CHDF5_address(hid_t object) {
#if H5_VERSION_GE(1, 12, 0)
  H5O_info2_t info;
  haddr_t address;
  return H5Oget_info3(object, &info, H5O_INFO_BASIC) < 0 ||
                 H5VLnative_token_to_addr(object, info.token, &address) < 0
             ? UINT64_MAX
             : (uint64_t)address;
#else
  H5O_info_t info;
  return H5Oget_info2(object, &info, H5O_INFO_BASIC) < 0 ? UINT64_MAX : (uint64_t)info.addr;
#endif
}

/* Visits the names in a group in their byte-wise order, until the visitor answers with less than 0. */
typedef int (*CHDF5_visit)(const char *name, void *context);
typedef struct {
  CHDF5_visit visit;
  void *context;
} CHDF5_visitor;

#if H5_VERSION_GE(1, 12, 0)
typedef H5L_info2_t CHDF5_link_info;
#else
typedef H5L_info_t CHDF5_link_info;
#endif

static inline herr_t CHDF5_visit_link(hid_t group, const char *name, const CHDF5_link_info *info,
                                      void *context) {
  CHDF5_visitor *visitor = (CHDF5_visitor *)context;
  return visitor->visit(name, visitor->context);
}

static inline herr_t CHDF5_for_each_link(hid_t group, CHDF5_visit visit, void *context) {
  CHDF5_visitor visitor = {visit, context};
  hsize_t start = 0;
#if H5_VERSION_GE(1, 12, 0)
  return H5Literate2(group, H5_INDEX_NAME, H5_ITER_INC, &start, CHDF5_visit_link, &visitor);
#else
  return H5Literate(group, H5_INDEX_NAME, H5_ITER_INC, &start, CHDF5_visit_link, &visitor);
#endif
}

/* Whether filters are applied to chunks of which a part lies outside the dataset too. */
static inline int CHDF5_filters_partial_chunks(hid_t creation) {
#ifdef H5D_CHUNK_DONT_FILTER_PARTIAL_CHUNKS
  unsigned options = 0;
  if (H5Pget_layout(creation) == H5D_CHUNKED && H5Pget_chunk_opts(creation, &options) >= 0 &&
      (options & H5D_CHUNK_DONT_FILTER_PARTIAL_CHUNKS) != 0)
    return 0;
#endif
  return 1;
}

/* The innermost description on this thread's error stack, copied into `text`. */
typedef struct {
  char *text;
  size_t size;
} CHDF5_message;

static inline herr_t CHDF5_first_message(unsigned n, const H5E_error2_t *error, void *context) {
  CHDF5_message *message = (CHDF5_message *)context;
  if (n == 0 && error->desc != NULL) {
    size_t index = 0;
    for (; error->desc[index] != 0 && index + 1 < message->size; index++)
      message->text[index] = error->desc[index];
    message->text[index] = 0;
  }
  return 0;
}

static inline void CHDF5_take_message(char *text, size_t size) {
  CHDF5_message message = {text, size};
  text[0] = 0;
  H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, CHDF5_first_message, &message);
  H5Eclear2(H5E_DEFAULT);
}

/* No message of the library goes to standard error. The setting is per thread. */
static inline void CHDF5_silence(void) { H5Eset_auto2(H5E_DEFAULT, NULL, NULL); }

/* Variable-length strings of a just-read attribute go back to the library that allocated them. */
static inline void CHDF5_reclaim(hid_t type, hid_t space, void *buffer) {
  H5Dvlen_reclaim(type, space, H5P_DEFAULT, buffer);
}

/* memmem, which not every C library shows: the first place of `pattern`, or NULL. */
static inline const void *CHDF5_find(const void *bytes, size_t count, const void *pattern,
                                     size_t length) {
  const char *place = (const char *)bytes;
  const char *end = place + count;
  while ((size_t)(end - place) >= length) {
    place = (const char *)memchr(place, *(const char *)pattern, (size_t)(end - place) - length + 1);
    if (place == NULL || memcmp(place, pattern, length) == 0) return place;
    place++;
  }
  return NULL;
}
