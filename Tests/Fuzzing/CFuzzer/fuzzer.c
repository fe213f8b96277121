#include "fuzzer.h"

/* Of libFuzzer, linked by Scripts/fuzz. */
extern int LLVMFuzzerRunDriver(int *argc, char ***argv, int (*test)(const uint8_t *, size_t));

int run_fuzzer(int argc, char **argv, int (*test)(const uint8_t *, size_t)) {
  return LLVMFuzzerRunDriver(&argc, &argv, test);
}
