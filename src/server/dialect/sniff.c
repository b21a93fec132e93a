/*
 * sniff: which protocol does a peer speak that is not a chat client?  See
 * sniff.h.
 *
 * Each protocol has a function that looks at the first bytes as if there were
 * no other.  All except HTTP need only a few bytes: these are kept, and looked
 * at from the start each time.  A request line can be long, so only the state
 * of a small machine is kept.
 */
#include <config.h>

#include "server/dialect/sniff.h"

#include <assert.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

/* The first byte of a framed one: its length is below 9 * 256. */
#define STUN_FIRST_MAX 8

static const char advice[] = "This is a chat room. Join it with: nc HOST PORT";

static bool
is_digit(unsigned char byte)
{
	return (byte >= '0' && byte <= '9');
}

/* The characters of a method: "tchar" of RFC 9110, 5.6.2. */
static bool
is_token(unsigned char byte)
{
	return (is_digit(byte) || (byte >= 'A' && byte <= 'Z') ||
	    (byte >= 'a' && byte <= 'z') ||
	    (byte != '\0' && strchr("!#$%&'*+-.^_`|~", byte) != NULL));
}

/*
 * Compares with a pattern, in which '#' is any digit.  Too few bytes that match
 * so far are SNIFF_MORE; `yes` is the answer when all match.
 */
static enum sniff
match(const unsigned char *s, size_t len, const char *pattern, enum sniff yes)
{
	size_t i;

	for (i = 0; pattern[i] != '\0'; i++) {
		if (i == len)
			return (SNIFF_MORE);
		if (pattern[i] == '#' ? !is_digit(s[i]) :
					s[i] != (unsigned char)pattern[i])
			return (SNIFF_CHAT);
	}
	return (yes);
}

/* What may come next in a request line. */
enum part {
	PART_METHOD,
	PART_TARGET, /* its first character */
	PART_STAR,   /* after '*': it may end here */
	PART_WORD,   /* not a target yet */
	PART_PATH,   /* a target */
	PART_VERSION,
	PART_DONE, /* it is a request line */
	PART_NONE  /* it is not */
};

/* The target so far, and one more character. */
static enum part
target_part(enum part part, unsigned char byte)
{
	if (byte == ' ')
		return (part == PART_STAR || part == PART_PATH ? PART_VERSION :
								 PART_NONE);
	if (byte < ' ' || byte == 0x7f)
		return (PART_NONE);
	if (part == PART_PATH || byte == ':')
		return (PART_PATH);
	if (part == PART_TARGET && byte == '/')
		return (PART_PATH);
	if (part == PART_TARGET && byte == '*')
		return (PART_STAR);
	return (PART_WORD);
}

/* The version so far, and one more character: its end is that of the line. */
static enum part
version_part(struct sniffer *s, unsigned char byte)
{
	static const char version[] = "HTTP/#.#";
	unsigned char wanted = (unsigned char)version[s->matched];

	if (wanted == '\0')
		return (byte == '\r' || byte == '\n' ? PART_DONE : PART_NONE);
	if (wanted == '#' ? !is_digit(byte) : byte != wanted)
		return (PART_NONE);
	s->matched++;
	return (PART_VERSION);
}

static enum part
next_part(struct sniffer *s, unsigned char byte)
{
	enum part part = s->part;

	switch (part) {
	case PART_METHOD:
		if (byte == ' ' && s->line > 0)
			return (PART_TARGET);
		return (is_token(byte) ? PART_METHOD : PART_NONE);
	case PART_TARGET:
	case PART_STAR:
	case PART_WORD:
	case PART_PATH:
		return (target_part(part, byte));
	case PART_VERSION:
		return (version_part(s, byte));
	case PART_DONE:
	case PART_NONE:
		break;
	}
	return (part);
}

/* METHOD TARGET VERSION. */
static enum sniff
http(struct sniffer *s, const unsigned char *bytes, size_t len)
{
	enum part part = s->part;
	size_t i;

	for (i = 0; i < len && part < PART_DONE; i++) {
		part = next_part(s, bytes[i]);
		s->part = (unsigned char)part;
		if (s->line == SNIFF_MAX &&
		    (part == PART_PATH || part == PART_VERSION))
			part = PART_DONE;
		if (s->line <= SNIFF_MAX)
			s->line++;
	}
	s->part = (unsigned char)part;
	if (part < PART_DONE)
		return (SNIFF_MORE);
	return (part == PART_DONE ? SNIFF_HTTP : SNIFF_CHAT);
}

