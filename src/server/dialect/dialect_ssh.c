/*
 * dialect_ssh: an identification string (RFC 4253, 4.2).
 */
#include <config.h>

#include <stdint.h>
#include <string.h>

#include "server/dialect/dialect.h"
#include "speech/sentence.h"

/* 1.99 is a 2.0 that also speaks 1.x. */
static enum dialect_match
ssh_begins(struct dialect_start *start, const unsigned char *bytes, size_t len)
{
	enum dialect_match match;

	(void)bytes;
	(void)len;
	match = dialect_compare(start->head, start->head_len, "SSH-2.0-");
	if (match != DIALECT_NO)
		return (match);
	return (dialect_compare(start->head, start->head_len, "SSH-1.99-"));
}

static char *
put_uint32(char *out, size_t value)
{
	uint32_t v = (uint32_t)value;

	*out++ = (char)(v >> 24);
	*out++ = (char)(v >> 16 & 0xff);
	*out++ = (char)(v >> 8 & 0xff);
	*out++ = (char)(v & 0xff);
	return (out);
}

static char *
put_bytes(char *out, const char *bytes, size_t len)
{
	memcpy(out, bytes, len);
	return (out + len);
}

/*
 * An identification, then SSH_MSG_DISCONNECT with a description (RFC 4253,
 * 4.2, 6 and 11.1), which the client shows, in both languages (a terminal of
 * another charset than UTF-8 shows the first).  Before keys are exchanged a
 * packet is neither encrypted nor signed: a length, the padding's length, the
 * payload, and zeros up to a multiple of eight.
 */
static size_t
ssh_answer(char out[DIALECT_ANSWER_MAX])
{
	static const char identification[] = "SSH-2.0-chatroom\r\n";
	const struct words english = words_of(sentence_english(S_STRANGER)),
			   chinese =
			       words_of(sentence_english(S_STRANGER_CHINESE));
	const size_t words = english.len + 1 + chinese.len;
	const size_t payload = 1 + 4 + 4 + words + 4;
	const size_t padding = 4 + (8 - (4 + 1 + payload + 4) % 8) % 8;
	char *p = out;

	p = put_bytes(p, identification, sizeof identification - 1);
	p = put_uint32(p, 1 + payload + padding);
	*p++ = (char)padding;
	*p++ = 1;	       /* SSH_MSG_DISCONNECT */
	p = put_uint32(p, 11); /* SSH_DISCONNECT_BY_APPLICATION */
	p = put_uint32(p, words);
	p = put_bytes(p, english.bytes, english.len);
	*p++ = ' ';
	p = put_bytes(p, chinese.bytes, chinese.len);
	p = put_uint32(p, 0); /* the language is left out */
	memset(p, 0, padding);
	return ((size_t)(p - out) + padding);
}

const struct dialect dialect_ssh = {
	.name = "an SSH client",
	.begins = ssh_begins,
	.answer = ssh_answer,
};
