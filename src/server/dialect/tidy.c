/*
 * tidy: from what was typed to what was meant, and how far it may reach.  See
 * tidy.h.
 */
#include <config.h>

#include "server/dialect/tidy.h"

#include <endian.h>
#include <locale.h>
#include <stdint.h>
#include <string.h>
#include <wctype.h>

#include "common/range.h"
#include "common/text.h"

enum { BS = 0x08, NAK = 0x15, DEL = 0x7f };

/* A name and this many blanks together keep away from column 80. */
#define NAME_AND_INDENT 64

#define TAB_WIDTH 8

/*
 * Shows nothing, though it is no white space: the property
 * Default_Ignorable_Code_Point of Unicode 15, all of it, the fillers of Hangul
 * among them.  And what shows nothing besides: anchors of annotations, joiners
 * and fillers of old scripts, a note without a head, Braille without a dot.
 */
static const struct range hidden[] = { { 0xad, 0xad }, { 0x34f, 0x34f },
	{ 0x61c, 0x61c }, { 0x115f, 0x1160 }, { 0x17b4, 0x17b5 },
	{ 0x180b, 0x180f }, { 0x200b, 0x200f }, { 0x202a, 0x202e },
	{ 0x2060, 0x206f }, { 0x2800, 0x2800 }, { 0x2d7f, 0x2d7f },
	{ 0x3164, 0x3164 }, { 0xfe00, 0xfe0f }, { 0xfeff, 0xfeff },
	{ 0xffa0, 0xffa0 }, { 0xfff0, 0xfffb }, { 0x1107f, 0x1107f },
	{ 0x13430, 0x1343f }, { 0x16fe4, 0x16fe4 }, { 0x1bca0, 0x1bca3 },
	{ 0x1d159, 0x1d159 }, { 0x1d173, 0x1d17a }, { 0xe0000, 0xe0fff } };

/* Blanks as wide as two letters. */
static const struct range wide[] = { { 0x115f, 0x115f }, { 0x3000, 0x3000 },
	{ 0x3164, 0x3164 } };

/*
 * For a libc that does not know marks: those for letters of every script, and
 * those of the scripts that stack them.
 */
static const struct range stacked[] = { { 0x300, 0x36f }, { 0x483, 0x489 },
	{ 0x591, 0x5bd }, { 0x610, 0x61a }, { 0x64b, 0x65f }, { 0x6d6, 0x6dc },
	{ 0x6df, 0x6e4 }, { 0x730, 0x74a }, { 0xe34, 0xe3a }, { 0xe47, 0xe4e },
	{ 0xeb4, 0xebc }, { 0xec8, 0xece }, { 0xf71, 0xf84 },
	{ 0x135d, 0x135f }, { 0x1a17, 0x1a1b }, { 0x1a55, 0x1a7f },
	{ 0x1ab0, 0x1aff }, { 0x1dc0, 0x1dff }, { 0x20d0, 0x20ff },
	{ 0x2de0, 0x2dff }, { 0x302a, 0x302f }, { 0x3099, 0x309a },
	{ 0xa66f, 0xa67d }, { 0xfe20, 0xfe2f }, { 0x1d165, 0x1d172 },
	{ 0x1d17b, 0x1d1ad } };

enum kind { INK, MARK, BLANK, HIDDEN };

/* Set by tidy_init(), then only read; 0 is none. */
static locale_t tidy_locale;
static wctype_t mark; /* glibc has this class; others may not */

void
tidy_init(void)
{
	tidy_locale = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
	if (tidy_locale != (locale_t)0)
		mark = wctype_l("combining", tidy_locale);
}

void
tidy_fini(void)
{
	if (tidy_locale != (locale_t)0)
		freelocale(tidy_locale);
	tidy_locale = (locale_t)0;
	mark = (wctype_t)0;
}

#define ONES UINT64_C(0x0101010101010101)
#define HIGHS (0x80 * ONES)

/*
 * Eight bytes of a line: a high bit is set in the sum if one is not printable
 * ASCII, or is the second of two blanks.  As long as none is set, no byte
 * carries into the next.  *blank is 0x80 if the byte before is a blank, and
 * then, if the last of these is.
 */
static inline uint64_t
faults_of_word(uint64_t w, uint64_t *blank)
{
	uint64_t above = w - ' ' * ONES; /* 0 for a blank; high below one */
	uint64_t del = w + ONES;
	uint64_t blanks = ~(above + 0x7f * ONES) & HIGHS;
	uint64_t pairs = blanks & (blanks << 8 | *blank);

	*blank = blanks >> 56;
	return (w | above | del | pairs);
}

