// Running fused steps tile by tile: what fused.c plans and elementwise.c carries out. Not seen outside this target.
#ifndef CHAIN_RULE_TILES_H
#define CHAIN_RULE_TILES_H

#include "program.h"

// The numbers that every instruction works on at a time: the longest vector of floats. Registers have room for whole
// groups of them, and for one more, so that a row may be written in whole groups.
#define LANES 16

// Parts of at most so many numbers, of steps with so many registers, are worked off at once, on the stack.
#define SMALL_LENGTH 64
#define SMALL_REGISTERS 32

// A step and the way it is divided.
typedef struct cr_tiling {
  const cr_fused *step;  // whose extents, where they are NULL, are all CR_EACH
  void *const *bases;
  int32_t first_output, first_constant;  // registers
  int64_t tile_rows, tile_columns;       // of a whole tile
} cr_tiling;

// A part of the matrix.
typedef struct cr_rectangle {
  int64_t first_row, rows, first_column, columns;
} cr_rectangle;

// For each output: NULL where its tiles are written as they are; else where its sums or maxima over the rectangle are
// gathered, as doubles: one, or one for each row, or for each column.
typedef double *const *cr_partials;

typedef struct cr_kernels {
  // Runs the step over a rectangle; `partials` may be NULL.
  void (*rectangle)(const cr_tiling *tiling, const cr_rectangle *part, cr_partials partials);
  // The same over a small one, as a whole.
  void (*small)(const cr_tiling *tiling, const cr_rectangle *part);
  // Runs instructions over single numbers.
  void (*chain)(const cr_instruction *instructions, int32_t count, void *registers);
  // One elementary operation.
  double (*single)(int32_t opcode, double a, double b, double c);
} cr_kernels;

// Those of the instruction set in use.
const cr_kernels *cr_elementwise_kernels(cr_scalar type);

#endif
