/*
 * noise: what hooligans send.  See noise.h.
 */
#include <config.h>

#include "noise.h"

#include <string.h>

#include "common/framing.h"
#include "dice.h"
#include "wire.h"

#define COUNT(array) ((unsigned)(sizeof(array) / sizeof *(array)))

/* Bytes with their length: some hold a NUL. */
struct piece {
	const char *bytes;
	size_t len;
};
#define PIECE(literal)                         \
	{                                      \
		(literal), sizeof(literal) - 1 \
	}

static void
put_one(struct wire *w, struct dice *d, const struct piece *pieces,
    unsigned count)
{
	const struct piece *p = &pieces[dice_below(d, count)];

	wire_put(w, p->bytes, p->len);
}

void
noise_words(struct wire *w, struct dice *d)
{
	static const struct piece words[] = { PIECE("hello "), PIECE("a "),
		PIECE("threads "), PIECE("caf\xc3\xa9 "),
		PIECE("\xe4\xbb\x8a\xe5\xa4\xa9 "),	    /* CJK */
		PIECE("\xf0\x9f\x98\x80 "),		    /* an emoji */
		PIECE("\xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d "), /* Hebrew */
		PIECE("e\xcc\x81\xcc\x81\xcc\x81 "), /* combining marks */
		PIECE("[ @Witness1 ]: 1 1 "), PIECE("*** "), PIECE("\t"),
		PIECE("http://example.org/ ") };
	unsigned n = 1 + dice_below(d, 12);

	while (n-- > 0)
		put_one(w, d, words, COUNT(words));
}

void
noise_bytes(struct wire *w, struct dice *d)
{
	unsigned char bytes[600];
	unsigned n = 1 + dice_below(d, sizeof bytes), i;

	for (i = 0; i < n; i++)
		bytes[i] = (unsigned char)dice_below(d, 256);
	if (dice_chance(d, 80))
		bytes[n - 1] = '\n';
	wire_put(w, bytes, n);
}

void
noise_nasty(struct wire *w, struct dice *d)
{
	static const struct piece nasty[] = { PIECE("\033[2J\033]0;title\a"),
		PIECE("\0"), PIECE("\r"), PIECE("\r\r\n"), PIECE("\r\0"),
		PIECE("\b\b\b\177"),
		PIECE("\x9b"
		      "31m"),
		PIECE("\xc2\x9b"
		      "31m"), /* C1 in UTF-8 */
		PIECE("\xe2\x80\xae"
		      "txt.exe"), /* U+202E */
		PIECE("\xe2\x81\xa6"
		      "open isolate"),			      /* U+2066 */
		PIECE("\xe2\x81\xa9"), PIECE("\xe2\x80\xa8"), /* U+2028 */
		PIECE("\xed\xa0\x80"),			      /* a surrogate */
		PIECE("\xc0\xaf"),			      /* overlong */
		PIECE("\xf4\x90\x80\x80"), /* above U+10FFFF */
		PIECE("\xe4\xbd"), PIECE("\xfe\xff"),
		PIECE("\xc4\xe3\xba\xc3"), /* GB 18030 */
		PIECE("%s%n%1000000d"), PIECE("plain "), PIECE("words ") };
	unsigned n = 1 + dice_below(d, 10);

	while (n-- > 0)
		put_one(w, d, nasty, COUNT(nasty));
	wire_put(w, "\n", 1);
}

void
noise_telnet(struct wire *w, struct dice *d)
{
	static const struct piece telnet[] = { PIECE("\377\373\001"),
		PIECE("\377\375\003"), PIECE("\377\376\042"), PIECE("\377\366"),
		PIECE("\377\364\377\375\006"), PIECE("\377\377"),
		PIECE("\377\361"), PIECE("\377"),
		PIECE("\377\372\030\000xterm\377\360"),
		PIECE("\377\372\037\000\120\000\030\377\360"),
		PIECE("\377\372\042\003\001\377\377\002"), PIECE("text "),
		PIECE("\377\360"), PIECE("\r\0"), PIECE("\r\n") };
	unsigned n = 1 + dice_below(d, 15);

	while (n-- > 0)
		put_one(w, d, telnet, COUNT(telnet));
}

/* `len` bytes of what grows most when it is made clean, or of letters. */
static void
put_filling(struct wire *w, struct dice *d, unsigned len)
{
	char filling[1024];
	unsigned n;

	memset(filling, dice_chance(d, 30) ? '\377' - 1 : 'x', sizeof filling);
	for (; len > 0; len -= n) {
		n = len < sizeof filling ? len : (unsigned)sizeof filling;
		wire_put(w, filling, n);
	}
}

void
noise_long(struct wire *w, struct dice *d)
{
	if (dice_chance(d, 10))
		put_filling(w, d, FRAMING_ENDLESS_MAX + 100);
	else if (dice_chance(d, 40))
		put_filling(w, d, dice_below(d, 3 * FRAMING_LINE_MAX));
	else
		put_filling(w, d, FRAMING_LINE_MAX - 2 + dice_below(d, 5));
	wire_put(w, "\n", 1);
}

void
noise_stranger(struct wire *w, struct dice *d)
{
	static const struct piece strangers[] = {
		PIECE("GET / HTTP/1.1\r\nHost: x\r\n\r\n"),
		PIECE(
		    "POST /x HTTP/1.1\r\nContent-Length: 9\r\n\r\n/quit\nhi\n"),
		PIECE("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"), PIECE("GET /"),
		PIECE("SSH-2.0-OpenSSH_9.2\r\n"), PIECE("SSH-"),
		PIECE("\026\003\001\002\000\001\000\001\374\003\003"),
		PIECE("\026\003\001"), PIECE("\200\056\001\003\001"),
		PIECE("\000\001\000\000\041\022\244\102"), PIECE("\n\n"),
		PIECE("\377\373\037\377\373\030\r\n")
	};

	put_one(w, d, strangers, COUNT(strangers));
	if (dice_chance(d, 30))
		noise_bytes(w, d);
}
