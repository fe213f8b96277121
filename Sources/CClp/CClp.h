#pragma once

/*
 * Debian puts the header below coin/ and keeps the directory off the search path; Homebrew's pkg-config
 * names the directory itself.
 */
#if __has_include(<coin/Clp_C_Interface.h>)
#include <coin/Clp_C_Interface.h>
#else
#include <Clp_C_Interface.h>
#endif
