// Matrix products: which way, in which parts, on which threads, and what is done with a part while it is in the cache.
#include <string.h>

#include "chain_rule.h"
#include "matmul.h"
#include "parallel.h"
#include "program.h"
#include "scratch.h"

// Products that are computed without packing: of few rows, or of few multiplications. So are all of one row.
#define DIRECT_SIDE 8
#define DIRECT_VOLUME (128 * 128 * 128)
#define DIRECT_DEPTH 2048

// Threads share products of so many multiplications; they are woken for so many. A part has at least PART_VOLUME of
// them, and at least so many tiles each way.
#define SHARED_VOLUME 500000
#define WAKING_VOLUME 2000000
#define PART_VOLUME (1 << 18)
#define PART_TILES 4

// So much of B is packed at a time, if it has more columns than COLUMN_BLOCK; and so much of it by one part. Up to
// OWN_BYTES, a few threads pack all of it each: faster than to take cache lines from each other.
#define SHARED_BYTES (8 << 20)
#define OWN_BYTES (512 << 10)
#define OWN_THREADS 4
#define COLUMN_BLOCK 512
#define PACKING_VOLUME (1 << 14)

// A block of A or B is read in place when at most so many panels of the other one are multiplied with it.
#define IN_PLACE_COLUMNS 8
#define IN_PLACE_ROWS 4

// A part that an epilogue follows has so many bytes of c. The epilogue's views are copied to the stack where there are
// few.
#define EPILOGUE_BYTES (2 << 20)
#define MOST_VIEWS 16

typedef struct task {
  cr_scalar type;
  const kernels *set;
  product *unpacked;  // the direct way or inner products; NULL: the packed way
  int64_t width;      // bytes of a scalar
  int64_t m, n, k;
  const char *a, *b;
  int64_t a_row, a_column, b_row, b_column;
  char *c;
  int64_t c_row;
  int is_sum;  // c += scale · a · b
  double scale;
  int is_transposed;         // the columns of c are rows of the step
  const cr_fused *epilogue;  // that can be run on parts of c
  void *const *bases;
  int c_is_aside;  // tiles of c live in the thread's working memory
  int32_t threads;
  int64_t part_rows, part_columns, column_parts;
  // The packed way: the part of B at hand, first_depth ..< end_depth and first_column ..< end_column.
  int a_in_place, b_in_place;
  int64_t most_depth, first_depth, end_depth, first_column, end_column;
  char *panels_b;    // NULL: each thread has its own
  int64_t b_bytes, round;  // how much memory they take; a number for what is in it
  int64_t packing_columns, packing_parts_of_block, packing_parts;
  _Atomic int64_t packed;
} task;

// Whether two matrices have memory in common, or lie between each other's numbers.
static int overlap(const char *a, int64_t a_length, const char *b, int64_t b_length) {
  return (intptr_t)a < (intptr_t)b + b_length && (intptr_t)b < (intptr_t)a + a_length;
}

static int64_t length_of(int64_t rows, int64_t row, int64_t columns, int64_t column, int64_t width) {
  return ((rows - 1) * row + (columns - 1) * column + 1) * width;
}

// Whether the epilogue can be run on a part of c before other parts are computed: on any rectangle, or on any rows, and
// without writing over the factors.
static int is_local(const task *t) {
  const cr_fused *epilogue = t->epilogue;
  if (epilogue->whole_columns || (epilogue->whole_rows && t->is_transposed)) return 0;
  for (int32_t i = 0; i < epilogue->instruction_count; i++) {
    const cr_instruction *instruction = &epilogue->instructions[i];
    int is_output = instruction->destination >= epilogue->input_count &&
                    instruction->destination < epilogue->input_count + epilogue->output_count;
    if (is_output && (instruction->opcode == CR_SUM || instruction->opcode == CR_MAX)) return 0;
  }
  int64_t a_length = length_of(t->m, t->a_row, t->k, t->a_column, t->width);
  int64_t b_length = length_of(t->k, t->b_row, t->n, t->b_column, t->width);
  for (int32_t i = epilogue->input_count; i < epilogue->input_count + epilogue->output_count; i++) {
    cr_view view = epilogue->views[i];
    const char *output = (const char *)t->bases[view.place.base] + view.place.offset;
    int64_t length = length_of(epilogue->rows, view.row_stride, epilogue->columns, view.column_stride, t->width);
    if (overlap(output, length, t->a, a_length) || overlap(output, length, t->b, b_length)) return 0;
  }
  return 1;
}

