// Block programs: a short list of elementary operations, run over blocks of numbers that stay in the cache.
//
// Everything is compiled once per instruction set; cr_instruction_set() says which one runs.
#include "chain_rule.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "mathematics.h"
#include "templates.h"

#pragma STDC FP_CONTRACT OFF

// The numbers of one block, and those that every instruction works on at a time: the longest vector of floats.
#define BLOCK 512
#define LANES 16
// Registers of programs up to this size stand on the stack (32 KiB); those of longer ones are allocated.
#define STACK_BYTES (8 * BLOCK * (int64_t)sizeof(double))

#define SET baseline
#define VECTOR_BYTES 16
#if defined(__aarch64__)
#define FUSED 1
#else
#define FUSED 0
#endif
#include "elementwise_types.inc"

#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#define SET avx2
#define VECTOR_BYTES 32
#define FUSED 1
#include "elementwise_types.inc"
#pragma clang attribute pop

#pragma clang attribute push(__attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,fma"))), apply_to = function)
#define SET avx512
#define VECTOR_BYTES 64
#define FUSED 1
#include "elementwise_types.inc"
#pragma clang attribute pop
#endif

typedef void program_function(const cr_instruction *, int32_t, const cr_operand *, int32_t, const double *, int32_t,
                              int32_t, void *, int64_t);
typedef double single_function(int32_t, double, double, double);

static program_function *const programs[CR_INSTRUCTION_SET_COUNT][2] = TABLE(program);
static single_function *const singles[CR_INSTRUCTION_SET_COUNT][2] = TABLE(single);

// A long run of numbers, in parts that threads share. Where a part ends makes no difference to any number.
typedef struct run {
  program_function *program;
  const cr_instruction *instructions;
  const cr_operand *inputs;
  const double *constants;
  char *output;
  int64_t count, width;
  int32_t instruction_count, input_count, constant_count, register_count;
} run;

#define PART (BLOCK * (int64_t)64)
#define MOST_INPUTS 8

static void run_part(void *context, int64_t part) {
  const run *r = context;
  int64_t start = part * PART, count = r->count - start < PART ? r->count - start : PART;
  cr_operand inputs[MOST_INPUTS];
  for (int32_t i = 0; i < r->input_count; i++) {
    inputs[i] = r->inputs[i];
    inputs[i].base = (const char *)inputs[i].base + start * inputs[i].stride * r->width;
  }
  r->program(r->instructions, r->instruction_count, inputs, r->input_count, r->constants, r->constant_count,
             r->register_count, r->output + start * r->width, count);
}

void cr_elementwise(cr_scalar type, const cr_instruction *instructions, int32_t instruction_count,
                    const cr_operand *inputs, int32_t input_count, const double *constants, int32_t constant_count,
                    int32_t register_count, void *output, int64_t count) {
  program_function *program = programs[cr_instruction_set()][type];
  if (count < 2 * PART || input_count > MOST_INPUTS) {
    program(instructions, instruction_count, inputs, input_count, constants, constant_count, register_count, output,
            count);
    return;
  }
  run r = {program, instructions, inputs, constants, output, count, type == CR_FLOAT32 ? 4 : 8, instruction_count,
           input_count, constant_count, register_count};
  cr_parallel((count + PART - 1) / PART, &r, run_part);
}

double cr_elementary(cr_scalar type, int32_t opcode, double a, double b, double c) {
  return singles[cr_instruction_set()][type](opcode, a, b, c);
}
