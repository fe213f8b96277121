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

void dpotrf_(const char *uplo, const int *n, double *a, const int *lda, int *info,
             size_t uplo_length);
void dpotrs_(const char *uplo, const int *n, const int *nrhs, const double *a, const int *lda,
             double *b, const int *ldb, int *info, size_t uplo_length);
void dsyevr_(const char *jobz, const char *range, const char *uplo, const int *n, double *a,
             const int *lda, const double *vl, const double *vu, const int *il, const int *iu,
             const double *abstol, int *m, double *w, double *z, const int *ldz, int *isuppz,
             double *work, const int *lwork, int *iwork, const int *liwork, int *info,
             size_t jobz_length, size_t range_length, size_t uplo_length);

static inline void CLAPACK_set_threads(int count) { openblas_set_num_threads(count); }
#endif
