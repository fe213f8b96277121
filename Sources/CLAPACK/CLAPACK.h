#pragma once
#include <stddef.h>

/*
 * The BLAS and LAPACK routines this package calls, and no others.
 *
 * LAPACK is called by its Fortran symbols: LAPACKE prints to standard output when an argument is wrong,
 * which would end up inside a JSON document. gfortran passes the length of each character argument as a
 * hidden size_t at the end.
 */
#if defined(__APPLE__)
#define ACCELERATE_NEW_LAPACK
#include <Accelerate/Accelerate.h>
static inline void CLAPACK_set_threads(int count) { (void)count; }
#else
#include <cblas.h>

void dgesdd_(const char *jobz, const int *m, const int *n, double *a, const int *lda, double *s,
             double *u, const int *ldu, double *vt, const int *ldvt, double *work, const int *lwork,
             int *iwork, int *info, size_t jobz_length);

static inline void CLAPACK_set_threads(int count) { openblas_set_num_threads(count); }
#endif
