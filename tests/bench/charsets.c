/*
 * charsets: what it costs to read and write a line in each charset.
 *
 * A line costs the room the same whatever is in it, or one person's line costs
 * all others.  So each charset converts lines of 1 and of 4 KiB, made of:
 *
 * plain    letters of ASCII
 * own      characters that the set has
 * bad      bytes that are no character of it
 * half     first bytes of its characters, each followed by a letter
 * missing  characters that it does not have
 * fffd     what bad bytes become, for one who reads this set
 * mixed    one that it has, one that it does not have, a letter
 *
 * The table has the microseconds of a line of 4 KiB and, after a slash, how
 * many times those of 1 KiB they are: 4 where the cost grows as the length
 * does.  The last line has the largest of all.
 */
#include <config.h>

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/text.h"
#include "common/thread.h"
#include "server/dialect/charset.h"

enum { SHORT = 1024, LONG = 4096, TIMES = 20, TRIES = 7, PATTERN = 32 };

/* What lines are filled with, again and again. */
struct pattern {
	char bytes[PATTERN * CHARSET_ENCODE_GROWTH];
	size_t len;
};

struct measured {
	double us, ratio;
};

/* Written by what is measured, so that the compiler does not leave it out. */
static volatile size_t written;

static size_t
fill(const struct pattern *p, char *line, size_t len)
{
	size_t n = 0;

	while (n + p->len <= len) {
		memcpy(line + n, p->bytes, p->len);
		n += p->len;
	}
	return (n);
}

static void
convert(const struct charset *c, bool decodes, const char *line, size_t len)
{
	static char out[LONG * CHARSET_DECODE_GROWTH];

	if (decodes)
		written = charset_decode(c, line, len, out);
	else
		written = charset_encode(c, &line, &len, out, sizeof out);
}

/* The microseconds that one line takes, in the quickest try. */
static double
measure(const struct charset *c, bool decodes, const struct pattern *p,
    size_t size)
{
	char line[LONG];
	size_t len = fill(p, line, size);
	int64_t start, least = INT64_MAX;
	int i, try;

	for (try = 0; try < TRIES; try++) {
		start = thread_now_us();
		for (i = 0; i < TIMES; i++)
			convert(c, decodes, line, len);
		if (thread_now_us() - start < least)
			least = thread_now_us() - start;
	}
	return ((double)least / TIMES);
}

static void
show(const struct charset *c, bool decodes, const struct pattern *p,
    struct measured *worst)
{
	double few, many;

	if (p->len == 0) { /* it has every character */
		(void)printf(" %11s", "-");
		return;
	}
	few = measure(c, decodes, p, SHORT);
	many = measure(c, decodes, p, LONG);
	(void)printf(" %7.1f/%.1f", many, many / few);
	(void)fflush(stdout);
	if (many > worst->us)
		worst->us = many;
	if (many / few > worst->ratio)
		worst->ratio = many / few;
}

static void
add(struct pattern *p, const char *bytes, size_t len)
{
	memcpy(p->bytes + p->len, bytes, len);
	p->len += len;
}

/* The first byte above 127 that is (or is not) a whole character. */
static void
add_byte(const struct charset *c, bool whole, struct pattern *p)
{
	static const char replacement[] = "\xef\xbf\xbd";
	char out[2 * CHARSET_DECODE_GROWTH], in[2];
	int byte;

	for (byte = 0x80; byte < 256; byte++) {
		in[0] = (char)byte;
		in[1] = 'a';
		(void)charset_decode(c, in, 1, out);
		if ((memcmp(out, replacement, 3) != 0) == whole) {
			add(p, in, whole ? 1 : 2);
			return;
		}
	}
}

/* Characters that the set has (or does not have), in UTF-8. */
static void
add_characters(const struct charset *c, bool has, struct pattern *p)
{
	char utf8[TEXT_CHAR_MAX], out[CHARSET_ENCODE_ROOM];
	size_t len, left;
	const char *text;
	uint32_t character;

	for (character = 0xa1; character < 0xd000; character += 37) {
		text = utf8;
		len = left = text_encode(character, utf8);
		(void)charset_encode(c, &text, &left, out, sizeof out);
		if ((*out != '?') == has && p->len + len <= PATTERN)
			add(p, utf8, len);
	}
}

/* The same characters as bytes of the set. */
static void
translate(const struct charset *c, const struct pattern *from,
    struct pattern *to)
{
	const char *text = from->bytes;
	size_t len = from->len;

	to->len = charset_encode(c, &text, &len, to->bytes, sizeof to->bytes);
}

static void
show_charset(const char *name, struct measured *worst)
{
	struct pattern plain = { "hello, ", 7 }, fffd = { "\xef\xbf\xbd", 3 };
	struct pattern own = { "", 0 }, bytes = { "", 0 }, bad = { "\xff", 1 };
	struct pattern half = { "", 0 }, missing = { "", 0 }, mixed = { "", 0 };
	const struct charset *c;

	if (charset_find(name, strlen(name), &c) != CHARSET_DONE) {
		(void)printf("%-13s no converter here\n", name);
		return;
	}
	add_characters(c, true, &own);
	translate(c, &own, &bytes);
	add_byte(c, false, &half);
	add_characters(c, false, &missing);
	add(&mixed, own.bytes, 2 + ((unsigned char)*own.bytes >= 0xe0));
	add(&mixed, "\U0001f340a", 5);
	(void)printf("%-13s", name);
	show(c, true, &plain, worst);
	show(c, true, &bytes, worst);
	show(c, true, &bad, worst);
	show(c, true, &half, worst);
	show(c, false, &plain, worst);
	show(c, false, &own, worst);
	show(c, false, &missing, worst);
	show(c, false, &fffd, worst);
	show(c, false, &mixed, worst);
	(void)printf("\n");
}

int
main(void)
{
	struct measured worst = { 0, 0 };
	const char *name;
	size_t i;

	charset_init(true);
	(void)printf("%-13s %11s %11s %11s %11s %11s %11s %11s %11s %11s\n",
	    "us/ratio", "read plain", "own", "bad", "half", "write plain",
	    "own", "missing", "fffd", "mixed");
	for (i = 0; (name = charset_listed(i)) != NULL; i++)
		show_charset(name, &worst);
	(void)printf("at most %.1f us a line of 4 KiB, and %.1f times those "
		     "of one of 1 KiB\n",
	    worst.us, worst.ratio);
	charset_fini();
	return (EXIT_SUCCESS);
}
