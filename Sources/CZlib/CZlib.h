#pragma once
#include <stddef.h>
#include <zlib.h>

/* inflateInit2 is a macro that adds the version and the size of the structure. 31: gzip wrapper only. */
static inline int CZlib_inflate_gzip_init(z_stream *stream) { return inflateInit2(stream, 31); }

/* 47: the wrapper of gzip or that of zlib, whichever the data have. */
static inline int CZlib_inflate_any_init(z_stream *stream) { return inflateInit2(stream, 47); }
