/*
 * fuzz_sniff: which protocol a peer speaks, judged by its first bytes.
 *
 * An answer stays the same however the bytes are cut and whatever follows; a
 * line of text is never waited for beyond its end.
 */
#include <config.h>

#include <assert.h>
#include <stdint.h>
#include <string.h>

#include "sniff.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

/* A request is a whole line of three words, or is too long to be anything. */
static void
check_request(const uint8_t *data, size_t len)
{
	const uint8_t *end = memchr(data, '\n', len);
	const uint8_t *blank = memchr(data, ' ', len);

	assert(blank != NULL && blank > data);
	if (end == NULL && (end = memchr(data, '\r', len)) == NULL)
		assert(len >= SNIFF_MAX);
	else if ((size_t)(end - data) < SNIFF_MAX)
		assert(memchr(blank + 1, ' ', (size_t)(end - blank)) != NULL);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	enum sniff all = sniff(data, len), last = SNIFF_MORE, now;
	char answer[SNIFF_ANSWER_MAX];
	size_t i;

	for (i = 0; i < len; i += i < 40 ? 1 : len / 16 + 1) {
		now = sniff(data, i);
		assert(last == SNIFF_MORE || now == last);
		last = now;
	}
	assert(last == SNIFF_MORE || all == last);
	assert(len < SNIFF_MAX || all != SNIFF_MORE);
	if (len > 0 && data[0] >= 0x20 && memchr(data, '\n', len) != NULL &&
	    data[0] < 0x80)
		assert(all != SNIFF_MORE);
	if (all == SNIFF_HTTP)
		check_request(data, len);
	assert(sniff_answer(all, answer) <= sizeof answer);
	assert(sniff_name(all)[0] != '\0');
	return (0);
}
