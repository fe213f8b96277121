#pragma once

/*
 * The allocation functions of the whole program, with one difference: where there is no memory to give, the program
 * ends with a line and a status of its own (CEnding), because Swift could only stop it by a signal.
 *
 * Nothing calls this header's functions: the program's own malloc and its kin are found before the C library's.
 */