// Whether a register holds one number for all elements, and which.
static int is_number(const task *t, int32_t reg, const cr_instruction *spread, double *number) {
  const cr_fused *epilogue = t->epilogue;
  if (spread && spread->opcode == CR_SPREAD && spread->destination == reg) reg = spread->a;
  int32_t first_constant = epilogue->input_count + epilogue->output_count;
  if (reg >= first_constant && reg < first_constant + epilogue->constant_count) {
    *number = epilogue->constants[reg - first_constant];
    return 1;
  }
  if (reg >= epilogue->input_count || epilogue->extents[reg] != CR_SINGLE) return 0;
  cr_place place = epilogue->views[reg].place;
  const char *address = (const char *)t->bases[place.base] + place.offset;
  *number = t->type == CR_FLOAT32 ? *(const float *)address : *(const double *)address;
  return 1;
}

// Whether the epilogue is w + number · c or w − number · c in the place of w, as in gradient descent. Then the product is
// added to w itself, whose numbers are fetched while tiles are computed.
static int find_sum(task *t) {
  const cr_fused *epilogue = t->epilogue;
  int32_t count = epilogue->instruction_count;
  if (t->is_transposed || epilogue->output_count != 1 || count < 2 || count > 3) return 0;
  const cr_instruction *product = &epilogue->instructions[count - 2], *sum = product + 1;
  const cr_instruction *spread = count == 3 ? epilogue->instructions : NULL;
  if (product->opcode != CR_MULTIPLY || (product->a != 0 && product->b != 0)) return 0;
  int32_t w = sum->opcode == CR_ADD && sum->a == product->destination ? sum->b : sum->a;
  int32_t term = w == sum->a ? sum->b : sum->a;
  if ((sum->opcode != CR_ADD && sum->opcode != CR_SUBTRACT) || term != product->destination) return 0;
  if (w <= 0 || w >= epilogue->input_count || sum->destination != epilogue->input_count) return 0;
  cr_view old = epilogue->views[w], new = epilogue->views[epilogue->input_count];
  if (old.place.base != new.place.base || old.place.offset != new.place.offset || old.row_stride != new.row_stride ||
      old.column_stride != 1 || new.column_stride != 1)
    return 0;
  if (!is_number(t, product->a == 0 ? product->b : product->a, spread, &t->scale)) return 0;
  if (sum->opcode == CR_SUBTRACT) t->scale = -t->scale;
  t->is_sum = 1;
  t->c = (char *)t->bases[new.place.base] + new.place.offset;
  t->c_row = new.row_stride;
  return 1;
}

// Runs the epilogue on a part of c, whose numbers are in c or `aside`, in rows without gaps.
static void finish(const task *t, int64_t row, int64_t rows, int64_t column, int64_t columns, const char *aside) {
  if (t->is_transposed) return cr_run_fused_part(t->epilogue, t->bases, column, columns, row, rows);
  if (!aside) return cr_run_fused_part(t->epilogue, t->bases, row, rows, column, columns);
  cr_fused epilogue = *t->epilogue;
  cr_view views[MOST_VIEWS];
  memcpy(views, epilogue.views, (size_t)(epilogue.input_count + epilogue.output_count) * sizeof(cr_view));
  const char *base = t->bases[views[0].place.base];
  views[0].place.offset = (int64_t)((intptr_t)aside - (intptr_t)base) - (row * columns + column) * t->width;
  views[0].row_stride = columns;
  views[0].column_stride = 1;
  epilogue.views = views;
  cr_run_fused_part(&epilogue, t->bases, row, rows, column, columns);
}

static void run_unpacked_part(void *context, int64_t part) {
  const task *t = context;
  int64_t row = part / t->column_parts * t->part_rows, column = part % t->column_parts * t->part_columns;
  int64_t rows = at_most(t->m - row, t->part_rows), columns = at_most(t->n - column, t->part_columns);
  t->unpacked(rows, columns, t->k, t->a + row * t->a_row * t->width, t->a_row, t->a_column,
              t->b + column * t->b_column * t->width, t->b_row, t->b_column, t->c + (row * t->c_row + column) * t->width,
              t->c_row);
  if (t->epilogue) finish(t, row, rows, column, columns, NULL);
}

// Columns of B from one depth on, and where their panels are. `place` counts from first_column.
static factor columns_of_b(const task *t, char *panels, int64_t depth, int64_t place) {
  int64_t padded = divided_up(t->end_column - t->first_column, t->set->tile_columns) * t->set->tile_columns;
  int64_t steps = at_most(t->k - depth, t->most_depth), column = t->first_column + place;
  return (factor){t->b + (depth * t->b_row + column * t->b_column) * t->width, t->b_row, t->b_column,
                  panels + ((depth - t->first_depth) * padded + place * steps) * t->width, t->b_in_place};
}

