/*
 * fuzz_sniff: which protocol a peer speaks, judged by its first bytes.
 *
 * An answer stays the same however the bytes are cut and whatever follows; a
 * line of text is never waited for beyond its end.  What comes out of an
 * opening is all or nothing, however the bytes are cut.
 */
#include <config.h>

#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

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
	if (all == &dialect_http)
		check_request(data, len);
	if (all != NULL && all->answer != NULL)
		assert(all->answer(answer) <= sizeof answer);
	return (0);
}
