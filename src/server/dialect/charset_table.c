/*
 * charset_table: what a charset has, learned from iconv(3) once.  See
 * charset_table.h.
 *
 * To decode, there is a tree: its first node says of each byte that it is a
 * character, that no character starts with it, or which node decides by the
 * next byte.  To encode, there are pages of 256 characters each.
 *
 * GB18030 has all of Unicode, most of it in four bytes, the second of which is
 * a digit.  Those are numbers, written with digits of 126 and 10 values in
 * turn: the first 39,420 of them, looked up, are what is left of the BMP; the
 * other planes follow from number 189,000, in Unicode's order.
 */
#include <config.h>

#include "server/dialect/charset_table.h"

#include <assert.h>
#include <errno.h>
#include <iconv.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "common/text.h"

enum {
	/* What a node says; below are characters. */
	BAD = 0x110000, /* no character starts like this */
	FOUR,		/* one of four bytes does */
	NODE = 0x200000 /* plus the number of the node that decides */
};

/* Only the EUC sets have characters of three bytes in the tree. */
#define DEPTH_MAX 3

#define BMP_END 0x10000
#define PAGE 256

/* Numbers of four-byte characters of GB18030: how many in the BMP; U+10000. */
#define FOUR_BMP 39420
#define FOUR_ASTRAL 189000

/* GB18030 has six characters of other planes in two bytes. */
#define ASTRAL_MAX 16

struct node {
	uint32_t next[256];
};

struct astral {
	uint32_t c, bytes;
};

struct charset_table {
	struct node *nodes; /* the first is for a character's first byte */
	size_t node_count;
	uint16_t
	    *four; /* by number: FOUR_BMP characters, 0 for none; or NULL */
	/* Each entry is the bytes as a number, 0 if there are none. */
	uint32_t *pages[BMP_END / PAGE];
	struct astral astral[ASTRAL_MAX]; /* in the tree, but not in a page */
	size_t astral_count;
};

/* One call of a converter, from the start: the bytes it wrote, -1 or errno. */
static size_t
ask(iconv_t converter, const void *bytes, size_t len, char *out, size_t room)
{
	char *in = (char *)(uintptr_t)bytes; /* which iconv() only reads */
	char *end = out;
	size_t left = len;

	(void)iconv(converter, NULL, NULL, NULL, NULL);
	errno = 0;
	/* More than 0: something else was written instead. */
	if (iconv(converter, &in, &left, &end, &room) != 0 || left > 0)
		return (0);
	return ((size_t)(end - out));
}

/* What `bytes` are: a character, BAD, or NODE if more must follow. */
static uint32_t
ask_bytes(iconv_t decoder, const unsigned char *bytes, size_t len)
{
	char out[16];
	uint32_t c;
	size_t n = ask(decoder, bytes, len, out, sizeof out);

	if (n > 0)
		return (text_decode(out, n, &c) == n ? c : BAD);
	return (errno == EINVAL ? NODE : BAD);
}

/* Adds an empty node; false without memory. */
static bool
add_node(struct charset_table *t)
{
	struct node *nodes;
	size_t i;

	/* Room for 1, 2, 4, 8 and so on. */
	if ((t->node_count & (t->node_count - 1)) == 0) {
		size_t room = t->node_count > 0 ? 2 * t->node_count : 1;

		nodes = realloc(t->nodes, room * sizeof *nodes);
		if (nodes == NULL)
			return (false);
		t->nodes = nodes;
	}
	for (i = 0; i < 256; i++)
		t->nodes[t->node_count].next[i] = BAD;
	t->node_count++;
	return (true);
}

static bool
is_empty(const struct node *node)
{
	size_t i;

	for (i = 0; i < 256; i++)
		if (node->next[i] != BAD)
			return (false);
	return (true);
}

static bool
is_digit(unsigned char byte)
{
	return (byte >= '0' && byte <= '9');
}

/*
 * Fills a new node for what follows the first `len` of `bytes`; a node that
 * stays empty is removed.  False without memory.
 */
