// Block programs: a short list of elementary operations, run over blocks of numbers that stay in the cache.
#include "chain_rule.h"

#include <math.h>
#include <stdlib.h>

#define BLOCK 512

#define T float
#define NAME(x) x##_f32
#define M(name) name##f
#include "elementwise.inc"
#undef T
#undef NAME
#undef M

#define T double
#define NAME(x) x##_f64
#define M(name) name
#include "elementwise.inc"
#undef T
#undef NAME
#undef M

void cr_elementwise(cr_scalar type, const cr_instruction *instructions, int32_t instruction_count,
                    const cr_operand *inputs, int32_t input_count, const double *constants, int32_t constant_count,
                    int32_t register_count, void *output, int64_t count) {
  if (type == CR_FLOAT32)
    program_f32(instructions, instruction_count, inputs, input_count, constants, constant_count, register_count, output,
                count);
  else
    program_f64(instructions, instruction_count, inputs, input_count, constants, constant_count, register_count, output,
                count);
}

double cr_elementary(cr_scalar type, int32_t opcode, double a, double b, double c) {
  return type == CR_FLOAT32 ? (double)single_f32(opcode, (float)a, (float)b, (float)c) : single_f64(opcode, a, b, c);
}