bool
tidy_is_simple(const void *bytes, size_t len)
{
	const char *s = bytes;
	uint64_t w, faults = 0, blank = 0x80; /* none at the start of a line */
	size_t i;

	for (i = 0; len - i >= sizeof w; i += sizeof w) {
		memcpy(&w, s + i, sizeof w);
		faults |= faults_of_word(htole64(w), &blank);
	}
	if (i < len && i > 0) { /* the last eight, some of them again */
		memcpy(&w, s + len - sizeof w, sizeof w);
		blank = 0; /* what is before them has been looked at */
		faults |= faults_of_word(htole64(w), &blank);
	} else if (i < len) {
		w = 'x' * ONES; /* the rest goes on with letters */
		memcpy(&w, s, len);
		faults |= faults_of_word(htole64(w), &blank);
	}
	return (len > 0 && (faults & HIGHS) == 0);
}

bool
tidy_has_erasures(const void *bytes, size_t len)
{
	return (memchr(bytes, BS, len) != NULL ||
	    memchr(bytes, DEL, len) != NULL || memchr(bytes, NAK, len) != NULL);
}

/* The length of what the last character leaves, or the last bad byte. */
static size_t
without_last(const char *bytes, size_t len)
{
	size_t n;
	uint32_t c;

	for (n = 1; n <= TEXT_CHAR_MAX && n <= len; n++)
		if (text_decode(bytes + len - n, n, &c) == n)
			return (len - n);
	return (len > 0 ? len - 1 : 0);
}

size_t
tidy_erase(char *bytes, size_t len)
{
	size_t o = 0, i;

	for (i = 0; i < len; i++) {
		if (bytes[i] == NAK)
			o = 0;
		else if (bytes[i] == BS || bytes[i] == DEL)
			o = without_last(bytes, o);
		else
			bytes[o++] = bytes[i];
	}
	return (o);
}

bool
tidy_is_hidden(uint32_t c)
{
	return (RANGE_HAS(hidden, c));
}

bool
tidy_is_seen(const char *text, size_t len)
{
	size_t i, n;
	uint32_t c;

	for (i = 0; i < len; i += n) {
		n = text_decode(text + i, len - i, &c);
		if (n == 0)
			return (true);
		if (!text_is_space(c) && !tidy_is_hidden(c))
			return (true);
	}
	return (false);
}

static bool
is_mark(uint32_t c)
{
	if (mark != (wctype_t)0)
		return (iswctype_l((wint_t)c, mark, tidy_locale) != 0);
	return (RANGE_HAS(stacked, c));
}

static enum kind
kind_of(uint32_t c)
{
	/* What most text is made of comes first. */
	if (c > ' ' && c < 0xa0)
		return (INK);
	if ((c >= 0x4e00 && c <= 0x9fff) || (c >= 0xac00 && c <= 0xd7a3))
		return (INK);
	if (text_is_space(c))
		return (BLANK);
	if (tidy_is_hidden(c))
		return (HIDDEN);
	return (is_mark(c) ? MARK : INK);
}

static size_t
width_of(uint32_t c)
{
	if (c == '\t')
		return (TAB_WIDTH);
	return (RANGE_HAS(wide, c) ? 2 : 1);
}

static size_t
indent_after(size_t name_len)
{
	size_t room =
	    name_len < NAME_AND_INDENT ? NAME_AND_INDENT - name_len : 0;

	if (room < TIDY_INDENT_MIN)
		return (TIDY_INDENT_MIN);
	return (room < TIDY_INDENT ? room : TIDY_INDENT);
}

/* What has come since the last character of another kind. */
struct shape {
	size_t gap;   /* columns of blanks */
	size_t limit; /* for these */
	size_t marks;
	bool ink; /* something can be seen */
};

/* Something can be seen, and it is the last of so many marks in a row. */
static void
see(struct shape *shape, size_t marks)
{
	shape->gap = 0;
	shape->limit = TIDY_GAP;
	shape->marks = marks;
	shape->ink = true;
}

/* Whether the next character, which is c, may stay. */
static bool
fits(struct shape *shape, uint32_t c, enum kind kind)
{
	if (kind == MARK && shape->marks == TIDY_MARKS)
		return (false);
	if (kind == INK || kind == MARK) {
		see(shape, kind == MARK ? shape->marks + 1 : 0);
		return (true);
	}
	/* What can't be seen does not split a row of marks in two. */
	if (kind == BLANK)
		shape->marks = 0;
	if (shape->gap + width_of(c) > shape->limit)
		return (false);
	shape->gap += width_of(c);
	return (true);
}

size_t
tidy_line(char *text, size_t len, size_t name_len)
{
	struct shape shape = { .limit = indent_after(name_len) };
	size_t o = 0, i, n;
	uint32_t c;

	for (i = 0; i < len; i += n) {
		unsigned char byte = (unsigned char)text[i];

		if (byte > ' ' && byte < 0x7f) { /* the way of most bytes */
			see(&shape, 0);
			text[o++] = text[i];
			n = 1;
			continue;
		}
		n = text_decode(text + i, len - i, &c);
		if (n == 0)
			n = 1; /* not clean, as it should be: left out */
		else if (fits(&shape, c, kind_of(c))) {
			memmove(text + o, text + i, n);
			o += n;
		}
	}
	if (!shape.ink)
		return (0);
	/* One end of an isolate may be gone. */
	return (o < len ? text_close(text, o, len) : o);
}
