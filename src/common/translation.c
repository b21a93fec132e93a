/*
 * translation: between the charset of the terminal and UTF-8.  See
 * translation.h.
 */
#include <config.h>

#include "common/translation.h"

#include <sys/types.h>

#include <errno.h>
#include <iconv.h>
#include <langinfo.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* No charset of a locale has a character with more bytes. */
#define CODED_MAX 16

struct translation {
	iconv_t from; /* the terminal's charset, to UTF-8 */
	iconv_t to;
};

const char *
translation_charset(void)
{
	/* What glibc, others, and musl call that of the locale "C". */
	static const char *const ascii[] = { "ANSI_X3.4-1968", "US-ASCII",
		"ASCII" };
	const char *charset = nl_langinfo(CODESET);
	size_t i;

	if (charset[0] == '\0' || strcasecmp(charset, "UTF-8") == 0)
		return (NULL);
	for (i = 0; i < sizeof ascii / sizeof ascii[0]; i++)
		if (strcmp(charset, ascii[i]) == 0)
			return (NULL);
	return (charset);
}

bool
translation_is_utf8(void)
{
	return (strcasecmp(nl_langinfo(CODESET), "UTF-8") == 0);
}

struct translation *
translation_new(const char *charset)
{
	struct translation *t;

	if (charset == NULL)
		return (NULL);
	t = calloc(1, sizeof *t);
	if (t == NULL)
		return (NULL);
	t->from = iconv_open("UTF-8", charset);
	t->to = iconv_open(charset, "UTF-8");
	if (t->from != (iconv_t)-1 && t->to != (iconv_t)-1)
		return (t);
	translation_free(t);
	return (NULL);
}

void
translation_free(struct translation *t)
{
	if (t == NULL)
		return;
	if (t->from != (iconv_t)-1)
		(void)iconv_close(t->from);
	if (t->to != (iconv_t)-1)
		(void)iconv_close(t->to);
	free(t);
}

/* Translates one character; -1 with errno, or the bytes written. */
static ssize_t
convert(iconv_t cd, const char *bytes, size_t len, char *out, size_t max)
{
	char *in = (char *)(uintptr_t)bytes, *o = out;
	size_t left = max, n;

	(void)iconv(cd, NULL, NULL, NULL, NULL);
	n = iconv(cd, &in, &len, &o, &left);
	if (n == (size_t)-1)
		return (-1);
	/* musl writes a '*' for what the charset lacks, and counts it. */
	if (n > 0) {
		errno = EILSEQ;
		return (-1);
	}
	/* Some hold a character back, as marks may follow that join it. */
	if (iconv(cd, NULL, NULL, &o, &left) == (size_t)-1)
		return (-1);
	return (o - out);
}

/* The same for UTF-8 that needs no translation. */
static enum translated
read_plain(const char *bytes, size_t len, char out[TEXT_CHAR_MAX],
    size_t *out_len)
{
	uint32_t c;

	if (text_decode(bytes, len, &c) == len) {
		memcpy(out, bytes, len);
		*out_len = len;
		return (TRANSLATED);
	}
	return (len < TEXT_CHAR_MAX ? TRANSLATED_PART : TRANSLATED_NONE);
}

enum translated
translation_read(struct translation *t, const char *bytes, size_t len,
    char out[TEXT_CHAR_MAX], size_t *out_len)
{
	ssize_t n;

	if (t == NULL)
		return (read_plain(bytes, len, out, out_len));
	n = convert(t->from, bytes, len, out, TEXT_CHAR_MAX);
	if (n < 0)
		return (errno == EINVAL && len < TEXT_CHAR_MAX ?
			TRANSLATED_PART :
			TRANSLATED_NONE);
	*out_len = (size_t)n;
	return (TRANSLATED);
}

/* The length of the character at the start of what is read; 0: none. */
static size_t
read_one(struct translation *t, const char *bytes, size_t len,
    struct buffer *out)
{
	char character[TEXT_CHAR_MAX];
	size_t n, out_len;

	for (n = 1; n <= len && n <= TEXT_CHAR_MAX; n++) {
		switch (translation_read(t, bytes, n, character, &out_len)) {
		case TRANSLATED:
			return (buffer_append(out, character, out_len) ? n : 0);
		case TRANSLATED_PART:
			break;
		case TRANSLATED_NONE:
			return (0);
		}
	}
	return (0);
}

bool
translation_read_line(struct translation *t, const char *bytes, size_t len,
    struct buffer *out)
{
	size_t i, n;

	for (i = 0; i < len; i += n) {
		n = read_one(t, bytes + i, len - i, out);
		if (n == 0)
			return (false);
	}
	return (true);
}

/* The length of the start, which is ASCII and stays as it is. */
static size_t
ascii_length(const char *text, size_t len)
{
	size_t i = 0;

	while (i < len && (unsigned char)text[i] < 0x80)
		i++;
	return (i);
}

bool
translation_write(struct translation *t, const char *text, size_t len,
    struct buffer *out)
{
	char coded[CODED_MAX];
	size_t i, n;
	uint32_t c;
	ssize_t m;

	for (i = 0; i < len; i += n) {
		n = t == NULL ? len : ascii_length(text + i, len - i);
		if (!buffer_append(out, text + i, n))
			return (false);
		if (n > 0)
			continue;
		n = text_decode(text + i, len - i, &c);
		if (n == 0)
			n = 1;
		m = convert(t->to, text + i, n, coded, sizeof coded);
		if (!buffer_append(out, m > 0 ? coded : "?",
			m > 0 ? (size_t)m : 1))
			return (false);
	}
	return (true);
}