/* A version of TLS or SSL 3.0 at `s`. */
static enum sniff
tls_version(const unsigned char *s, size_t len)
{
	if (len > 0 && s[0] != 3)
		return (SNIFF_CHAT);
	if (len < 2)
		return (SNIFF_MORE);
	return (s[1] <= 4 ? SNIFF_TLS : SNIFF_CHAT);
}

/*
 * A handshake record (RFC 8446, 5.1), which no text can start like: 0x16 and
 * what follows are control characters.
 */
static enum sniff
tls(const unsigned char *s, size_t len)
{
	return (s[0] == 0x16 ? tls_version(s + 1, len - 1) : SNIFF_CHAT);
}

/*
 * A ClientHello as SSL 2.0 had it (RFC 5246, appendix E.2): a length of two
 * bytes, the highest bit set, below 4096; the type; the version wished for.
 */
static enum sniff
ssl2(const unsigned char *s, size_t len)
{
	if ((s[0] & 0xf0) != 0x80 || (len > 2 && s[2] != 1))
		return (SNIFF_CHAT);
	if (len < 4)
		return (SNIFF_MORE);
	if (s[3] != 0)
		return (tls_version(s + 3, len - 3));
	if (len < 5)
		return (SNIFF_MORE);
	return (s[4] == 2 ? SNIFF_TLS : SNIFF_CHAT);
}

/* 1.99 is a 2.0 that also speaks 1.x. */
static enum sniff
ssh(const unsigned char *s, size_t len)
{
	enum sniff result = match(s, len, "SSH-2.0-", SNIFF_SSH);

	return (result == SNIFF_CHAT ? match(s, len, "SSH-1.99-", SNIFF_SSH) :
				       result);
}

/*
 * A request of STUN: a type below 0x0200, a length in words, a cookie.  ICE
 * over TCP puts a length of two bytes before it (RFC 4571).
 */
static enum sniff
stun(const unsigned char *s, size_t len)
{
	if (s[0] > 1 || (len > 3 && s[3] % 4 != 0))
		return (SNIFF_CHAT);
	if (len < 4)
		return (SNIFF_MORE);
	return (match(s + 4, len - 4, "\x21\x12\xa4\x42", SNIFF_STUN));
}

static enum sniff
stun_framed(const unsigned char *s, size_t len)
{
	if (s[0] > STUN_FIRST_MAX)
		return (SNIFF_CHAT);
	return (len < 3 ? SNIFF_MORE : stun(s + 2, len - 2));
}

/* What the first bytes say about everything except HTTP. */
static enum sniff
by_head(const unsigned char *head, size_t len)
{
	static enum sniff (*const all[])(const unsigned char *, size_t) = { ssh,
		tls, ssl2, stun, stun_framed };
	enum sniff result = SNIFF_CHAT, one;
	size_t i;

	for (i = 0; i < sizeof all / sizeof *all; i++) {
		one = all[i](head, len);
		if (one == SNIFF_MORE)
			result = SNIFF_MORE;
		else if (one != SNIFF_CHAT)
			return (one);
	}
	return (result);
}

/* Adds what is missing to the head. */
static void
fill_head(struct sniffer *s, const void *bytes, size_t len)
{
	size_t room = SNIFF_HEAD - s->head_len;
	size_t n = len < room ? len : room;

	if (n > 0)
		memcpy(s->head + s->head_len, bytes, n);
	s->head_len = (unsigned char)(s->head_len + n);
}

enum sniff
sniff_more(struct sniffer *s, const void *bytes, size_t len)
{
	enum sniff result, request;

	fill_head(s, bytes, len);
	if (s->head_len == 0)
		return (SNIFF_MORE);
	/*
	 * No request line is as short as the head, so this is the order in
	 * which the bytes decide.
	 */
	result = by_head(s->head, s->head_len);
	if (result != SNIFF_MORE && result != SNIFF_CHAT)
		return (result);
	request = http(s, bytes, len);
	return (request != SNIFF_CHAT ? request : result);
}