static bool
learn_node(struct charset_table *t, iconv_t decoder,
    unsigned char bytes[DEPTH_MAX], size_t len)
{
	size_t number = t->node_count, child;
	uint32_t what;
	unsigned byte;

	if (!add_node(t))
		return (false);
	for (byte = len == 0 ? 0x80 : 0; byte < 256; byte++) {
		bytes[len] = (unsigned char)byte;
		what = ask_bytes(decoder, bytes, len + 1);
		if (what == NODE && t->four != NULL && len == 1 &&
		    is_digit(bytes[1])) {
			what = FOUR;
		} else if (what == NODE) {
			child = t->node_count;
			what = BAD;
			if (len + 1 < DEPTH_MAX &&
			    !learn_node(t, decoder, bytes, len + 1))
				return (false);
			if (t->node_count > child)
				what = NODE + (uint32_t)child;
		}
		t->nodes[number].next[byte] = what;
	}
	if (len > 0 && is_empty(&t->nodes[number]))
		t->node_count = number;
	return (true);
}

static bool
learn_tree(struct charset_table *t, iconv_t decoder)
{
	unsigned char bytes[DEPTH_MAX];
	unsigned byte;

	if (!learn_node(t, decoder, bytes, 0))
		return (false);
	for (byte = 0; byte < 0x80; byte++)
		t->nodes[0].next[byte] = byte;
	return (true);
}

/* The bytes of a number of GB18030. */
static void
four_bytes(uint32_t number, unsigned char out[4])
{
	out[3] = (unsigned char)(0x30 + number % 10);
	number /= 10;
	out[2] = (unsigned char)(0x81 + number % 126);
	number /= 126;
	out[1] = (unsigned char)(0x30 + number % 10);
	out[0] = (unsigned char)(0x81 + number / 10);
}

static void
learn_four(struct charset_table *t, iconv_t decoder)
{
	unsigned char bytes[4];
	uint32_t number, c;

	for (number = 0; number < FOUR_BMP; number++) {
		four_bytes(number, bytes);
		c = ask_bytes(decoder, bytes, sizeof bytes);
		t->four[number] = c < BMP_END ? (uint16_t)c : 0;
	}
}

/* Bytes as a number; 0 for those that would steer a terminal. */
static uint32_t
pack(const unsigned char *bytes, size_t len)
{
	uint32_t packed = 0;
	size_t i;

	for (i = 0; i < len; i++) {
		if (bytes[i] < 0x20 || bytes[i] == 0x7f)
			return (0);
		packed = packed << 8 | bytes[i];
	}
	return (packed);
}

/* False without memory. */
static bool
set_bytes(struct charset_table *t, uint32_t c, uint32_t packed)
{
	uint32_t **page;

	if (c >= BMP_END) {
		if (t->astral_count < ASTRAL_MAX)
			t->astral[t->astral_count++] =
			    (struct astral){ c, packed };
		return (true);
	}
	page = &t->pages[c / PAGE];
	if (*page == NULL)
		*page = calloc(PAGE, sizeof **page);
	if (*page == NULL)
		return (false);
	if ((*page)[c % PAGE] == 0)
		(*page)[c % PAGE] = packed;
	return (true);
}

/* Asks for the bytes of each character of the BMP that may be in clean text. */
static bool
learn_pages(struct charset_table *t, iconv_t encoder)
{
	char text[TEXT_CHAR_MAX], out[16];
	uint32_t c, packed;
	size_t n;

	for (c = 0xa0; c < BMP_END; c++) {
		if (c == 0xd800)
			c = 0xe000; /* past the surrogates */
		n = ask(encoder, text, text_encode(c, text), out, sizeof out);
		if (n == 0 || n > CHARSET_TABLE_MAX)
			continue;
		packed = pack((unsigned char *)out, n);
		if (packed != 0 && !set_bytes(t, c, packed))
			return (false);
	}
	return (true);
}

/*
 * What can be decoded can be encoded: gives bytes to those characters below a
 * node of the tree that have none yet.  These are the six of GB18030 in other
 * planes, and all if the C library only decodes a set (as musl does with the
 * Chinese ones).
 */
static bool
turn_tree(struct charset_table *t, size_t node, unsigned char bytes[DEPTH_MAX],
    size_t len)
{
	uint32_t what;
	unsigned byte;

	for (byte = len == 0 ? 0x80 : 0; byte < 256; byte++) {
		bytes[len] = (unsigned char)byte;
		what = t->nodes[node].next[byte];
		if (what >= NODE) {
			if (!turn_tree(t, what - NODE, bytes, len + 1))
				return (false);
		} else if (what >= 0xa0 && what < BAD) {
			if (!set_bytes(t, what, pack(bytes, len + 1)))
				return (false);
		}
	}
	return (true);
}

