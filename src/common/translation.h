/*
 * translation: between the charset of the terminal and UTF-8.
 *
 * The client speaks UTF-8 with the server.  If the locale of the person has
 * another charset (GBK, Big5, ISO 8859), what comes from stdin and what goes
 * to the terminal is translated, character by character.  We rely on charsets
 * that have ASCII in its place, as all those of locales do.
 */
#ifndef TRANSLATION_H
#define TRANSLATION_H

#include <stdbool.h>
#include <stddef.h>

#include "common/buffer.h"
#include "common/text.h"

struct translation;

/* What the bytes of one character may turn out to be. */
enum translated {
	TRANSLATED,	 /* it is one */
	TRANSLATED_PART, /* it is the start of one */
	TRANSLATED_NONE	 /* it is not a character */
};

/*
 * The charset of the locale, by setlocale(3).  NULL if that is UTF-8 or not
 * known, as in the locale "C", or if nothing can be translated: then bytes are
 * taken for UTF-8.
 */
const char *translation_charset(void);

/*
 * Whether the locale says that bytes are UTF-8: then bytes that are not are a
 * mistake, rather than text in a charset that it does not tell.
 */
bool translation_is_utf8(void);

/* For a charset, NULL included; NULL if there is nothing to translate. */
struct translation *translation_new(const char *charset);

/* NULL is fine. */
void translation_free(struct translation *t);

/*
 * Translates the bytes of one character to UTF-8, of at most TEXT_CHAR_MAX
 * bytes.  Without a translation they are UTF-8 already.
 */
enum translated translation_read(struct translation *t, const char *bytes,
    size_t len, char out[TEXT_CHAR_MAX], size_t *out_len);

/* Translates a whole line; false if part of it is not a character. */
bool translation_read_line(struct translation *t, const char *bytes, size_t len,
    struct buffer *out);

/* Appends UTF-8 as the terminal wants it: '?' for what its charset lacks. */
bool translation_write(struct translation *t, const char *text, size_t len,
    struct buffer *out);

#endif
