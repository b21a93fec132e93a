/*
 * dialect_tls: a ClientHello, as of a browser that was given https://.
 *
 * TLS, SSL 3.0, or in the form of 2.0.  The room speaks none of them.
 */
#include <config.h>

#include <string.h>

#include "server/dialect/dialect.h"

/* A version of TLS or SSL 3.0 at `s`. */
static enum dialect_match
version(const unsigned char *s, size_t len)
{
	if (len > 0 && s[0] != 3)
		return (DIALECT_NO);
	if (len < 2)
		return (DIALECT_MAYBE);
	return (s[1] <= 4 ? DIALECT_YES : DIALECT_NO);
}

/*
 * A ClientHello as SSL 2.0 had it (RFC 5246, appendix E.2): a length of two
 * bytes, the highest bit set, below 4096; the type; the version wished for.
 */
static enum dialect_match
ssl2_begins(const unsigned char *s, size_t len)
{
	if ((s[0] & 0xf0) != 0x80 || (len > 2 && s[2] != 1))
		return (DIALECT_NO);
	if (len < 4)
		return (DIALECT_MAYBE);
	if (s[3] != 0)
		return (version(s + 3, len - 3));
	if (len < 5)
		return (DIALECT_MAYBE);
	return (s[4] == 2 ? DIALECT_YES : DIALECT_NO);
}

/*
 * A handshake record (RFC 8446, 5.1), which no text can start like: 0x16 and
 * what follows are control characters.
 */
static enum dialect_match
tls_begins(struct dialect_start *start, const unsigned char *bytes, size_t len)
{
	const unsigned char *head = start->head;

	(void)bytes;
	(void)len;
	if (head[0] == 0x16)
		return (version(head + 1, start->head_len - 1U));
	return (ssl2_begins(head, start->head_len));
}

/* No text begins like this. */
static bool
tls_was(const struct dialect_start *start)
{
	return (start->head[0] == 0x16);
}

/*
 * A fatal alert "protocol_version" (RFC 8446, 6.2) in a record of TLS 1.0,
 * which all versions read.  It cannot carry words.
 */
static size_t
tls_answer(char out[DIALECT_ANSWER_MAX])
{
	static const char alert[] = { 21, 3, 1, 0, 2, 2, 70 };

	memcpy(out, alert, sizeof alert);
	return (sizeof alert);
}

const struct dialect dialect_tls = {
	.name = "a TLS client",
	.begins = tls_begins,
	.was = tls_was,
	.answer = tls_answer,
};