static bool
turn_four(struct charset_table *t)
{
	unsigned char bytes[4];
	uint32_t number;

	for (number = 0; t->four != NULL && number < FOUR_BMP; number++) {
		four_bytes(number, bytes);
		if (t->four[number] >= 0xa0 &&
		    !set_bytes(t, t->four[number], pack(bytes, 4)))
			return (false);
	}
	return (true);
}

/* False without memory. */
static bool
learn(struct charset_table *t, bool has_four, iconv_t decoder, iconv_t encoder)
{
	unsigned char bytes[DEPTH_MAX];

	if (has_four) {
		t->four = calloc(FOUR_BMP, sizeof *t->four);
		if (t->four == NULL)
			return (false);
		learn_four(t, decoder);
	}
	if (!learn_tree(t, decoder))
		return (false);
	if (encoder != (iconv_t)-1 && !learn_pages(t, encoder))
		return (false);
	return (turn_tree(t, 0, bytes, 0) && turn_four(t));
}

struct charset_table *
charset_table_new(const char *system)
{
	const iconv_t none = (iconv_t)-1;
	iconv_t decoder = iconv_open("UTF-8", system), encoder;
	struct charset_table *t;

	if (decoder == none)
		return (NULL);
	encoder = iconv_open(system, "UTF-8");
	t = calloc(1, sizeof *t);
	if (t != NULL &&
	    !learn(t, strcmp(system, "GB18030") == 0, decoder, encoder)) {
		charset_table_free(t);
		t = NULL;
	}
	if (encoder != none)
		(void)iconv_close(encoder);
	(void)iconv_close(decoder);
	if (t == NULL)
		errno = ENOMEM;
	return (t);
}

void
charset_table_free(struct charset_table *t)
{
	size_t i;

	if (t == NULL)
		return;
	for (i = 0; i < BMP_END / PAGE; i++)
		free(t->pages[i]);
	free(t->nodes);
	free(t->four);
	free(t);
}

/* Four bytes of GB18030, whose second is a digit. */
static size_t
decode_four(const struct charset_table *t, const unsigned char *s, size_t len,
    uint32_t *c)
{
	uint32_t number;

	if (len < 4 || s[2] < 0x81 || s[2] == 0xff || !is_digit(s[3]))
		return (0);
	number = ((s[0] - 0x81U) * 10 + (s[1] - '0')) * 1260 +
	    (s[2] - 0x81U) * 10 + (s[3] - '0');
	if (number < FOUR_BMP)
		*c = t->four[number];
	else if (number >= FOUR_ASTRAL)
		*c = number - FOUR_ASTRAL + BMP_END;
	else
		*c = 0;
	return (*c > 0 && *c < BAD ? 4 : 0);
}

size_t
charset_table_decode(const struct charset_table *t, const unsigned char *bytes,
    size_t len, uint32_t *c)
{
	uint32_t what = NODE;
	size_t i;

	assert(len > 0);
	for (i = 0; what >= NODE; i++) {
		if (i == len)
			return (0);
		what = t->nodes[what - NODE].next[bytes[i]];
	}
	if (what == FOUR)
		return (decode_four(t, bytes, len, c));
	*c = what;
	return (what == BAD ? 0 : i);
}

static size_t
unpack(uint32_t packed, unsigned char out[CHARSET_TABLE_MAX])
{
	size_t len = 0;
	int shift;

	for (shift = 24; shift >= 0; shift -= 8)
		if (len > 0 || packed >> shift != 0)
			out[len++] = (unsigned char)(packed >> shift);
	return (len);
}

static size_t
encode_astral(const struct charset_table *t, uint32_t c,
    unsigned char out[CHARSET_TABLE_MAX])
{
	size_t i;

	for (i = 0; i < t->astral_count; i++)
		if (t->astral[i].c == c)
			return (unpack(t->astral[i].bytes, out));
	if (t->four == NULL)
		return (0);
	four_bytes(c - BMP_END + FOUR_ASTRAL, out);
	return (4);
}

size_t
charset_table_encode(const struct charset_table *t, uint32_t c,
    unsigned char out[CHARSET_TABLE_MAX])
{
	const uint32_t *page;

	if (c < 0x80) {
		out[0] = (unsigned char)c;
		return (1);
	}
	if (c >= BMP_END)
		return (encode_astral(t, c, out));
	page = t->pages[c / PAGE];
	return (page != NULL ? unpack(page[c % PAGE], out) : 0);
}
