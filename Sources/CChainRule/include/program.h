// Programs: steps that are planned once and run many times, over memory that is found through a table of addresses.
//
// Steps are read only while they run, so that any number of threads may run the same ones, each with a table of its own.
#ifndef CHAIN_RULE_PROGRAM_H
#define CHAIN_RULE_PROGRAM_H

#include "chain_rule.h"

// Memory of a run: `offset` bytes behind the address in place `base` of its table.
typedef struct cr_place {
  int64_t offset;
  int32_t base;
} cr_place;

// A matrix in memory. Strides are in scalars; 0 where an axis is repeated.
typedef struct cr_view {
  cr_place place;
  int64_t row_stride, column_stride;
} cr_view;

// What a register of a fused step holds for a tile: a number for each element, each row, each column, or one.
enum { CR_EACH, CR_PER_ROW, CR_PER_COLUMN, CR_SINGLE };

// Instructions of fused steps beside the elementary operations. What they do follows from the extents of the operand
// and of the destination.
enum {
  CR_COPY = CR_OPCODE_COUNT,  // of one extent
  CR_SPREAD,                  // to a larger extent: a number for each row becomes one for each element of it
  CR_SUM,                     // to a smaller extent: each row, each column, or everything becomes one number
  CR_MAX,
};

// A fused step: a block program over a matrix of `rows` × `columns` elements, worked off tile by tile.
//
// Registers are numbered: inputs, outputs, constants, temporaries. Operands that an opcode does not have may be any
// register. A view of numbers for rows has only a row stride, and so on. An elementary operation works on operands of its
// destination's extent. A CR_SUM or CR_MAX whose destination is an output covers the whole matrix, whatever the tiles
// are; nothing else may read that output. One whose destination is a temporary covers the tile, which must then be whole:
// `whole_rows` and `whole_columns` promise the instructions tiles of complete rows and of complete columns. An output of
// extent CR_PER_ROW that is not such a sum is only written by programs with whole rows (or one column), and so on.
//
// An output may lie in the same place as an input of the same strides, but then no instruction reads that input after the
// output is written. The order of every sum depends on the step alone, not on threads or on the instruction set.
typedef struct cr_fused {
  cr_scalar type;
  int64_t rows, columns;
  const cr_instruction *instructions;
  const cr_view *views;      // of inputs, then of outputs
  const double *constants;
  const uint8_t *extents;    // of every register
  int32_t instruction_count;
  int32_t invariant_count;   // so many of the first instructions compute single numbers, or spread them: once is
                             // enough. They write no output, and nothing else writes where they do
  int32_t input_count, output_count, constant_count, register_count;
  int32_t whole_rows, whole_columns;
} cr_fused;

// A product step: c (m × n, row-major) = a (m × k) · b (k × n) for each of a batch, then the epilogue over c, if there is
// one, as if it ran by itself afterwards; its first input is c. Where c `is_scratch`, nothing reads it but the epilogue.
typedef struct cr_product {
  cr_scalar type;
  int64_t m, n, k;
  cr_view a, b;
  cr_place c;
  int64_t batch;                      // 1 where there is an epilogue
  int64_t a_batch, b_batch, c_batch;  // from one matrix to the next, in scalars
  const cr_fused *epilogue;
  int32_t is_scratch;
} cr_product;

// Runs a fused step.
void cr_run_fused(const cr_fused *step, void *const *bases);
// Runs a part of a fused step, in this thread, that has complete rows and columns where the step asks for them, and no
// sum or maximum whose destination is an output.
void cr_run_fused_part(const cr_fused *step, void *const *bases, int64_t first_row, int64_t rows, int64_t first_column,
                       int64_t columns);

void cr_run_product(const cr_product *step, void *const *bases);

#endif
