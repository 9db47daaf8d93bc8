#ifndef REPRIEVE_SHA256_H
#define REPRIEVE_SHA256_H

#include <stddef.h>
#include <stdint.h>

// SHA-256 (FIPS 180-4) by the processor's own instructions, two messages at a time.
//
// One message can't keep the unit busy: each round waits for the one before. Two that have nothing
// to do with each other fill the gaps. Digests are eight words in the machine's order. Nothing here
// may be called where reprieve_sha256_is_there() says 0.

// Whether this processor has the instructions.
int reprieve_sha256_is_there(void);

// Takes whole blocks of 64 bytes into a state.
void reprieve_sha256_blocks(uint32_t state[8], const uint8_t *bytes, size_t blocks);

// Digests of 0x00 || line, for lines that stand one behind the other: line i ends before ends[i],
// line i + 1 starts at ends[i] + gap.
void reprieve_sha256_leaves(
  const uint8_t *bytes, const uint32_t *ends, size_t count, size_t gap, uint32_t *digests);

// Digests of 0x01 || left || right, for pairs of digests that stand one behind the other.
void reprieve_sha256_nodes(const uint32_t *children, size_t pairs, uint32_t *digests);

// The same for sixteen messages at a time, in vectors of 512 bits: a message in each lane, and lanes
// that are done wait. Lines are sorted by their blocks first, so that few wait. Nothing of this may be
// called where reprieve_sha256_is_wide() says 0.

// Whether this processor has AVX-512 F and BW beside the instructions above, and its system keeps
// the registers.
int reprieve_sha256_is_wide(void);

// Digests of lines, as of reprieve_sha256_leaves.
void reprieve_sha256_leaves_wide(
  const uint8_t *bytes, const uint32_t *ends, size_t count, size_t gap, uint32_t *digests);

// Digests of pairs of digests, as of reprieve_sha256_nodes.
void reprieve_sha256_nodes_wide(const uint32_t *children, size_t pairs, uint32_t *digests);

#endif