/* The method whose target a page chooses from its first character on. */
static bool
is_connect(const struct sniffer *s)
{
	return (
	    match(s->head, s->head_len, "CONNECT ", SNIFF_HTTP) == SNIFF_HTTP);
}

enum sniff
sniff_end(const struct sniffer *s)
{
	if (s->part == PART_PATH || s->part == PART_VERSION ||
	    (s->part == PART_WORD && is_connect(s)))
		return (SNIFF_HTTP);
	/* No text begins with these. */
	if (s->head_len == 0)
		return (SNIFF_CHAT);
	if (s->head[0] == 0x16)
		return (SNIFF_TLS);
	if (s->head[0] <= STUN_FIRST_MAX)
		return (SNIFF_STUN);
	return (SNIFF_CHAT);
}

enum sniff
sniff(const void *first, size_t len)
{
	struct sniffer s = { .head_len = 0 };

	return (sniff_more(&s, first, len));
}

const char *
sniff_name(enum sniff what)
{
	switch (what) {
	case SNIFF_HTTP:
		return ("a web browser");
	case SNIFF_TLS:
		return ("a TLS client");
	case SNIFF_SSH:
		return ("an SSH client");
	case SNIFF_STUN:
		return ("a WebRTC client");
	case SNIFF_MORE:
	case SNIFF_CHAT:
		break;
	}
	return ("a chat client");
}

/*
 * No header lets a page of another origin read this (CORS), and `nosniff`
 * keeps it a text.
 */
static size_t
http_answer(char *out)
{
	static const char body[] =
	    "This is a chat room, not a web server. "
	    "Join it with: nc HOST PORT\r\n"
	    "这里是聊天室，不是网站。请用终端加入：nc 主机 端口\r\n";
	int n = snprintf(out, SNIFF_ANSWER_MAX,
	    "HTTP/1.1 400 Bad Request\r\n"
	    "Content-Type: text/plain; charset=utf-8\r\n"
	    "Content-Length: %zu\r\n"
	    "X-Content-Type-Options: nosniff\r\n"
	    "Cache-Control: no-store\r\n"
	    "Connection: close\r\n"
	    "\r\n"
	    "%s",
	    sizeof body - 1, body);

	assert(n > 0 && n < SNIFF_ANSWER_MAX);
	return ((size_t)n);
}

/*
 * A fatal alert "protocol_version" (RFC 8446, 6.2) in a record of TLS 1.0,
 * which all versions read.  It cannot carry words.
 */
static size_t
tls_answer(char *out)
{
	static const char alert[] = { 21, 3, 1, 0, 2, 2, 70 };

	memcpy(out, alert, sizeof alert);
	return (sizeof alert);
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
 * 4.2, 6 and 11.1), which the client shows.  Before keys are exchanged a
 * packet is neither encrypted nor signed: a length, the padding's length, the
 * payload, and zeros up to a multiple of eight.
 */
static size_t
ssh_answer(char *out)
{
	static const char identification[] = "SSH-2.0-chatroom\r\n";
	const size_t words = sizeof advice - 1;
	const size_t payload = 1 + 4 + 4 + words + 4;
	const size_t padding = 4 + (8 - (4 + 1 + payload + 4) % 8) % 8;
	char *p = out;

	p = put_bytes(p, identification, sizeof identification - 1);
	p = put_uint32(p, 1 + payload + padding);
	*p++ = (char)padding;
	*p++ = 1;	       /* SSH_MSG_DISCONNECT */
	p = put_uint32(p, 11); /* SSH_DISCONNECT_BY_APPLICATION */
	p = put_uint32(p, words);
	p = put_bytes(p, advice, words);
	p = put_uint32(p, 0); /* the language is left out */
	memset(p, 0, padding);
	return ((size_t)(p - out) + padding);
}

size_t
sniff_answer(enum sniff what, char out[SNIFF_ANSWER_MAX])
{
	switch (what) {
	case SNIFF_HTTP:
		return (http_answer(out));
	case SNIFF_TLS:
		return (tls_answer(out));
	case SNIFF_SSH:
		return (ssh_answer(out));
	case SNIFF_STUN:
	case SNIFF_MORE:
	case SNIFF_CHAT:
		break;
	}
	return (0);
}
