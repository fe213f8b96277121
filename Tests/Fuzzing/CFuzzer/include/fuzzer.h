#pragma once
#include <stddef.h>
#include <stdint.h>

/* Hands the process's arguments to libFuzzer, which calls `test` with one input after the other. */
int run_fuzzer(int argc, char **argv, int (*test)(const uint8_t *bytes, size_t count));
