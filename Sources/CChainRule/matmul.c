// Matrix products: panels of B are packed so that the inner loop runs over consecutive numbers.
#include "chain_rule.h"

#include <stdlib.h>
#include <string.h>

#define PANEL_ROWS 256
#define PANEL_COLUMNS 512

#define T float
#define NAME(x) x##_f32
#include "matmul.inc"
#undef T
#undef NAME

#define T double
#define NAME(x) x##_f64
#include "matmul.inc"
#undef T
#undef NAME

void cr_matmul(cr_scalar type, int64_t m, int64_t n, int64_t k, const void *a, int64_t a_row, int64_t a_column,
               const void *b, int64_t b_row, int64_t b_column, void *c) {
  if (type == CR_FLOAT32)
    matmul_f32(m, n, k, a, a_row, a_column, b, b_row, b_column, c);
  else
    matmul_f64(m, n, k, a, a_row, a_column, b, b_row, b_column, c);
}
