/*
 * charset_table: what a charset has, learned from iconv(3) once.
 *
 * The bytes of peers never reach a converter of the C library.  When a charset
 * is first asked for, its converters are asked about every sequence
 * of bytes and every character, one by one, which takes a few milliseconds.
 * From then on a conversion is a look into a table.  So no text, however it
 * is made, costs more than a few nanoseconds per byte; all clients of a charset
 * share its table; and the faults that converters have had (a state that is
 * left over, a read beyond a table, a restart after each bad byte) are out
 * of a peer's reach.
 *
 * The bytes 0 to 127 are ASCII in every table, whatever a converter says.
 *
 * A table is only read once it is learned, by any number of threads.  It has
 * 10 to 15 KiB for a set of one byte, and up to 500 KiB for GB18030.
 */
#ifndef CHARSET_TABLE_H
#define CHARSET_TABLE_H

#include <stddef.h>
#include <stdint.h>

/* The most bytes of one character. */
#define CHARSET_TABLE_MAX 4

struct charset_table;

/*
 * Learns the charset that iconv_open(3) calls `system`; NULL with errno: EINVAL
 * if the system has no converter for it, or says so because it could not load
 * one; otherwise memory or descriptors have run out.
 */
struct charset_table *charset_table_new(const char *system);

/* NULL is allowed. */
void charset_table_free(struct charset_table *t);

/*
 * Decodes the character at the start of `bytes`, len > 0.  Returns its length
 * in bytes and stores it in *c; returns 0 if there is no whole character.
 */
size_t charset_table_decode(const struct charset_table *t,
    const unsigned char *bytes, size_t len, uint32_t *c);

/*
 * Encodes c, a Unicode scalar value; returns the number of bytes written, 0 if
 * the charset does not have it.
 */
size_t charset_table_encode(const struct charset_table *t, uint32_t c,
    unsigned char out[CHARSET_TABLE_MAX]);

#endif
