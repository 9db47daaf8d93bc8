#include "sha256.h"

#if defined(__x86_64__)

#include <cpuid.h>
#include <immintrin.h>

#include "constants.h"

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
