// Reductions. Sums are pairwise: the error grows with log n, and the order depends on the length alone.
#include "chain_rule.h"

#include <stdlib.h>
#include <string.h>

#define T float
#define NAME(x) x##_f32
#include "reductions.inc"
#undef T
#undef NAME

#define T double
#define NAME(x) x##_f64
#include "reductions.inc"
#undef T
#undef NAME

#define DISPATCH(FUNCTION)                                                                                        \
  void cr_##FUNCTION(cr_scalar type, const void *source, void *destination, int64_t outer, int64_t count,        \
                     int64_t inner) {                                                                             \
    if (type == CR_FLOAT32)                                                                                       \
      FUNCTION##_f32(source, destination, outer, count, inner);                                                   \
    else                                                                                                          \
      FUNCTION##_f64(source, destination, outer, count, inner);                                                   \
  }
DISPATCH(sum)
DISPATCH(max)
DISPATCH(argmax)
