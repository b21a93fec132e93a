/*
 * text: is it UTF-8, and is it safe on everybody's terminal?
 *
 * Pure functions on bytes with a length; nothing here ends at a NUL.  The
 * server cleans what it relays, and the client cleans again what it shows.
 *
 * Clean text is UTF-8 (RFC 3629: no overlong forms, no surrogates, nothing
 * above U+10FFFF) without the control characters C0 (TAB excepted), DEL and
 * C1, without the line separators U+2028 and U+2029, without the bidi
 * embeddings and overrides U+202A to U+202E, and with every bidi isolate
 * (U+2066 to U+2068) closed by a U+2069 within the text (UAX #9).
 */
#ifndef TEXT_H
#define TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* text_clean() writes at most this many times the length of its input. */
#define TEXT_GROWTH 3

/* The most bytes of one encoded character. */
#define TEXT_CHAR_MAX 4

/* Whether text_clean() would change nothing. */
bool text_is_clean(const void *bytes, size_t len);

/* Whether it is UTF-8, clean or not. */
bool text_is_valid(const void *bytes, size_t len);

/*
 * Writes the clean form of `bytes` to `out`, which has room for
 * len * TEXT_GROWTH bytes and does not overlap; returns how many it wrote.
 * What is unsafe is left out; a run of bytes that are not UTF-8 becomes one
 * U+FFFD.  The run ends where Unicode says (chapter 3.9, "substitution of
 * maximal subparts"), so that no character after it is lost.
 * So text at most doubles, but for a bad byte before each isolate, of which 4
 * bytes become 9, or at the end.
 */
size_t text_clean(const void *bytes, size_t len, char *out);

/*
 * Decodes the character at the start of `bytes`, len > 0.  Returns its length
 * in bytes and stores it in *c; returns 0 if there is no valid character.
 */
size_t text_decode(const void *bytes, size_t len, uint32_t *c);

/* Encodes c, a Unicode scalar value; returns the bytes written. */
size_t text_encode(uint32_t c, char out[TEXT_CHAR_MAX]);

/* White space of any script, as Unicode's White_Space property has it. */
bool text_is_space(uint32_t c);

/* Whether there is nothing but white space (or nothing at all). */
bool text_is_blank(const void *bytes, size_t len);

/* The length of the longest prefix of clean text with at most max bytes. */
size_t text_cut(const void *bytes, size_t len, size_t max);

/*
 * Makes a piece of clean text, cut between characters, clean again: closes the
 * isolates that the cut has left open.  If that does not fit into `max` bytes,
 * text is removed from the end.  Returns the new length; len <= max.
 */
size_t text_close(char *text, size_t len, size_t max);

/*
 * Keeps clean text in `out`, which has `size` bytes, at least 1, with a NUL:
 * as much as fits, and clean again.
 */
void text_keep(const void *bytes, size_t len, char *out, size_t size);

#endif
