// The kernels of ChainRule: plain C over raw memory, for float and double. Not an interface for users.
//
// Every function takes the scalar type as a value, so that the Swift side needs no generic code to call it.
#ifndef CHAIN_RULE_H
#define CHAIN_RULE_H

#include <stdint.h>

typedef enum cr_scalar { CR_FLOAT32 = 0, CR_FLOAT64 = 1 } cr_scalar;

// Instruction sets that the kernels are compiled for. One is chosen when a kernel first runs: the best that the machine
// has, or the one that the environment variable CHAINRULE_ISA names (baseline, avx2, avx512, neon). A name that is none
// of those that the machine has stops the program.
enum { CR_BASELINE, CR_AVX2, CR_AVX512, CR_NEON, CR_INSTRUCTION_SET_COUNT };

// The one in use, the best one, whether this machine has one; and their names (−1: no such name).
int32_t cr_instruction_set(void);
int32_t cr_instruction_set_best(void);
int32_t cr_instruction_set_is_available(int32_t set);
const char *cr_instruction_set_name(int32_t set);
int32_t cr_instruction_set_named(const char *name);
// Uses another one that is available from now on. Kernels that are running finish as they began.
void cr_set_instruction_set(int32_t set);

// Elementary elementwise operations: the instruction set of block programs.
enum {
  // one operand
  CR_NEGATE, CR_SQUARE, CR_SQRT, CR_EXP, CR_LOG, CR_LOG1P, CR_EXPM1, CR_SIN, CR_COS, CR_TANH, CR_SIGMOID, CR_SOFTPLUS,
  CR_RELU, CR_ABS, CR_SIGN, CR_ERF,
  // two operands
  CR_ADD, CR_SUBTRACT, CR_MULTIPLY, CR_DIVIDE, CR_POWER, CR_MINIMUM, CR_MAXIMUM, CR_GREATER, CR_GREATER_EQUAL, CR_LESS,
  CR_LESS_EQUAL, CR_EQUAL, CR_NOT_EQUAL,
  // three operands
  CR_SELECT,
  CR_OPCODE_COUNT
};

// One step of a block program. Registers are numbered: inputs, then constants, then temporaries.
typedef struct cr_instruction {
  int32_t opcode, destination, a, b, c;
} cr_instruction;

// Memory that a program reads: `stride` is 1 for consecutive scalars, 0 for one scalar that serves every element.
typedef struct cr_operand {
  const void *base;
  int64_t stride;
} cr_operand;

// output[i] = program(inputs[i]...) for i in 0..<count; the last instruction's destination is the output.
void cr_elementwise(cr_scalar type, const cr_instruction *instructions, int32_t instruction_count,
                    const cr_operand *inputs, int32_t input_count, const double *constants, int32_t constant_count,
                    int32_t register_count, void *output, int64_t count);

// One elementary operation on single numbers, computed in float or double precision.
double cr_elementary(cr_scalar type, int32_t opcode, double a, double b, double c);

// destination(i) = source(i) over a box of `rank` axes, each side with its own strides (in scalars).
void cr_copy(cr_scalar type, int32_t rank, const int32_t *shape, const int32_t *source_strides, const void *source,
             const int32_t *destination_strides, void *destination);

// Writes, row by row, the elements of a strided matrix whose column is one of `indices`, in their order.
void cr_gather(cr_scalar type, int64_t rows, int64_t row_stride, int64_t column_stride, const void *source,
               const int64_t *indices, int64_t count, void *destination);

// A row-major [outer, length, inner] block's entries of the middle axis, `count` of them named by `indices`, in order.
void cr_gather_axis(cr_scalar type, int64_t outer, int64_t length, int64_t inner, const void *source,
                    const int64_t *indices, int64_t count, void *destination);
// The reverse: entry i of the source is added to entry indices[i] of a destination of that shape, all zero before.
void cr_scatter_axis(cr_scalar type, int64_t outer, int64_t length, int64_t inner, const void *source,
                     const int64_t *indices, int64_t count, void *destination);

// destination[0..<count] = value
void cr_fill(cr_scalar type, double value, void *destination, int64_t count);

// Reductions of a row-major [outer, count, inner] block over its middle axis.
void cr_sum(cr_scalar type, const void *source, void *destination, int64_t outer, int64_t count, int64_t inner);
void cr_max(cr_scalar type, const void *source, void *destination, int64_t outer, int64_t count, int64_t inner);
// The index of the first maximum, as a scalar; a NaN counts as the maximum.
void cr_argmax(cr_scalar type, const void *source, void *destination, int64_t outer, int64_t count, int64_t inner);

// c (m × n, row-major, contiguous) = a (m × k) · b (k × n), where a and b have any row and column strides.
void cr_matmul(cr_scalar type, int64_t m, int64_t n, int64_t k, const void *a, int64_t a_row, int64_t a_column,
               const void *b, int64_t b_row, int64_t b_column, void *c);

// How many threads one piece of work may use: CHAINRULE_THREADS, or the number of processors, unless it is set. Where
// the variable is not a whole number from 1 to 64, the program stops.
int32_t cr_threads(void);
void cr_set_threads(int32_t threads);
// Runs body(context, part) for every part in 0..<parts, on several threads at once. Which thread runs a part, and in what
// order, is left to chance: a result must not depend on it.
void cr_parallel(int64_t parts, void *context, void (*body)(void *context, int64_t part));

// Puts a block of memory aside for the next tape; takes one that was put aside, or NULL. Safe from any thread.
void cr_recycle(void *block);
void *cr_recycled(void);

// An address that each thread keeps for itself: the memory that small tensors are taken from, or NULL.
extern _Thread_local void *cr_arena_of_thread;
static inline void *cr_arena(void) { return cr_arena_of_thread; }
static inline void cr_set_arena(void *arena) { cr_arena_of_thread = arena; }

// The bytes of tensor memory that are alive, and the most that ever were since the last reset.
void cr_memory_add(int64_t bytes);
// The blocks of tensor memory that were ever allocated.
void cr_memory_count_allocation(void);
int64_t cr_memory_allocations(void);
int64_t cr_memory_live(void);
int64_t cr_memory_peak(void);
void cr_memory_reset_peak(void);

// The most memory that the process has held, in bytes; 0 where the system does not say.
int64_t cr_peak_resident_bytes(void);

#endif
