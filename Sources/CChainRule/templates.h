// Names for code that is included once per instruction set (SET) and scalar type.
#ifndef CHAIN_RULE_TEMPLATES_H
#define CHAIN_RULE_TEMPLATES_H

#define INLINE static inline __attribute__((always_inline))
#define JOIN_(a, b, c) a##_##b##_##c
#define JOIN(a, b, c) JOIN_(a, b, c)
#define SET_NAME(x, type) JOIN(x, type, SET)

// A table of what was made of NAME: by instruction set, then scalar type. NEON is the baseline of its architecture.
#define PAIR(NAME, SET) {NAME##_f32_##SET, NAME##_f64_##SET}
#if defined(__x86_64__)
#define TABLE(NAME) {PAIR(NAME, baseline), PAIR(NAME, avx2), PAIR(NAME, avx512), PAIR(NAME, baseline)}
#else
#define TABLE(NAME) {PAIR(NAME, baseline), PAIR(NAME, baseline), PAIR(NAME, baseline), PAIR(NAME, baseline)}
#endif

#endif
