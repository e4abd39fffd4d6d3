// Reductions. Sums are pairwise: the error grows with log n, and the order depends on the length alone, so that every
// instruction set gives the same bits.
#include "reductions.h"

#include <string.h>

#include "templates.h"

// Neighbouring numbers are added in so many sums side by side, which vector instructions of any length divide.
#define LANES 32
// Runs of so many numbers, and so many rows, are added one after the other.
#define RUN 1024
#define ROWS 32
// Rows are worked on in strips of so many columns, whose results stay in the cache.
#define STRIP 512

#define SET baseline
#include "reductions_types.inc"

#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#define SET avx2
#include "reductions_types.inc"
#pragma clang attribute pop

#pragma clang attribute push(__attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,fma"))), apply_to = function)
#define SET avx512
#include "reductions_types.inc"
#pragma clang attribute pop
#endif

#define DISPATCH(FUNCTION)                                                                                  \
  static cr_reduction *const FUNCTION##_table[CR_INSTRUCTION_SET_COUNT][2] = TABLE(FUNCTION);               \
  void cr_##FUNCTION(cr_scalar type, const void *source, void *destination, int64_t outer, int64_t count,  \
                     int64_t inner) {                                                                       \
    FUNCTION##_table[cr_instruction_set()][type](source, destination, outer, count, inner);                 \
  }
DISPATCH(sum)
DISPATCH(max)
DISPATCH(argmax)

cr_reduction *cr_sum_kernel(cr_scalar type) { return sum_table[cr_instruction_set()][type]; }
cr_reduction *cr_max_kernel(cr_scalar type) { return max_table[cr_instruction_set()][type]; }
