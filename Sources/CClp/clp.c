#include "CClp.h"

#include <CLAPACK.h>
#include <dlfcn.h>
#include <pthread.h>
#include <stddef.h>
#include <string.h>

static struct CClp_table functions;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static int is_loaded;
static char problem[256] = "";

/* Homebrew's folders are not on the loader's path. */
static const char *const names[] = {
#if defined(__APPLE__)
    "libClp.1.dylib", "/opt/homebrew/opt/clp/lib/libClp.1.dylib", "/usr/local/opt/clp/lib/libClp.1.dylib",
#else
    "libClp.so.1", "libClp.so",
#endif
};

static void load(void) {
  void *library = NULL;
  /* Clp brings OpenBLAS along, which has to be loaded with care; without it Clp has another library. */
  CLAPACK_load();
  for (size_t i = 0; !library && i < sizeof names / sizeof *names; i++)
    library = dlopen(names[i], RTLD_NOW | RTLD_LOCAL);
  if (!library) {
    const char *reason = dlerror();
    strncpy(problem, reason ? reason : "", sizeof problem - 1);
    return;
  }
#define LOOK_UP(result, name, parameters)                              \
  *(void **)&functions.name = dlsym(library, #name);                   \
  if (!functions.name) {                                               \
    strncpy(problem, "it has no function " #name, sizeof problem - 1); \
    return;                                                            \
  }
  CCLP_EACH(LOOK_UP)
#undef LOOK_UP
  is_loaded = 1;
}

int CClp_load(void) {
  pthread_once(&once, load);
  return is_loaded;
}

const char *CClp_problem(void) { return problem; }

struct CClp_table CClp_functions(void) { return functions; }
