/*
 * fuzz_framing: bytes to lines to clean text.
 *
 * The first byte of the input chooses the longest line, whether the peer has
 * nearly sent too much without an end of line, and whether there is telnet in
 * what it sends; the second how the rest is cut into pieces, the way TCP may
 * cut it.  However it is cut, the lines are those that the standard means; and
 * what text_clean() makes of any bytes is clean.
 */
#include <config.h>

#include <assert.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "common/framing.h"
#include "common/text.h"
#include "server/dialect/tidy.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	tidy_init();
	return (0);
}

/* What one way of feeding the bytes has led to. */
struct outcome {
	uint64_t digest; /* of all events and lines, in order */
	bool ended;	 /* given up */
};

static void
digest(struct outcome *o, const void *bytes, size_t len)
{
	const unsigned char *s = bytes;
	size_t i;

	for (i = 0; i < len; i++) /* FNV-1a */
		o->digest = (o->digest ^ s[i]) * UINT64_C(0x100000001b3);
}

/* An event, unless it is FRAMING_MORE, which depends on the cuts. */
static void
note(struct outcome *o, enum framing_event event, const unsigned char *line,
    size_t len)
{
	unsigned char mark = (unsigned char)event;

	digest(o, &mark, 1);
	if (event == FRAMING_LINE || event == FRAMING_TOO_LONG)
		digest(o, line, len);
	o->ended = event == FRAMING_ENDLESS || event == FRAMING_NO_MEMORY;
}

static void
check_line(const struct framing *f, const unsigned char *line, size_t len)
{
	assert(len <= f->max);
	assert(memchr(line, '\n', len) == NULL);
	assert(memchr(line, '\r', len) == NULL);
	assert(memchr(line, '\0', len) == NULL);
}

static void
feed(struct framing *f, struct outcome *o, const uint8_t *bytes, size_t len)
{
	const unsigned char *line;
	enum framing_event event;
	size_t line_len;

	while (!o->ended) {
		event = framing_next(f, &bytes, &len, &line, &line_len);
		if (event == FRAMING_MORE)
			break;
		if (event == FRAMING_LINE || event == FRAMING_TOO_LONG)
			check_line(f, line, line_len);
		note(o, event, line, line_len);
	}
	assert(o->ended || len == 0);
}

/* As if `raw` bytes had come before, none of which were text. */
struct start {
	size_t max;
	size_t raw;
	bool telnet;
};

/* Feeds all in pieces whose lengths follow from `cuts`; 0: in one piece. */
static struct outcome
frame(const uint8_t *bytes, size_t len, struct start start, unsigned cuts)
{
	struct outcome o = { .digest = UINT64_C(0xcbf29ce484222325) };
	const unsigned char *line;
	uint32_t random = cuts;
	struct framing f;
	size_t n, line_len;

	framing_init(&f, start.max);
	framing_set_telnet(&f, start.telnet);
	f.raw = start.raw;
	while (len > 0 && !o.ended) {
		random = random * 1664525u + 1013904223u;
		n = cuts == 0 ? len : 1 + (random >> 24) % (1 + cuts % 16);
		n = n < len ? n : len;
		feed(&f, &o, bytes, n);
		bytes += n;
		len -= n;
	}
	if (!o.ended && framing_end(&f, &line, &line_len) == FRAMING_LINE) {
		check_line(&f, line, line_len);
		note(&o, FRAMING_LINE, line, line_len);
	}
	framing_fini(&f);
	return (o);
}

enum { NO_TEXT = -1, LINE_END = -2, MARK = -3, MARKED = -4 };

/*
 * RFC 854, 855 and 860, written in another way: all bytes are here.  Takes
 * what begins at s, and stores how long it is; returns a byte of text, or one
 * of the above.
 */
static int
take(const uint8_t *s, size_t len, bool telnet, size_t *taken)
{
	size_t i;

	*taken = 1;
	if (s[0] == '\n')
		return (LINE_END);
	if (s[0] == '\r' && len > 1 && (s[1] == '\n' || s[1] == '\0')) {
		*taken = 2;
		return (LINE_END);
	}
	if (s[0] == '\r' || s[0] == '\0')
		return (NO_TEXT);
	if (s[0] != 255 || !telnet)
		return (s[0]);
	if (len == 1 || s[1] < 236) /* a stray one */
		return (NO_TEXT);
	*taken = 2;
	if (s[1] == 255)
		return (255);
	if (s[1] == 247 || s[1] == 248) /* EC and EL */
		return (s[1] == 247 ? 8 : 21);
	if (s[1] > 250)
		*taken = len < 3 ? len : 3;
	if (s[1] == 253 && len > 2 && s[2] == 6)
		return (MARK);
	if ((s[1] == 251 || s[1] == 252) && len > 2 && s[2] == 6)
		return (MARKED);
	if (s[1] == 250) {
		*taken = len;
		for (i = 2; i + 1 < len; i += s[i] == 255 ? 2 : 1)
			if (s[i] == 255 && s[i + 1] == 240) {
				*taken = i + 2;
				break;
			}
	}
	return (NO_TEXT);
}

