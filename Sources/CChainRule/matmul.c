// Matrix products. One template is compiled for every instruction set and scalar type; see Docs/Kernels.md.
#include <stdint.h>
#include <string.h>

#include "chain_rule.h"
#include "program.h"
#include "scratch.h"

// c = a · b over a part of c: m × n of it, whose rows are c_row apart. a and b point to the part's rows and columns.
typedef void product(int64_t m, int64_t n, int64_t k, const void *a, int64_t a_row, int64_t a_column, const void *b,
                     int64_t b_row, int64_t b_column, void *c, int64_t c_row);

// Three ways to the same product. Each adds up an element of c in an order that depends on k alone, wherever the element
// lies, so that a product may be split by rows or columns once the way is chosen. `dots` wants one row.
typedef struct kernels {
  // Reads A in place, and B too where its rows are contiguous: tiny and skinny products.
  product *direct;
  // Inner products of one row with the columns of B, both contiguous: matrix times vector.
  product *dots;
  // Copies blocks of A and B into panels: everything else.
  product *packed;
} kernels;

static inline int64_t at_most(int64_t a, int64_t b) { return a < b ? a : b; }

#define JOIN_(a, b, c) a##_##b##_##c
#define JOIN(a, b, c) JOIN_(a, b, c)

// The tile of the packed product has TILE_ROWS rows of TILE_VECTORS vectors; DIRECT_ROWS is the most rows of a direct
// one. A block of A is ROW_BLOCK × DEPTH_BLOCK numbers, one of B is DEPTH_BLOCK × COLUMN_BLOCK.
#define COLUMN_BLOCK 2016

// A block of A or B is read in place when at most so many panels of the other one are multiplied with it.
#define IN_PLACE_COLUMNS 8
#define IN_PLACE_ROWS 4

// Products that are computed without packing: of few rows, or of few multiplications. So are all of one row.
#define DIRECT_SIDE 8
#define DIRECT_VOLUME (128 * 128 * 128)
#define DIRECT_DEPTH 2048

#define SET baseline
#define VECTOR_BYTES 16
#define TILE_ROWS 6
#define TILE_VECTORS 2
#define DIRECT_ROWS 4
#define ROW_BLOCK 96
#define DEPTH_BLOCK 256
#include "matmul_types.inc"

#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#define SET avx2
#define VECTOR_BYTES 32
#define TILE_ROWS 6
#define TILE_VECTORS 2
#define DIRECT_ROWS 4
#define ROW_BLOCK 192
#define DEPTH_BLOCK 256
#include "matmul_types.inc"
#pragma clang attribute pop

#pragma clang attribute push(__attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx2,fma"))), \
                             apply_to = function)
#define SET avx512
#define VECTOR_BYTES 64
#define TILE_ROWS 8
#define TILE_VECTORS 2
#define DIRECT_ROWS 8
#define ROW_BLOCK 128
#define DEPTH_BLOCK 512
#include "matmul_types.inc"
#pragma clang attribute pop
#endif

#if defined(__aarch64__)
#define SET neon
#define VECTOR_BYTES 16
#define TILE_ROWS 8
#define TILE_VECTORS 2
#define DIRECT_ROWS 8
#define ROW_BLOCK 192
#define DEPTH_BLOCK 256
#include "matmul_types.inc"
#endif

static const kernels *const table[CR_INSTRUCTION_SET_COUNT][2] = {
    [CR_BASELINE] = {&kernels_baseline_f32, &kernels_baseline_f64},
#if defined(__x86_64__)
    [CR_AVX2] = {&kernels_avx2_f32, &kernels_avx2_f64},
    [CR_AVX512] = {&kernels_avx512_f32, &kernels_avx512_f64},
#elif defined(__aarch64__)
    [CR_NEON] = {&kernels_neon_f32, &kernels_neon_f64},
#endif
};

void cr_matmul(cr_scalar type, int64_t m, int64_t n, int64_t k, const void *a, int64_t a_row, int64_t a_column,
               const void *b, int64_t b_row, int64_t b_column, void *c) {
  if (m == 0 || n == 0) return;
  if (k == 0) {
    memset(c, 0, (size_t)(m * n) * (type == CR_FLOAT32 ? sizeof(float) : sizeof(double)));
    return;
  }
  const kernels *set = table[cr_instruction_set()][type];
  // The way is chosen by the shape of the whole product; only for a vector does the layout have a say.
  if (n == 1) {
    // Matrix times column is row times matrix, transposed: as c is contiguous, it is the same numbers.
    if (a_column == 1)
      set->dots(1, m, k, b, b_column, b_row, a, a_column, a_row, c, m);
    else
      set->direct(1, m, k, b, b_column, b_row, a, a_column, a_row, c, m);
  } else if (m == 1 && b_row == 1 && b_column != 1) {
    set->dots(1, n, k, a, a_row, a_column, b, b_row, b_column, c, n);
  } else if (m == 1 || (k <= DIRECT_DEPTH && (m <= DIRECT_SIDE || m * n * k <= DIRECT_VOLUME))) {
    set->direct(m, n, k, a, a_row, a_column, b, b_row, b_column, c, n);
  } else {
    set->packed(m, n, k, a, a_row, a_column, b, b_row, b_column, c, n);
  }
}

void cr_run_product(const cr_product *step, void *const *bases) {
  int64_t width = step->type == CR_FLOAT32 ? sizeof(float) : sizeof(double);
  const char *a = (const char *)bases[step->a.place.base] + step->a.place.offset;
  const char *b = (const char *)bases[step->b.place.base] + step->b.place.offset;
  char *c = (char *)bases[step->c.base] + step->c.offset;
  for (int64_t i = 0; i < step->batch; i++)
    cr_matmul(step->type, step->m, step->n, step->k, a + i * step->a_batch * width, step->a.row_stride,
              step->a.column_stride, b + i * step->b_batch * width, step->b.row_stride, step->b.column_stride,
              c + i * step->c_batch * width);
  if (step->epilogue) cr_run_fused(step->epilogue, bases);
}
