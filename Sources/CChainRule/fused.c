// Fused steps: how they are divided into tiles, and into parts that threads share.
//
// Both depend on the step alone, and so does the order of every sum.
#include <math.h>
#include <stddef.h>

#include "scratch.h"
#include "tiles.h"

// The registers of a tile fill about so much of the first cache: less where views come from beyond the second, since
// memory is then waited for in shorter stretches. Those of a tile with whole columns fill so much of the second.
#define TILE_BYTES (24 * 1024)
#define FAR_TILE_BYTES (16 * 1024)
#define FAR_BYTES (1024 * 1024)
#define TALL_TILE_BYTES (512 * 1024)
#define MOST_IN_TILE 2048
#define FEWEST_IN_TILE 64
// The rows of a tile that is better not flat: where numbers are summed along columns, or lie column by column.
#define BLOCK_ROWS 16
// Steps on single numbers with so few registers keep them on the stack.
#define STACK_REGISTERS 512

// The cost of work, in simple operations on a float in the cache: what makes threads worth their waking, and what a part
// should have at least. Parts have so many tiles at most: they are summed one after the other.
#define WORK_FOR_THREADS 400000
#define WORK_OF_PART 100000
#define MOST_TILES_IN_PART 16
#define PARTS 256

static inline int64_t at_most(int64_t a, int64_t b) { return a < b ? a : b; }
static inline int64_t at_least(int64_t a, int64_t b) { return a > b ? a : b; }
static inline int64_t quotient_up(int64_t a, int64_t b) { return (a + b - 1) / b; }
static inline int64_t width_of(cr_scalar type) { return type == CR_FLOAT32 ? 4 : 8; }
static inline int extent_of(const cr_fused *step, int32_t reg) { return step->extents ? step->extents[reg] : CR_EACH; }

static int64_t cost(int32_t opcode) {
  switch (opcode) {
    case CR_EXP: case CR_LOG: case CR_LOG1P: case CR_EXPM1: case CR_SIN: case CR_COS: case CR_TANH: case CR_SIGMOID:
    case CR_ERF: return 6;
    case CR_SOFTPLUS: return 12;
    case CR_POWER: return 50;
  }
  return 1;
}

// What an element costs.
static int64_t cost_of_element(const cr_fused *step) {
  int64_t total = 1;
  for (int32_t k = step->invariant_count; k < step->instruction_count; k++) {
    cr_instruction s = step->instructions[k];
    if (extent_of(step, s.destination) == CR_EACH || extent_of(step, s.a) == CR_EACH) total += cost(s.opcode);
  }
  return total * (width_of(step->type) / 4);
}

// Whether the matrix can be taken for one row: all views lie without gaps, and nothing is particular to rows or columns.
static int is_flat(const cr_fused *step, int32_t first_output) {
  if (step->whole_rows || step->whole_columns) return 0;
  for (int32_t v = 0; v < step->input_count + step->output_count; v++) {
    cr_view view = step->views[v];
    if (extent_of(step, v < step->input_count ? v : first_output + v - step->input_count) == CR_SINGLE) continue;
    int is_one = view.row_stride == 0 && view.column_stride == 0;
    if (!is_one && (view.column_stride != 1 || view.row_stride != step->columns)) return 0;
  }
  if (step->extents)
    for (int32_t r = 0; r < step->register_count; r++)
      if (step->extents[r] == CR_PER_ROW || step->extents[r] == CR_PER_COLUMN) return 0;
  return 1;
}

// Whether an input lies column by column, or sums along columns are wanted: a tile then has several rows.
static int wants_rows(const cr_fused *step) {
  for (int32_t i = 0; i < step->input_count; i++)
    if (extent_of(step, i) == CR_EACH && step->views[i].column_stride > 1) return 1;
  for (int32_t k = step->invariant_count; k < step->instruction_count; k++) {
    cr_instruction s = step->instructions[k];
    if ((s.opcode == CR_SUM || s.opcode == CR_MAX) && extent_of(step, s.destination) == CR_PER_COLUMN) return 1;
  }
  return 0;
}

