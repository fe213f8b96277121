#include "CLAPACK.h"

#include <math.h>

/* Whether a product of the library is that of plain loops, to rounding: old builds are wrong on some processors. */
static int multiplies(void) {
  enum { SIZE = 37 };
  double a[SIZE * SIZE], b[SIZE * SIZE], c[SIZE * SIZE];
  float d[SIZE * SIZE], e[SIZE * SIZE], f[SIZE * SIZE];
  for (int i = 0; i < SIZE * SIZE; i++) {
    d[i] = (float)(a[i] = (i * 7919 % 1009) / 504.0 - 1);
    e[i] = (float)(b[i] = (i * 104729 % 997) / 498.0 - 1);
    c[i] = f[i] = 0;
  }
  CLAPACK_dgemm(CblasRowMajor, CblasNoTrans, CblasTrans, SIZE, SIZE, SIZE, a, SIZE, b, SIZE, c, SIZE);
  CLAPACK_sgemm(CblasRowMajor, CblasNoTrans, CblasTrans, SIZE, SIZE, SIZE, d, SIZE, e, SIZE, f, SIZE);
  for (int row = 0; row < SIZE; row++)
    for (int column = 0; column < SIZE; column++) {
      double sum = 0;
      for (int k = 0; k < SIZE; k++) sum += a[row * SIZE + k] * b[column * SIZE + k];
      if (!(fabs(sum - c[row * SIZE + column]) < 1e-12)) return 0;
      if (!(fabs(sum - f[row * SIZE + column]) < 1e-4)) return 0;
    }
  return 1;
}

#if defined(__APPLE__)

enum CLAPACK_state CLAPACK_load(void) { return multiplies() ? CLAPACK_loaded : CLAPACK_unreliable; }
const char *CLAPACK_version(void) { return "Accelerate"; }
const char *CLAPACK_kernels(void) { return "Apple's"; }
const char *CLAPACK_choice(void) { return ""; }
const char *CLAPACK_problem(void) { return ""; }

#else

#include <CKernels.h>
#include <dlfcn.h>
#include <pthread.h>
#include <string.h>

struct CLAPACK_functions CLAPACK_library;

static pthread_once_t once = PTHREAD_ONCE_INIT;
static enum CLAPACK_state state = CLAPACK_missing;
static char problem[256] = "";
static const char *choice = "";
static const char *version = "";
static const char *kernels = "";

static int find_functions(void *library) {
#define LOOK_UP(name, parameters)                                              \
  *(void **)&CLAPACK_library.name = dlsym(library, #name);                   \
  if (!CLAPACK_library.name) {                                               \
    strncpy(problem, "it has no function " #name, sizeof problem - 1);         \
    return 0;                                                                  \
  }
  CLAPACK_EACH(LOOK_UP)
#undef LOOK_UP
  return 1;
}

static const char *text(void *library, const char *name) {
  char *(*function)(void) = NULL;
  *(void **)&function = dlsym(library, name);
  return function ? function() : "";
}

static void load(void) {
  choice = CKernels_begin_openblas();
  void *library = dlopen("libopenblas.so.0", RTLD_NOW | RTLD_LOCAL);
  if (!library) library = dlopen("libopenblas.so", RTLD_NOW | RTLD_LOCAL);
  CKernels_end_openblas();
  if (!library) {
    const char *reason = dlerror();
    strncpy(problem, reason ? reason : "", sizeof problem - 1);
    return;
  }
  if (!find_functions(library)) return;
  void (*set_threads)(int) = NULL;
  *(void **)&set_threads = dlsym(library, "openblas_set_num_threads");
  if (set_threads) set_threads(1);
  version = text(library, "openblas_get_config");
  kernels = text(library, "openblas_get_corename");
  state = multiplies() ? CLAPACK_loaded : CLAPACK_unreliable;
}

enum CLAPACK_state CLAPACK_load(void) {
  pthread_once(&once, load);
  return state;
}

const char *CLAPACK_version(void) { return version; }
const char *CLAPACK_kernels(void) { return kernels; }
const char *CLAPACK_choice(void) { return choice; }
const char *CLAPACK_problem(void) { return problem; }

#endif
