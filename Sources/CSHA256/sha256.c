#include "sha256.h"

#include <string.h>

#if defined(__x86_64__)

#include <cpuid.h>
#include <immintrin.h>

// The constants of the rounds and the state before the first block (FIPS 180-4, sections 4.2.2 and
// 5.3.3).

static const uint32_t K[64] __attribute__((aligned(16))) = {
  0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
  0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
  0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
  0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
  0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
  0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
  0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
  0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};

static const uint32_t START[8] = {
  0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
};

// MARK: two messages at a time, by the instructions for SHA-256

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

// MARK: sixteen messages at a time, in vectors of 512 bits

#define WITH_WIDE __attribute__((target("avx512f,avx512bw")))

int reprieve_sha256_is_wide(void) {
  unsigned a, b, c, d;
  // Lines that are left over go to the processor's own instructions.
  if (!reprieve_sha256_is_there()) return 0;
  if (!__get_cpuid(1, &a, &b, &c, &d) || !(c & (1u << 27))) return 0;
  // Whether the system keeps all registers when it changes threads: XCR0, bits 1, 2, 5 to 7.
  unsigned low, high;
  __asm__("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
  if ((low & 0xE6) != 0xE6) return 0;
  if (!__get_cpuid_count(7, 0, &a, &b, &c, &d)) return 0;
  const unsigned wanted = 1u << 16 | 1u << 30;  // AVX-512 F, BW
  return (b & wanted) == wanted;
}

#define LANES 16

// Row i has word j of lane i; afterwards row j has word j of all lanes.
WITH_WIDE static inline __attribute__((always_inline)) void transpose(__m512i rows[16]) {
  __m512i half[16];
#pragma clang loop unroll(full)
  for (int i = 0; i < 16; i += 4) {
    __m512i ab = _mm512_unpacklo_epi32(rows[i], rows[i + 1]);
    __m512i AB = _mm512_unpackhi_epi32(rows[i], rows[i + 1]);
    __m512i cd = _mm512_unpacklo_epi32(rows[i + 2], rows[i + 3]);
    __m512i CD = _mm512_unpackhi_epi32(rows[i + 2], rows[i + 3]);
    half[i] = _mm512_unpacklo_epi64(ab, cd);
    half[i + 1] = _mm512_unpackhi_epi64(ab, cd);
    half[i + 2] = _mm512_unpacklo_epi64(AB, CD);
    half[i + 3] = _mm512_unpackhi_epi64(AB, CD);
  }
#pragma clang loop unroll(full)
  for (int i = 0; i < 4; i++) {
    __m512i low = _mm512_shuffle_i32x4(half[i], half[i + 4], 0x88);
    __m512i high = _mm512_shuffle_i32x4(half[i], half[i + 4], 0xDD);
    __m512i LOW = _mm512_shuffle_i32x4(half[i + 8], half[i + 12], 0x88);
    __m512i HIGH = _mm512_shuffle_i32x4(half[i + 8], half[i + 12], 0xDD);
    rows[i] = _mm512_shuffle_i32x4(low, LOW, 0x88);
    rows[i + 4] = _mm512_shuffle_i32x4(high, HIGH, 0x88);
    rows[i + 8] = _mm512_shuffle_i32x4(low, LOW, 0xDD);
    rows[i + 12] = _mm512_shuffle_i32x4(high, HIGH, 0xDD);
  }
}

#define ROTATE _mm512_ror_epi32
#define ADD _mm512_add_epi32
// Of three words, bit by bit: their sum without carry, the majority, and a choice by the first.
#define XOR3(x, y, z) _mm512_ternarylogic_epi32(x, y, z, 0x96)
#define MAJORITY(x, y, z) _mm512_ternarylogic_epi32(x, y, z, 0xE8)
#define CHOICE(x, y, z) _mm512_ternarylogic_epi32(x, y, z, 0xCA)

// One block of each lane whose bit is set in `active`; words of the message by number.
WITH_WIDE static inline __attribute__((always_inline)) void compress_wide(
  __m512i state[8], __m512i w[16], __mmask16 active
) {
  __m512i a = state[0], b = state[1], c = state[2], d = state[3];
  __m512i e = state[4], f = state[5], g = state[6], h = state[7];
#pragma clang loop unroll(full)
  for (int t = 0; t < 64; t++) {
    if (t >= 16) {
      __m512i early = w[(t + 1) & 15], late = w[(t + 14) & 15];
      __m512i sigma0 = XOR3(ROTATE(early, 7), ROTATE(early, 18), _mm512_srli_epi32(early, 3));
      __m512i sigma1 = XOR3(ROTATE(late, 17), ROTATE(late, 19), _mm512_srli_epi32(late, 10));
      w[t & 15] = ADD(ADD(w[t & 15], w[(t + 9) & 15]), ADD(sigma0, sigma1));
    }
    __m512i step = ADD(ADD(h, _mm512_set1_epi32((int)K[t])), w[t & 15]);
    step = ADD(step, XOR3(ROTATE(e, 6), ROTATE(e, 11), ROTATE(e, 25)));
    step = ADD(step, CHOICE(e, f, g));
    __m512i sum = ADD(XOR3(ROTATE(a, 2), ROTATE(a, 13), ROTATE(a, 22)), MAJORITY(a, b, c));
    h = g;
    g = f;
    f = e;
    e = ADD(d, step);
    d = c;
    c = b;
    b = a;
    a = ADD(step, sum);
  }
  const __m512i after[8] = {a, b, c, d, e, f, g, h};
#pragma clang loop unroll(full)
  for (int i = 0; i < 8; i++) state[i] = _mm512_mask_add_epi32(state[i], active, state[i], after[i]);
}

WITH_WIDE static inline void begin(__m512i state[8]) {
  for (int i = 0; i < 8; i++) state[i] = _mm512_set1_epi32((int)START[i]);
}

// Puts the digest of each of the first lanes at its place, counted in digests.
WITH_WIDE static inline void store_wide(
  const __m512i state[8], const uint16_t *places, int lanes, uint32_t *digests
) {
  __m512i rows[16];
  for (int i = 0; i < 8; i++) rows[i] = state[i];
  for (int i = 8; i < 16; i++) rows[i] = _mm512_setzero_si512();
  transpose(rows);
  for (int lane = 0; lane < lanes; lane++)
    _mm256_storeu_si256(
      (__m256i *)(digests + 8 * (size_t)places[lane]), _mm512_castsi512_si256(rows[lane]));
}

typedef struct {
  const uint8_t *line;
  uint32_t message;  // bytes, the prefix included
  uint32_t blocks;
} WideLeaf;

// Block i of 0x00 || line || padding. The bytes that a mask leaves out are not touched.
WITH_WIDE static inline __attribute__((always_inline)) __m512i row(
  const WideLeaf *leaf, uint32_t i
) {
  const uint8_t *start = leaf->line + 64 * (size_t)i - 1;
  int64_t rest = (int64_t)leaf->message - 64 * (int64_t)i;
  if (rest >= 64 && i > 0) return _mm512_loadu_si512(start);
  __mmask64 mask = rest >= 64 ? ~0ULL : rest > 0 ? (1ULL << rest) - 1 : 0;
  if (i == 0) mask &= ~1ULL;
  __m512i bytes = _mm512_maskz_loadu_epi8(mask, start);
  if (rest >= 0 && rest < 64)
    bytes = _mm512_mask_mov_epi8(bytes, 1ULL << rest, _mm512_set1_epi8((char)0x80));
  if (i + 1 == leaf->blocks) {
    uint64_t bits = __builtin_bswap64((uint64_t)leaf->message * 8);
    bytes = _mm512_mask_mov_epi64(bytes, 0x80, _mm512_set1_epi64((long long)bits));
  }
  return bytes;
}

// Leaves at so many places, at most one for each lane.
WITH_WIDE static void leaves_of_group(
  const WideLeaf *leaves, const uint16_t *places, int lanes, uint32_t *digests
) {
  const __m512i swap = _mm512_broadcast_i32x4(
    _mm_set_epi64x(0x0c0d0e0f08090a0bULL, 0x0405060700010203ULL));
  __m512i state[8], w[16];
  begin(state);
  uint32_t most = 0;
  for (int lane = 0; lane < lanes; lane++)
    if (leaves[places[lane]].blocks > most) most = leaves[places[lane]].blocks;
  for (uint32_t i = 0; i < most; i++) {
    __mmask16 active = 0;
    for (int lane = 0; lane < LANES; lane++) {
      if (lane < lanes && i < leaves[places[lane]].blocks) {
        active |= (__mmask16)(1u << lane);
        w[lane] = row(leaves + places[lane], i);
      } else {
        w[lane] = _mm512_setzero_si512();
      }
    }
    transpose(w);
#pragma clang loop unroll(full)
    for (int word = 0; word < 16; word++) w[word] = _mm512_shuffle_epi8(w[word], swap);
    compress_wide(state, w, active);
  }
  store_wide(state, places, lanes, digests);
}

// Lines that go side by side should have equally many blocks.
#define BATCH 512
#define LONGEST 64
// So many lines take as long in lanes as two at a time.
#define FEWEST 8

WITH_WIDE static void leaves_of_batch(
  const uint8_t *bytes, size_t start, const uint32_t *ends, size_t count, size_t gap,
  uint32_t *digests
) {
  WideLeaf leaves[BATCH];
  uint16_t order[BATCH], begins[LONGEST + 2] = {0};
  for (size_t i = 0; i < count; i++) {
    leaves[i].line = bytes + start;
    leaves[i].message = ends[i] - (uint32_t)start + 1;
    leaves[i].blocks = (leaves[i].message + 8) / 64 + 1;
    start = (size_t)ends[i] + gap;
    begins[(leaves[i].blocks > LONGEST ? LONGEST : leaves[i].blocks) + 1]++;
  }
  for (int blocks = 1; blocks <= LONGEST; blocks++) begins[blocks + 1] += begins[blocks];
  for (size_t i = 0; i < count; i++)
    order[begins[leaves[i].blocks > LONGEST ? LONGEST : leaves[i].blocks]++] = (uint16_t)i;
  size_t done = 0;
  for (; done + FEWEST <= count; done += LANES)
    leaves_of_group(
      leaves, order + done, count - done < LANES ? (int)(count - done) : LANES, digests);
  for (; done < count; done++) {
    const WideLeaf *leaf = leaves + order[done];
    uint32_t end = leaf->message - 1;
    reprieve_sha256_leaves(leaf->line, &end, 1, 0, digests + 8 * (size_t)order[done]);
  }
}

void reprieve_sha256_leaves_wide(
  const uint8_t *bytes, const uint32_t *ends, size_t count, size_t gap, uint32_t *digests
) {
  for (size_t i = 0; i < count; i += BATCH)
    leaves_of_batch(
      bytes, i == 0 ? 0 : ends[i - 1] + gap, ends + i, count - i < BATCH ? count - i : BATCH, gap,
      digests + 8 * i);
}

// 0x01 || left || right: the words of both digests, a byte later, and two blocks in all.
WITH_WIDE static void nodes_of_group(const uint32_t *children, uint32_t *digests) {
  static const uint16_t places[LANES] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
  __m512i words[16], w[16], state[8];
  begin(state);
  for (int lane = 0; lane < LANES; lane++)
    words[lane] = _mm512_loadu_si512(children + 16 * lane);
  transpose(words);
  __m512i last = _mm512_set1_epi32(1);
#pragma clang loop unroll(full)
  for (int i = 0; i < 16; i++) {
    w[i] = _mm512_or_si512(_mm512_slli_epi32(last, 24), _mm512_srli_epi32(words[i], 8));
    last = words[i];
  }
  compress_wide(state, w, 0xFFFF);
  w[0] = _mm512_or_si512(_mm512_slli_epi32(last, 24), _mm512_set1_epi32(0x800000));
  for (int i = 1; i < 15; i++) w[i] = _mm512_setzero_si512();
  w[15] = _mm512_set1_epi32(520);
  compress_wide(state, w, 0xFFFF);
  store_wide(state, places, LANES, digests);
}

void reprieve_sha256_nodes_wide(const uint32_t *children, size_t pairs, uint32_t *digests) {
  size_t i = 0;
  for (; i + LANES <= pairs; i += LANES) nodes_of_group(children + 16 * i, digests + 8 * i);
  if (i < pairs) reprieve_sha256_nodes(children + 16 * i, pairs - i, digests + 8 * i);
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
int reprieve_sha256_is_wide(void) { return 0; }
void reprieve_sha256_leaves_wide(
  const uint8_t *bytes, const uint32_t *ends, size_t count, size_t gap, uint32_t *digests
) {
  __builtin_trap();
}
void reprieve_sha256_nodes_wide(const uint32_t *children, size_t pairs, uint32_t *digests) {
  __builtin_trap();
}

#endif