// Chooses the tile for a part of the matrix of rows × columns.
static void choose_tile(cr_tiling *tiling, int64_t rows, int64_t columns) {
  const cr_fused *step = tiling->step;
  int64_t width = width_of(step->type);
  tiling->tile_rows = rows;
  tiling->tile_columns = columns;
  // Everything at once, if it is little, and where it must be whole.
  if ((step->whole_rows && step->whole_columns) || rows * columns * step->register_count * width <= TILE_BYTES) return;
  int64_t held = 0;
  for (int32_t r = 0; r < step->register_count; r++) held += extent_of(step, r) == CR_EACH;
  int64_t bytes = at_least(held, 1) * width;
  int64_t tile_bytes = step->rows * step->columns * width > FAR_BYTES ? FAR_TILE_BYTES : TILE_BYTES;
  int64_t length = at_least(at_most(tile_bytes / bytes, MOST_IN_TILE), FEWEST_IN_TILE);
  length = length / FEWEST_IN_TILE * FEWEST_IN_TILE;
  if (rows * columns <= length) return;
  if (step->whole_columns) {
    int64_t wide = at_least(length, at_most(TALL_TILE_BYTES / bytes, 32 * rows)) / rows / LANES * LANES;
    tiling->tile_columns = at_most(at_least(wide, LANES), columns);
  } else if (step->whole_rows || columns <= length) {
    int64_t tall = at_least(length / columns, 1);
    // Whole groups of numbers, so that views without gaps are used in place.
    if (tall > LANES) tall = tall / LANES * LANES;
    else while (tall & (tall - 1)) tall &= tall - 1;
    tiling->tile_rows = tall;
  } else if (rows > 1 && wants_rows(step)) {
    tiling->tile_rows = at_most(BLOCK_ROWS, rows);
    tiling->tile_columns = at_most(at_least(length / tiling->tile_rows / LANES * LANES, LANES), columns);
  } else {
    int64_t count = quotient_up(columns, length);
    tiling->tile_rows = 1;
    tiling->tile_columns = quotient_up(quotient_up(columns, count), FEWEST_IN_TILE) * FEWEST_IN_TILE;
  }
}

// A step in parts. Parts form a grid; sums and maxima over each are kept, and put together in the end.
typedef struct division {
  const cr_tiling *tiling;
  const cr_kernels *kernels;
  int64_t part_rows, part_columns, rows, columns;  // of a part in elements, of the grid in parts
  struct gathered {
    double *partials;  // NULL: nothing is gathered
    int is_sum, extent;
  } *gathered;         // for each output
} division;

static int64_t length_of(int extent, int64_t rows, int64_t columns) {
  return extent == CR_PER_ROW ? rows : extent == CR_PER_COLUMN ? columns : 1;
}

// The partial results of a part: those of PER_ROW stand by columns of the grid, those of PER_COLUMN by rows of it.
static double *partials_of(const division *d, struct gathered g, int64_t grid_row, int64_t grid_column) {
  const cr_fused *step = d->tiling->step;
  if (g.extent == CR_PER_ROW) return g.partials + grid_column * step->rows + grid_row * d->part_rows;
  if (g.extent == CR_PER_COLUMN) return g.partials + grid_row * step->columns + grid_column * d->part_columns;
  return g.partials + grid_row * d->columns + grid_column;
}

static void run_part(void *context, int64_t part) {
  const division *d = context;
  const cr_fused *step = d->tiling->step;
  int64_t grid_row = part / d->columns, grid_column = part % d->columns;
  cr_rectangle area = {grid_row * d->part_rows, 0, grid_column * d->part_columns, 0};
  area.rows = at_most(step->rows - area.first_row, d->part_rows);
  area.columns = at_most(step->columns - area.first_column, d->part_columns);
  double *partials[step->output_count + 1];
  for (int32_t o = 0; o < step->output_count; o++) {
    struct gathered g = d->gathered[o];
    partials[o] = NULL;
    if (!g.partials) continue;
    partials[o] = partials_of(d, g, grid_row, grid_column);
    int64_t n = length_of(g.extent, area.rows, area.columns);
    for (int64_t i = 0; i < n; i++) partials[o][i] = g.is_sum ? 0 : -INFINITY;
  }
  d->kernels->rectangle(d->tiling, &area, partials);
}

static double combined(const double *x, int64_t n, int64_t stride, int is_sum) {
  if (n == 1) return *x;
  double a = combined(x, n / 2, stride, is_sum), b = combined(x + n / 2 * stride, n - n / 2, stride, is_sum);
  if (is_sum) return a + b;
  return a != a || a > b ? a : b;
}

// Writes the outputs that were gathered.
static void put_together(const division *d) {
  const cr_fused *step = d->tiling->step;
  for (int32_t o = 0; o < step->output_count; o++) {
    struct gathered g = d->gathered[o];
    if (!g.partials) continue;
    cr_view view = step->views[step->input_count + o];
    char *base = (char *)d->tiling->bases[view.place.base] + view.place.offset;
    int64_t n = length_of(g.extent, step->rows, step->columns);
    int64_t stride = g.extent == CR_PER_ROW ? view.row_stride : view.column_stride;
    int64_t count = g.extent == CR_PER_ROW ? d->columns : g.extent == CR_PER_COLUMN ? d->rows : d->rows * d->columns;
    for (int64_t i = 0; i < n; i++) {
      double value = combined(g.partials + i, count, n, g.is_sum);
      if (step->type == CR_FLOAT32)
        ((float *)base)[i * stride] = (float)value;
      else
        ((double *)base)[i * stride] = value;
    }
  }
}