/* What frame() leads to when the peer is not given up. */
static struct outcome
expect(const uint8_t *bytes, size_t len, struct start start)
{
	struct outcome o = { .digest = UINT64_C(0xcbf29ce484222325) };
	unsigned char line[FRAMING_LINE_MAX];
	size_t n = 0, taken;
	bool skipping = false;
	int c;

	for (; len > 0; bytes += taken, len -= taken) {
		c = take(bytes, len, start.telnet, &taken);
		if (c == LINE_END) {
			if (!skipping)
				note(&o, FRAMING_LINE, line, n);
			skipping = false;
			n = 0;
		} else if (c == MARK)
			note(&o, FRAMING_TIMING_MARK, NULL, 0);
		else if (c == MARKED)
			note(&o, FRAMING_MARKED, NULL, 0);
		else if (c != NO_TEXT && !skipping && n == start.max) {
			note(&o, FRAMING_TOO_LONG, line, n);
			skipping = true;
			n = 0;
		} else if (c != NO_TEXT && !skipping)
			line[n++] = (unsigned char)c;
	}
	if (n > 0)
		note(&o, FRAMING_LINE, line, n);
	return (o);
}

/* The forbidden characters, by their bytes and not by text's own code. */
static void
check_clean(const char *clean, size_t len)
{
	const unsigned char *s = (const unsigned char *)clean;
	size_t i;

	for (i = 0; i < len; i++) {
		assert(s[i] == '\t' || (s[i] >= 0x20 && s[i] != 0x7f));
		assert(s[i] != 0xc0 && s[i] != 0xc1 && s[i] < 0xf5);
		if (i + 1 < len)
			assert(s[i] != 0xc2 || s[i + 1] >= 0xa0);
		if (i + 2 < len && s[i] == 0xe2 && s[i + 1] == 0x80)
			assert(s[i + 2] < 0xa8 || s[i + 2] > 0xae);
		if (i + 1 < len && s[i] == 0xed)
			assert(s[i + 1] < 0xa0);
	}
}

/* Once the keys that erase have done so, there are none, and all is bounded. */
static void
check_tidy(const uint8_t *bytes, size_t len)
{
	char *typed = malloc(len + 1), *line = malloc(len * TEXT_GROWTH + 1);
	size_t n, once;

	assert(typed != NULL && line != NULL);
	memcpy(typed, bytes, len);
	n = tidy_erase(typed, len);
	assert(n <= len && !tidy_has_erasures(typed, n));
	assert(tidy_has_erasures(bytes, len) || n == len);
	n = text_clean(typed, n, line);
	once = tidy_line(line, n, len % 100);
	assert(once <= n && text_is_clean(line, once));
	assert(once == 0 || !text_is_blank(line, once));
	memcpy(typed, line, once < len ? once : len);
	assert(tidy_line(line, once, len % 100) == once);
	assert(memcmp(typed, line, once < len ? once : len) == 0);
	free(typed);
	free(line);
}

static void
check_text(const uint8_t *bytes, size_t len)
{
	size_t room = len * TEXT_GROWTH, n, cut;
	char *clean = malloc(room + 1), *again = malloc(room * TEXT_GROWTH + 1);

	assert(clean != NULL && again != NULL);
	n = text_clean(bytes, len, clean);
	assert(n <= room);
	assert(text_is_clean(clean, n));
	check_clean(clean, n);
	assert(text_clean(clean, n, again) == n);
	assert(memcmp(clean, again, n) == 0);
	assert(text_is_clean(bytes, len) ==
	    (n == len && memcmp(clean, bytes, n) == 0));
	cut = text_cut(clean, n, len / 2);
	assert(cut <= len / 2 &&
	    cut + TEXT_CHAR_MAX > (n < len / 2 ? n : len / 2));
	check_clean(clean, cut);
	cut = text_close(clean, cut, len / 2);
	assert(cut <= len / 2 && text_is_clean(clean, cut));
	check_clean(clean, cut);
	(void)text_is_blank(bytes, len);
	check_tidy(bytes, len);
	free(clean);
	free(again);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static const size_t longest[] = { 1, 3, 20, FRAMING_LINE_MAX };
	struct outcome whole, cut;
	struct start start;

	if (len < 2)
		return (0);
	start.max = longest[data[0] % 4];
	start.raw = data[0] & 4 ? FRAMING_ENDLESS_MAX - 40 : 0;
	start.telnet = !(data[0] & 8);
	whole = frame(data + 2, len - 2, start, 0);
	cut = frame(data + 2, len - 2, start, 1u + data[1]);
	assert(whole.digest == cut.digest);
	if (!whole.ended)
		assert(expect(data + 2, len - 2, start).digest == whole.digest);
	check_text(data + 2, len - 2);
	return (0);
}
