// The kernels of matrix products, not seen outside this target.
#ifndef CHAIN_RULE_MATMUL_H
#define CHAIN_RULE_MATMUL_H

#include "chain_rule.h"

// c = a · b over a part of c: m × n of it, whose rows are c_row apart. a and b point to the part's rows and columns.
typedef void product(int64_t m, int64_t n, int64_t k, const void *a, int64_t a_row, int64_t a_column, const void *b,
                     int64_t b_row, int64_t b_column, void *c, int64_t c_row);

// A block of a factor, and where its panels are. `in_place`: only a ragged last panel is a copy, whole ones are read
// where they lie.
typedef struct factor {
  const void *start;
  int64_t row, column;
  void *panels;
  int in_place;
} factor;

typedef void packing(const factor *block, int64_t count, int64_t depth);
// c = a · b over a block whose factors are packed, or c += scale · a · b.
typedef void block_product(int64_t rows, int64_t columns, int64_t depth, const factor *a, const factor *b, void *c,
                           int64_t c_row, int add, double scale);

// Three ways to the same product. Each adds up an element of c in an order that depends on k alone, wherever the
// element lies, so that a product may be split by rows or columns once the way is chosen. `dots` wants one row.
typedef struct kernels {
  // Reads A in place, and B too where its rows are contiguous: tiny and skinny products.
  product *direct;
  // Inner products of one row with the columns of B, both contiguous: matrix times vector.
  product *dots;
  // Copies blocks of A and B into panels, of `tile_rows` rows and of `tile_columns` columns: everything else.
  packing *pack_rows, *pack_columns;
  block_product *block;
  int64_t tile_rows, tile_columns, row_block, depth_block;
} kernels;

const kernels *cr_matmul_kernels(cr_scalar type);

static inline int64_t at_most(int64_t a, int64_t b) { return a < b ? a : b; }
static inline int64_t divided_up(int64_t a, int64_t b) { return (a + b - 1) / b; }

#endif