// Finds the sums and maxima over the whole matrix that no tile has whole, and the memory that their parts take.
static int64_t find_gathered(const cr_tiling *tiling, struct gathered *gathered) {
  const cr_fused *step = tiling->step;
  int is_cut_across = tiling->tile_columns < step->columns, is_cut_down = tiling->tile_rows < step->rows;
  int64_t count = 0;
  for (int32_t o = 0; o < step->output_count; o++) gathered[o] = (struct gathered){0};
  for (int32_t k = 0; k < step->instruction_count; k++) {
    cr_instruction s = step->instructions[k];
    int32_t o = s.destination - tiling->first_output;
    if ((s.opcode != CR_SUM && s.opcode != CR_MAX) || o < 0 || o >= step->output_count) continue;
    int extent = extent_of(step, s.destination);
    int is_cut = extent == CR_PER_ROW ? is_cut_across : extent == CR_PER_COLUMN ? is_cut_down
                                                                                  : is_cut_across || is_cut_down;
    if (!is_cut) continue;
    // Where they are is known when the parts are.
    static double somewhere;
    gathered[o] = (struct gathered){&somewhere, s.opcode == CR_SUM, extent};
    count++;
  }
  return count;
}

static void run_in_parts(const cr_tiling *tiling, const cr_kernels *kernels, int64_t cost_of_each, int uses_threads,
                         struct gathered *gathered) {
  const cr_fused *step = tiling->step;
  int64_t tiles_down = quotient_up(step->rows, tiling->tile_rows);
  int64_t tiles_across = quotient_up(step->columns, tiling->tile_columns);
  int64_t work = tiling->tile_rows * tiling->tile_columns * cost_of_each;
  int64_t tiles = at_least(quotient_up(WORK_OF_PART, work), tiles_down * tiles_across / PARTS);
  tiles = at_most(tiles, MOST_TILES_IN_PART);
  // Long parts of columns where they are summed, else of rows.
  int is_tall = 0;
  for (int32_t o = 0; o < step->output_count; o++)
    if (gathered[o].partials && gathered[o].extent == CR_PER_COLUMN) is_tall = 1;
  int64_t down = at_most(tiles, tiles_down), across = at_most(tiles / down, tiles_across);
  if (!is_tall) {
    across = at_most(tiles, tiles_across);
    down = at_most(tiles / across, tiles_down);
  }
  division d = {tiling, kernels, down * tiling->tile_rows, across * tiling->tile_columns, 0, 0, gathered};
  d.rows = quotient_up(step->rows, d.part_rows);
  d.columns = quotient_up(step->columns, d.part_columns);

  int64_t total = 0;
  for (int pass = 0; pass < 2; pass++) {
    double *at = pass == 1 ? cr_scratch(CR_SCRATCH_PARTIALS, (size_t)total * sizeof(double)) : NULL;
    for (int32_t o = 0; o < step->output_count; o++) {
      if (!gathered[o].partials) continue;
      int extent = gathered[o].extent;
      int64_t count = extent == CR_PER_ROW      ? step->rows * d.columns
                      : extent == CR_PER_COLUMN ? step->columns * d.rows
                                                : d.rows * d.columns;
      if (pass == 0) {
        total += count;
        continue;
      }
      gathered[o].partials = at;
      at += count;
    }
  }
  if (uses_threads)
    cr_parallel(d.rows * d.columns, &d, run_part);
  else
    for (int64_t part = 0; part < d.rows * d.columns; part++) run_part(&d, part);
  put_together(&d);
}

// A step on single numbers.
static void run_chain(const cr_tiling *tiling, const cr_kernels *kernels) {
  const cr_fused *step = tiling->step;
  double stack[STACK_REGISTERS];
  void *memory = stack;
  if (step->register_count > STACK_REGISTERS)
    memory = cr_scratch(CR_SCRATCH_REGISTERS, (size_t)step->register_count * sizeof(double));
  const cr_view *views = step->views;
#define RUN(T)                                                                                                        \
  T *registers = memory;                                                                                              \
  for (int32_t i = 0; i < step->input_count; i++)                                                                     \
    registers[i] = *(const T *)((const char *)tiling->bases[views[i].place.base] + views[i].place.offset);            \
  for (int32_t k = 0; k < step->constant_count; k++)                                                                  \
    registers[tiling->first_constant + k] = (T)step->constants[k];                                                    \
  kernels->chain(step->instructions, step->instruction_count, registers);                                             \
  for (int32_t o = 0; o < step->output_count; o++) {                                                                  \
    cr_place place = views[step->input_count + o].place;                                                              \
    *(T *)((char *)tiling->bases[place.base] + place.offset) = registers[tiling->first_output + o];                   \
  }
  if (step->type == CR_FLOAT32) {
    RUN(float)
  } else {
    RUN(double)
  }
#undef RUN
}

