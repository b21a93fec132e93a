/*
 * lookalike: which ASCII letter or digit a character is easily taken for.
 *
 * People read shapes: ꓣꓳꓳꓔ (Lisu) is ROOT to them, and гоот (Cyrillic) is
 * root.  The table has those letters of living scripts, in both cases, that
 * look like a letter of ASCII in common fonts, and the decimal digits of all
 * scripts.  Which letter looks like which is taken from Unicode's security
 * mechanisms (UTS #39, confusables).  Accents, and letters that are similar
 * only at a glance, are not in it: where to stop would be a matter of taste.
 *
 * Pure functions for any thread.
 */
#ifndef LOOKALIKE_H
#define LOOKALIKE_H

#include <stdbool.h>
#include <stdint.h>

/*
 * The small letter or the digit of ASCII that `c` looks like, or `c`.  A
 * capital I is the same as a small l, so all of I, i, L and l are 'l'.
 */
uint32_t lookalike_of(uint32_t c);

/*
 * Whether a letter looks like punctuation: dots, colons, commas and strokes
 * that count as letters in their scripts (tones, length, iteration).
 */
bool lookalike_is_punctuation(uint32_t c);

#endif