static void pack_part(task *t, int64_t part) {
  int64_t depth = t->first_depth + part / t->packing_parts_of_block * t->most_depth;
  int64_t place = part % t->packing_parts_of_block * t->packing_columns;
  factor b = columns_of_b(t, t->panels_b, depth, place);
  t->set->pack_columns(&b, at_most(t->end_column - t->first_column - place, t->packing_columns),
                       at_most(t->k - depth, t->most_depth));
  atomic_fetch_add_explicit(&t->packed, 1, memory_order_release);
}

// The panels of B that this thread has for itself. It packs them in its first part.
static char *own_panels(const task *t) {
  static _Thread_local int64_t round;
  char *panels = cr_scratch(CR_SCRATCH_FACTOR, (size_t)t->b_bytes);
  if (round != t->round) {
    for (int64_t depth = t->first_depth; depth < t->end_depth; depth += t->most_depth) {
      factor b = columns_of_b(t, panels, depth, 0);
      t->set->pack_columns(&b, t->end_column - t->first_column, at_most(t->k - depth, t->most_depth));
    }
    round = t->round;
  }
  return panels;
}

// A part of c: the loop along the depth, and into the blocks.
static void run_packed_part(void *context, int64_t part) {
  task *t = context;
  if (part < t->packing_parts) return pack_part(t, part);
  char *panels_b = t->panels_b;
  if (!panels_b)
    panels_b = own_panels(t);
  else
    cr_wait_for(&t->packed, t->packing_parts);
  part -= t->packing_parts;
  int64_t row = part / t->column_parts * t->part_rows, place = part % t->column_parts * t->part_columns;
  int64_t rows = at_most(t->m - row, t->part_rows), column = t->first_column + place;
  int64_t columns = at_most(t->end_column - column, t->part_columns);
  int64_t panels = t->part_rows * t->most_depth, aside = t->c_is_aside ? rows * columns : 0;
  char *own = cr_scratch(CR_SCRATCH_PANELS, (size_t)((panels + aside) * t->width));
  char *c = aside ? own + panels * t->width : t->c + (row * t->c_row + column) * t->width;
  for (int64_t depth = t->first_depth; depth < t->end_depth; depth += t->most_depth) {
    int64_t steps = at_most(t->k - depth, t->most_depth);
    factor a = {t->a + (row * t->a_row + depth * t->a_column) * t->width, t->a_row, t->a_column, own, t->a_in_place};
    factor b = columns_of_b(t, panels_b, depth, place);
    t->set->pack_rows(&a, rows, steps);
    t->set->block(rows, columns, steps, &a, &b, c, aside ? columns : t->c_row, t->is_sum || depth > 0, t->scale);
  }
  if (t->epilogue && t->end_depth == t->k) finish(t, row, rows, column, columns, aside ? c : NULL);
}

static void run_parts(task *t, int64_t parts, void (*body)(void *context, int64_t part)) {
  if (t->threads > 1) return cr_parallel(parts, t, body);
  for (int64_t part = 0; part < parts; part++) body(t, part);
}

// How many parts are wanted: more than threads, so that one that is held up leaves its share to the others.
static int64_t wanted_parts(const task *t) {
  if (t->threads == 1) return 1;
  int64_t most = t->m * t->n * t->k / PART_VOLUME;
  return at_most(4 * t->threads, most > 1 ? most : 1);
}

// An epilogue that wants whole rows runs on parts only where these have them.
static void leave_rows_whole(task *t) {
  if (t->epilogue && t->epilogue->whole_rows && t->part_columns < t->n) t->epilogue = NULL;
}

static void run_unpacked(task *t) {
  int64_t parts = wanted_parts(t);
  t->part_rows = t->m;
  t->part_columns = t->n;
  // Where the rows of B are not contiguous every part of rows would copy all of it.
  if (t->m >= DIRECT_SIDE * parts && (t->b_column == 1 || t->n < PART_TILES * t->set->tile_columns))
    t->part_rows = divided_up(divided_up(t->m, parts), t->set->tile_rows) * t->set->tile_rows;
  else
    t->part_columns = divided_up(divided_up(t->n, parts), t->set->tile_columns) * t->set->tile_columns;
  t->column_parts = divided_up(t->n, t->part_columns);
  leave_rows_whole(t);
  run_parts(t, divided_up(t->m, t->part_rows) * t->column_parts, run_unpacked_part);
}