static int is_small(const cr_fused *step, const cr_rectangle *part) {
  int64_t length = part->rows * part->columns;
  return length > 0 && length <= SMALL_LENGTH && step->register_count <= SMALL_REGISTERS;
}

static int has_reductions(const cr_fused *step) {
  for (int32_t k = 0; k < step->instruction_count; k++)
    if (step->instructions[k].opcode == CR_SUM || step->instructions[k].opcode == CR_MAX) return 1;
  return 0;
}

static void run_tiling(cr_tiling *tiling) {
  const cr_fused *step = tiling->step;
  const cr_kernels *kernels = cr_elementwise_kernels(step->type);
  if (step->rows == 1 && step->columns == 1) return run_chain(tiling, kernels);
  int64_t rows = step->rows, columns = step->columns;
  cr_rectangle everything;
  everything.first_row = everything.first_column = 0;
  everything.rows = rows;
  everything.columns = columns;
  if (is_small(step, &everything)) return kernels->small(tiling, &everything);

  cr_fused flat;
  if (step->rows > 1 && is_flat(step, tiling->first_output)) {
    flat = *step;
    flat.columns *= flat.rows;
    flat.rows = 1;
    tiling->step = step = &flat;
    everything = (cr_rectangle){0, 1, 0, flat.columns};
  }
  choose_tile(tiling, step->rows, step->columns);
  if (tiling->tile_rows == step->rows && tiling->tile_columns == step->columns) {
    int64_t ragged = step->columns % LANES;
    if (step->rows == 1 && ragged > 0 && !step->whole_rows && !has_reductions(step)) {
      // Whole groups are worked on in place, the rest is copied.
      everything.columns -= ragged;
      kernels->rectangle(tiling, &everything, NULL);
      everything.first_column = everything.columns;
      everything.columns = ragged;
      if (is_small(step, &everything)) return kernels->small(tiling, &everything);
    }
    return kernels->rectangle(tiling, &everything, NULL);
  }
  int64_t cost_of_each = cost_of_element(step);
  int uses_threads = step->rows * step->columns * cost_of_each >= WORK_FOR_THREADS;
  struct gathered gathered[step->output_count + 1];
  if (find_gathered(tiling, gathered) == 0 && !uses_threads) return kernels->rectangle(tiling, &everything, NULL);
  run_in_parts(tiling, kernels, cost_of_each, uses_threads, gathered);
}

void cr_run_fused(const cr_fused *step, void *const *bases) {
  cr_tiling tiling = {step, bases, step->input_count, step->input_count + step->output_count, 0, 0};
  run_tiling(&tiling);
}

void cr_run_fused_part(const cr_fused *step, void *const *bases, int64_t first_row, int64_t rows, int64_t first_column,
                       int64_t columns) {
  cr_tiling tiling = {step, bases, step->input_count, step->input_count + step->output_count, 0, 0};
  const cr_kernels *kernels = cr_elementwise_kernels(step->type);
  cr_rectangle part = {first_row, rows, first_column, columns};
  if (is_small(step, &part)) return kernels->small(&tiling, &part);
  choose_tile(&tiling, rows, columns);
  kernels->rectangle(&tiling, &part, NULL);
}

void cr_elementwise(cr_scalar type, const cr_instruction *instructions, int32_t instruction_count,
                    const cr_operand *inputs, int32_t input_count, const double *constants, int32_t constant_count,
                    int32_t register_count, void *output, int64_t count) {
  if (count == 0) return;
  cr_view views[input_count + 1];
  void *bases[input_count + 1];
  for (int32_t i = 0; i < input_count; i++) {
    views[i] = (cr_view){{0, i}, 0, inputs[i].stride};
    bases[i] = (void *)inputs[i].base;
  }
  views[input_count] = (cr_view){{0, input_count}, 0, 1};
  bases[input_count] = output;
  cr_fused step = {.type = type, .rows = 1, .columns = count, .instructions = instructions, .views = views,
                   .constants = constants, .instruction_count = instruction_count, .input_count = input_count,
                   .output_count = 1, .constant_count = constant_count, .register_count = register_count};
  cr_tiling tiling = {&step, bases, instructions[instruction_count - 1].destination, input_count, 0, 0};
  run_tiling(&tiling);
}
