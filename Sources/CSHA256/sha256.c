#include "sha256.h"

#include <string.h>

#if defined(__x86_64__)

#include <cpuid.h>
#include <immintrin.h>

#include "constants.h"

#define WITH_SHA __attribute__((target("sha,sse4.1,ssse3")))

int reprieve_sha256_is_there(void) {
  unsigned a, b, c, d;
  if (!__get_cpuid_count(7, 0, &a, &b, &c, &d) || !(b & (1u << 29))) return 0;
  if (!__get_cpuid(1, &a, &b, &c, &d)) return 0;
  return (c & (1u << 19)) && (c & (1u << 9));  // SSE4.1, SSSE3
}

// The instructions want the state as {a, b, e, f} and {c, d, g, h}.
typedef struct {
  __m128i abef, cdgh;
} State;

WITH_SHA static inline State load(const uint32_t words[8]) {
  __m128i low = _mm_loadu_si128((const __m128i *)words);
  __m128i high = _mm_loadu_si128((const __m128i *)(words + 4));
  low = _mm_shuffle_epi32(low, 0xB1);
  high = _mm_shuffle_epi32(high, 0x1B);
  State state;
  state.abef = _mm_alignr_epi8(low, high, 8);
  state.cdgh = _mm_blend_epi16(high, low, 0xF0);
  return state;
}

WITH_SHA static inline void store(State state, uint32_t words[8]) {
  __m128i feba = _mm_shuffle_epi32(state.abef, 0x1B);
  __m128i dchg = _mm_shuffle_epi32(state.cdgh, 0xB1);
  _mm_storeu_si128((__m128i *)words, _mm_blend_epi16(feba, dchg, 0xF0));
  _mm_storeu_si128((__m128i *)(words + 4), _mm_alignr_epi8(dchg, feba, 8));
}

// Four rounds of `lanes` messages, then the four words of the schedule that come 16 later.
#define ROUNDS(i)                                                                          \
  for (int lane = 0; lane < lanes; lane++) {                                               \
    __m128i sum = _mm_add_epi32(w[lane][(i) & 3], _mm_load_si128((const __m128i *)(K + 4 * (i)))); \
    state[lane].cdgh = _mm_sha256rnds2_epu32(state[lane].cdgh, state[lane].abef, sum);     \
    state[lane].abef = _mm_sha256rnds2_epu32(                                              \
      state[lane].abef, state[lane].cdgh, _mm_shuffle_epi32(sum, 0x0E));                   \
  }

#define SCHEDULE(i)                                                                        \
  for (int lane = 0; lane < lanes; lane++) {                                               \
    __m128i next = _mm_sha256msg1_epu32(w[lane][(i) & 3], w[lane][((i) + 1) & 3]);         \
    next = _mm_add_epi32(                                                                  \
      next, _mm_alignr_epi8(w[lane][((i) + 3) & 3], w[lane][((i) + 2) & 3], 4));           \
    w[lane][(i) & 3] = _mm_sha256msg2_epu32(next, w[lane][((i) + 3) & 3]);                 \
  }

WITH_SHA static inline __attribute__((always_inline)) void compress(
  State *state, const uint8_t *const *blocks, const int lanes
) {
  const __m128i swap = _mm_set_epi64x(0x0c0d0e0f08090a0bULL, 0x0405060700010203ULL);
  State before[2];
  __m128i w[2][4];
  for (int lane = 0; lane < lanes; lane++) {
    before[lane] = state[lane];
    for (int part = 0; part < 4; part++)
      w[lane][part] = _mm_shuffle_epi8(
        _mm_loadu_si128((const __m128i *)(blocks[lane] + 16 * part)), swap);
  }
#pragma clang loop unroll(full)
  for (int i = 0; i < 12; i++) {
    ROUNDS(i)
    SCHEDULE(i)
  }
#pragma clang loop unroll(full)
  for (int i = 12; i < 16; i++) { ROUNDS(i) }
  for (int lane = 0; lane < lanes; lane++) {
    state[lane].abef = _mm_add_epi32(state[lane].abef, before[lane].abef);
    state[lane].cdgh = _mm_add_epi32(state[lane].cdgh, before[lane].cdgh);
  }
}

WITH_SHA static void compress_one(State *state, const uint8_t *block) {
  compress(state, &block, 1);
}

WITH_SHA static void compress_two(State *state, const uint8_t *left, const uint8_t *right) {
  const uint8_t *blocks[2] = {left, right};
  compress(state, blocks, 2);
}

WITH_SHA void reprieve_sha256_blocks(uint32_t words[8], const uint8_t *bytes, size_t blocks) {
  State state = load(words);
  for (size_t i = 0; i < blocks; i++) compress_one(&state, bytes + 64 * i);
  store(state, words);
}

