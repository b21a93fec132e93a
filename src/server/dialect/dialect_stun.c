/*
 * dialect_stun: STUN or TURN over TCP (RFC 8489), as of a page that uses
 * WebRTC.  There is no answer that a person would see.
 */
#include <config.h>

#include "server/dialect/dialect.h"

/* The first byte of a framed one: its length is below 9 * 256. */
#define FIRST_MAX 8

/* A request: a type below 0x0200, a length in words, a cookie. */
static enum dialect_match
request(const unsigned char *s, size_t len)
{
	if (s[0] > 1 || (len > 3 && s[3] % 4 != 0))
		return (DIALECT_NO);
	if (len < 4)
		return (DIALECT_MAYBE);
	return (dialect_compare(s + 4, len - 4, "\x21\x12\xa4\x42"));
}

/* ICE over TCP puts a length of two bytes before it (RFC 4571). */
static enum dialect_match
framed_request(const unsigned char *s, size_t len)
{
	if (s[0] > FIRST_MAX)
		return (DIALECT_NO);
	return (len < 3 ? DIALECT_MAYBE : request(s + 2, len - 2));
}

static enum dialect_match
stun_begins(struct dialect_start *start, const unsigned char *bytes, size_t len)
{
	enum dialect_match bare = request(start->head, start->head_len);
	enum dialect_match framed;

	(void)bytes;
	(void)len;
	framed = framed_request(start->head, start->head_len);
	return (bare > framed ? bare : framed);
}

/* No text begins like this. */
static bool
stun_was(const struct dialect_start *start)
{
	return (start->head[0] <= FIRST_MAX);
}

const struct dialect dialect_stun = {
	.name = "a WebRTC client",
	.begins = stun_begins,
	.was = stun_was,
};