static void run_packed(task *t, int c_is_scratch) {
  const kernels *set = t->set;
  // Blocks of equal depth. They depend on k alone, and so does the order of every sum.
  int64_t depth_blocks = divided_up(t->k, set->depth_block);
  t->most_depth = divided_up(t->k, depth_blocks);
  // A panel that is read few times is not worth a copy. Ragged ones are copied, so that a tile never reads outside.
  t->a_in_place = t->n <= IN_PLACE_COLUMNS * set->tile_columns;
  t->b_in_place = t->b_column == 1 && t->m <= IN_PLACE_ROWS * set->tile_rows;

  // B is packed for the whole depth, if so many columns fit in the memory for it.
  int64_t fitting = SHARED_BYTES / t->width / t->k;
  int64_t columns = divided_up(t->n, divided_up(t->n, fitting > COLUMN_BLOCK ? fitting : COLUMN_BLOCK));
  columns = divided_up(columns, set->tile_columns) * set->tile_columns;
  int64_t depths = SHARED_BYTES / t->width / columns / t->most_depth;
  int64_t depth = at_most(depths > 1 ? depths : 1, depth_blocks) * t->most_depth;
  t->b_bytes = columns * at_most(depth, t->k) * t->width;
  int is_own = t->threads > 1 && t->threads <= OWN_THREADS && t->b_bytes <= OWN_BYTES;
  t->panels_b = is_own ? NULL : cr_scratch(CR_SCRATCH_FACTOR, (size_t)t->b_bytes);
  t->packing_columns = divided_up(PACKING_VOLUME, set->tile_columns * t->most_depth) * set->tile_columns;

  // Parts are rows of c; where there are too few, columns too.
  int64_t parts = wanted_parts(t), tiles = divided_up(t->m, set->tile_rows);
  int64_t row_parts = divided_up(tiles, set->row_block / set->tile_rows);
  int64_t most_row_parts = divided_up(tiles, PART_TILES);
  if (row_parts < parts) row_parts = at_most(parts, most_row_parts);
  int64_t even = divided_up(row_parts, t->threads) * t->threads;
  if (even <= most_row_parts) row_parts = even;
  t->part_rows = divided_up(tiles, row_parts) * set->tile_rows;
  row_parts = divided_up(t->m, t->part_rows);
  int64_t panels = columns / set->tile_columns;
  int64_t column_parts = at_most(divided_up(parts, row_parts), divided_up(panels, PART_TILES));
  int64_t part_panels = divided_up(panels, column_parts);
  if (t->epilogue) {
    int64_t most = EPILOGUE_BYTES / t->width / (t->part_rows * set->tile_columns);
    if (part_panels > most) part_panels = divided_up(panels, divided_up(panels, most));
  }
  t->part_columns = at_most(part_panels * set->tile_columns, columns);
  leave_rows_whole(t);
  t->c_is_aside = c_is_scratch && t->epilogue && depth >= t->k &&
                  t->epilogue->input_count + t->epilogue->output_count <= MOST_VIEWS;

  for (t->first_column = 0; t->first_column < t->n; t->first_column += columns) {
    t->end_column = at_most(t->first_column + columns, t->n);
    t->column_parts = divided_up(t->end_column - t->first_column, t->part_columns);
    t->packing_parts_of_block = divided_up(t->end_column - t->first_column, t->packing_columns);
    for (t->first_depth = 0; t->first_depth < t->k; t->first_depth += depth) {
      t->end_depth = at_most(t->first_depth + depth, t->k);
      t->packing_parts = divided_up(t->end_depth - t->first_depth, t->most_depth) * t->packing_parts_of_block;
      if (is_own) {
        static _Atomic int64_t rounds;
        t->packing_parts = 0;
        t->round = 1 + atomic_fetch_add_explicit(&rounds, 1, memory_order_relaxed);
      }
      atomic_store_explicit(&t->packed, 0, memory_order_relaxed);
      run_parts(t, t->packing_parts + row_parts * t->column_parts, run_packed_part);
    }
  }
}