// A message 0x00 || line in blocks: the first has the prefix in front, the last one or two the
// padding; those are made here, all others stand in the line.
typedef struct {
  const uint8_t *line;
  size_t length, blocks, tail;
  uint8_t first[64], last[128];
} Leaf;

static void prepare(Leaf *leaf, const uint8_t *line, size_t length) {
  size_t message = length + 1;
  size_t full = message / 64, rest = message % 64;
  leaf->line = line;
  leaf->length = length;
  leaf->tail = full;
  leaf->blocks = full + (rest < 56 ? 1 : 2);
  memset(leaf->last, 0, sizeof leaf->last);
  if (full == 0) {
    memcpy(leaf->last + 1, line, length);
  } else {
    leaf->first[0] = 0;
    memcpy(leaf->first + 1, line, 63);
    memcpy(leaf->last, line + 64 * full - 1, rest);
  }
  leaf->last[rest] = 0x80;
  uint64_t bits = (uint64_t)message * 8;
  uint8_t *end = leaf->last + (rest < 56 ? 64 : 128);
  for (int i = 1; i <= 8; i++, bits >>= 8) end[-i] = (uint8_t)bits;
}

static inline const uint8_t *block(const Leaf *leaf, size_t i) {
  if (i >= leaf->tail) return leaf->last + 64 * (i - leaf->tail);
  return i == 0 ? leaf->first : leaf->line + 64 * i - 1;
}

WITH_SHA void reprieve_sha256_leaves(
  const uint8_t *bytes, const uint32_t *ends, size_t count, size_t gap, uint32_t *digests
) {
  Leaf leaf[2];
  size_t start = 0, i = 0;
  for (; i + 2 <= count; i += 2) {
    State state[2] = {load(START), load(START)};
    size_t second = ends[i] + gap;
    prepare(&leaf[0], bytes + start, ends[i] - start);
    prepare(&leaf[1], bytes + second, ends[i + 1] - second);
    start = ends[i + 1] + gap;
    size_t both = leaf[0].blocks < leaf[1].blocks ? leaf[0].blocks : leaf[1].blocks;
    for (size_t at = 0; at < both; at++)
      compress_two(state, block(&leaf[0], at), block(&leaf[1], at));
    for (int lane = 0; lane < 2; lane++) {
      for (size_t at = both; at < leaf[lane].blocks; at++)
        compress_one(&state[lane], block(&leaf[lane], at));
      store(state[lane], digests + 8 * (i + lane));
    }
  }
  if (i < count) {
    State state = load(START);
    prepare(&leaf[0], bytes + start, ends[i] - start);
    for (size_t at = 0; at < leaf[0].blocks; at++) compress_one(&state, block(&leaf[0], at));
    store(state, digests + 8 * i);
  }
}

// A message of 65 bytes: 0x01, then two digests, in two blocks.
WITH_SHA static void lay_out(uint8_t blocks[128], const uint32_t *children) {
  blocks[0] = 1;
  for (int i = 0; i < 16; i++) {
    uint32_t word = __builtin_bswap32(children[i]);
    memcpy(blocks + 1 + 4 * i, &word, 4);
  }
  memset(blocks + 65, 0, 63);
  blocks[65] = 0x80;
  blocks[126] = 0x02;  // 520 bits
  blocks[127] = 0x08;
}

WITH_SHA void reprieve_sha256_nodes(const uint32_t *children, size_t pairs, uint32_t *digests) {
  uint8_t blocks[2][128];
  size_t i = 0;
  for (; i + 2 <= pairs; i += 2) {
    State state[2] = {load(START), load(START)};
    lay_out(blocks[0], children + 16 * i);
    lay_out(blocks[1], children + 16 * (i + 1));
    compress_two(state, blocks[0], blocks[1]);
    compress_two(state, blocks[0] + 64, blocks[1] + 64);
    store(state[0], digests + 8 * i);
    store(state[1], digests + 8 * (i + 1));
  }
  if (i < pairs) {
    State state = load(START);
    lay_out(blocks[0], children + 16 * i);
    compress_one(&state, blocks[0]);
    compress_one(&state, blocks[0] + 64);
    store(state, digests + 8 * i);
  }
}

#else

int reprieve_sha256_is_there(void) { return 0; }
void reprieve_sha256_blocks(uint32_t state[8], const uint8_t *bytes, size_t blocks) {
  __builtin_trap();
}
void reprieve_sha256_leaves(
  const uint8_t *bytes, const uint32_t *ends, size_t count, size_t gap, uint32_t *digests
) {
  __builtin_trap();
}
void reprieve_sha256_nodes(const uint32_t *children, size_t pairs, uint32_t *digests) {
  __builtin_trap();
}

#endif
