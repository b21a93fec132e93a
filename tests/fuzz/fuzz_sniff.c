/*
 * fuzz_sniff: which protocol a peer speaks, judged by its first bytes.
 *
 * An answer stays the same however the bytes are cut and whatever follows; a
 * line of text is never waited for beyond its end.  What comes out of an
 * opening is all or nothing, however the bytes are cut, and an ear hears the
 * same lines, whoever listens.
 */
#include <config.h>

#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "server/dialect/ear.h"
#include "server/dialect/opening.h"
#include "server/dialect/sniff.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

/* A request is a whole line of three words, or is too long to be anything. */
static void
check_request(const uint8_t *data, size_t len)
{
	const uint8_t *end = memchr(data, '\n', len);
	const uint8_t *blank = memchr(data, ' ', len);

	assert(blank != NULL && blank > data);
	if (end == NULL && (end = memchr(data, '\r', len)) == NULL)
		assert(len > DIALECT_LINE_MAX);
	else if ((size_t)(end - data) < DIALECT_LINE_MAX)
		assert(memchr(blank + 1, ' ', (size_t)(end - blank)) != NULL);
}

/* How long the next piece is: the bytes themselves decide. */
static size_t
piece(const uint8_t *data, size_t len)
{
	size_t n = data[0] % 3 == 0 ? 1 : data[0] % 29 + 1;

	return (n < len ? n : len);
}

/* The bytes have come out in their order. */
static size_t
check_out(const uint8_t *data, size_t out, const unsigned char *bytes,
    size_t len)
{
	assert(memcmp(data + out, bytes, len) == 0);
	return (out + len);
}

static void
check_opening(const uint8_t *data, size_t len, const struct dialect *all)
{
	const unsigned char *bytes;
	struct opening o;
	size_t at, n, taken, out = 0;

	opening_init(&o);
	for (at = 0; at < len; at += n) {
		bytes = data + at;
		taken = n = piece(bytes, len - at);
		if (!opening_take(&o, &bytes, &taken))
			abort();
		assert(o.dialect == sniff(data, at + n));
		assert(o.dialect != &dialect_chat || out + taken == at + n);
		assert(!opening_is_stranger(&o) || taken == 0);
		assert(o.len <= DIALECT_LINE_MAX);
		out = check_out(data, out, bytes, taken);
	}
	opening_end(&o, &bytes, &taken);
	out = check_out(data, out, bytes, taken);
	assert(all == NULL ? o.dialect != NULL : o.dialect == all);
	assert(o.dialect != &dialect_chat || out == len);
	opening_fini(&o);
}

/* What an ear has heard: each event, and the line or reply that it brings. */
struct heard {
	char bytes[8192];
	size_t len;
};

static void
note(struct heard *heard, enum dialect_event event, struct words words)
{
	assert(heard->len + words.len < sizeof heard->bytes);
	heard->bytes[heard->len++] = (char)event;
	if (words.len > 0)
		memcpy(heard->bytes + heard->len, words.bytes, words.len);
	heard->len += words.len;
}

/* Hears what there is to be heard, but this many events at most. */
static void
hear(struct ear *e, struct heard *heard, size_t most)
{
	enum dialect_event event;
	struct words words;

	while (most-- > 0 && (event = ear_next(e, &words)) != DIALECT_MORE)
		note(heard, event, words);
}

/* A piece of the bytes, which is gone once it is heard or kept. */
static void
hear_piece(struct ear *e, const uint8_t *data, size_t len, size_t most,
    struct heard *heard)
{
	uint8_t *copy = malloc(len);

	assert(copy != NULL);
	memcpy(copy, data, len);
	if (!ear_take(e, copy, len))
		abort();
	hear(e, heard, most);
	if (!ear_keep(e))
		abort();
	free(copy);
	hear(e, heard, SIZE_MAX);
}

static void
hear_all(const uint8_t *data, size_t len, bool cut, struct heard *heard)
{
	struct ear e;
	struct words last;
	size_t at, n;

	ear_init(&e);
	for (at = 0; at < len; at += n) {
		n = cut ? piece(data + at, len - at) : len;
		hear_piece(&e, data + at, n, cut ? data[at] % 3 : SIZE_MAX,
		    heard);
	}
	ear_take_end(&e);
	hear(&e, heard, SIZE_MAX);
	if (ear_last(&e, &last) == DIALECT_LINE)
		note(heard, DIALECT_LINE, last);
	assert(ear_stranger(&e) == NULL || heard->len == 0);
	ear_fini(&e);
}

static void
check_ear(const uint8_t *data, size_t len)
{
	struct heard whole = { .len = 0 }, cut = { .len = 0 };

	if (len > 2000)
		return;
	hear_all(data, len, false, &whole);
	hear_all(data, len, true, &cut);
	assert(whole.len == cut.len);
	assert(memcmp(whole.bytes, cut.bytes, whole.len) == 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	const struct dialect *all = sniff(data, len), *last = NULL, *now;
	char answer[DIALECT_ANSWER_MAX];
	size_t i;

	for (i = 0; i < len; i += i < 40 ? 1 : len / 16 + 1) {
		now = sniff(data, i);
		assert(last == NULL || now == last);
		last = now;
	}
	assert(last == NULL || all == last);
	if (len > 0 && data[0] >= 0x20 && memchr(data, '\n', len) != NULL &&
	    data[0] < 0x80)
		assert(all != NULL);
	check_opening(data, len, all);
	check_ear(data, len);
	if (all == &dialect_http)
		check_request(data, len);
	if (all != NULL && all->answer != NULL)
		assert(all->answer(answer) <= sizeof answer);
	return (0);
}