// A product that threads may share, or one that is packed.
static __attribute__((noinline)) void run_large(task *t, int c_is_scratch) {
  const cr_fused *epilogue = t->epilogue;
  t->width = t->type == CR_FLOAT32 ? sizeof(float) : sizeof(double);
  int is_epilogue_local = epilogue && is_local(t);
  if (!is_epilogue_local || (!t->unpacked && c_is_scratch && find_sum(t))) t->epilogue = NULL;
  int64_t volume = t->m * t->n * t->k;
  t->threads = volume >= WAKING_VOLUME || (volume >= SHARED_VOLUME && cr_workers_are_awake()) ? cr_threads() : 1;
  if (t->unpacked)
    run_unpacked(t);
  else
    run_packed(t, c_is_scratch);
  if (epilogue && !t->epilogue && !t->is_sum) cr_run_fused(epilogue, t->bases);
}

// The way is chosen by the shape of the whole product; only for a vector does the layout have a say.
static inline __attribute__((always_inline)) void run(cr_scalar type, int64_t m, int64_t n, int64_t k, const void *a,
                                                      int64_t a_row, int64_t a_column, const void *b, int64_t b_row,
                                                      int64_t b_column, void *c, const cr_fused *epilogue,
                                                      void *const *bases, int c_is_scratch) {
  int64_t volume = m * n * k;
  if (volume == 0) {
    memset(c, 0, (size_t)(m * n) * (type == CR_FLOAT32 ? sizeof(float) : sizeof(double)));
    if (epilogue) cr_run_fused(epilogue, bases);
    return;
  }
  const kernels *set = cr_matmul_kernels(type);
  int is_transposed = n == 1;
  if (is_transposed) {
    // Matrix times column is row times matrix, transposed: as c is contiguous, it is the same numbers.
    int64_t row = a_row, column = a_column;
    const void *start = a;
    a = b, a_row = b_column, a_column = b_row;
    b = start, b_row = column, b_column = row;
    n = m, m = 1;
  }
  product *unpacked = NULL;
  if (m == 1)
    unpacked = b_row == 1 && (b_column != 1 || is_transposed) ? set->dots : set->direct;
  else if (k <= DIRECT_DEPTH && (m <= DIRECT_SIDE || volume <= DIRECT_VOLUME))
    unpacked = set->direct;
  if (unpacked && volume < SHARED_VOLUME) {
    unpacked(m, n, k, a, a_row, a_column, b, b_row, b_column, c, n);
    if (epilogue) cr_run_fused(epilogue, bases);
    return;
  }
  task t;
  t.type = type;
  t.set = set;
  t.unpacked = unpacked;
  t.m = m, t.n = n, t.k = k;
  t.a = a, t.a_row = a_row, t.a_column = a_column;
  t.b = b, t.b_row = b_row, t.b_column = b_column;
  t.c = c, t.c_row = n;
  t.is_sum = 0, t.scale = 1;
  t.is_transposed = is_transposed;
  t.epilogue = epilogue;
  t.bases = bases;
  run_large(&t, c_is_scratch);
}

void cr_matmul(cr_scalar type, int64_t m, int64_t n, int64_t k, const void *a, int64_t a_row, int64_t a_column,
               const void *b, int64_t b_row, int64_t b_column, void *c) {
  run(type, m, n, k, a, a_row, a_column, b, b_row, b_column, c, NULL, NULL, 0);
}

// Products of a batch that are too small to be shared one by one.
typedef struct batch {
  const cr_product *step;
  const char *a, *b;
  char *c;
  void *const *bases;
  int64_t width, count_in_part;
} batch;

static void run_batch_part(void *context, int64_t part) {
  const batch *x = context;
  const cr_product *s = x->step;
  int64_t end = at_most((part + 1) * x->count_in_part, s->batch);
  for (int64_t i = part * x->count_in_part; i < end; i++)
    run(s->type, s->m, s->n, s->k, x->a + i * s->a_batch * x->width, s->a.row_stride, s->a.column_stride,
                 x->b + i * s->b_batch * x->width, s->b.row_stride, s->b.column_stride,
                 x->c + i * s->c_batch * x->width, s->epilogue, x->bases, s->is_scratch);
}

void cr_run_product(const cr_product *step, void *const *bases) {
  batch x = {step,
             (const char *)bases[step->a.place.base] + step->a.place.offset,
             (const char *)bases[step->b.place.base] + step->b.place.offset,
             (char *)bases[step->c.base] + step->c.offset,
             bases,
             step->type == CR_FLOAT32 ? sizeof(float) : sizeof(double),
             step->batch};
  int64_t volume = step->m * step->n * step->k;
  if (step->batch == 1 || volume >= SHARED_VOLUME || volume * step->batch < SHARED_VOLUME) return run_batch_part(&x, 0);
  x.count_in_part = divided_up(PART_VOLUME, volume + 1);
  cr_parallel(divided_up(step->batch, x.count_in_part), &x, run_batch_part);
}
