/*
 * charset: one client's character set, where that is not UTF-8.
 *
 * The room speaks UTF-8.  A client whose terminal does not is served through
 * the table of its charset (charset_table.h): what it types is decoded by
 * charset_decode() (and then cleaned by text, like everything), what it is
 * sent is encoded by charset_encode().  Both take a time that grows with the
 * length of the text and with nothing else.
 *
 * Names come from peers, so only those of a list of our own are taken: sets
 * that keep no state between characters and in which the bytes 0 to 127 are
 * ASCII.  So a line still ends at LF, and a command still starts with '/'.
 * Other sets that the C library may know are out of a peer's reach.
 *
 * Threads.  A charset is shared by all clients that use it, and is only read;
 * any number of threads may use one at a time.  It stays until charset_fini().
 */
#ifndef CHARSET_H
#define CHARSET_H

#include <stdbool.h>
#include <stddef.h>

/*
 * The most bytes of UTF-8 that one byte of a client can become: a single byte
 * can be a euro sign, and each bad one is shown as U+FFFD.
 */
#define CHARSET_DECODE_GROWTH 3

/*
 * The most bytes that one byte of UTF-8 can become: GB18030 needs four for
 * some characters that have two in UTF-8.
 */
#define CHARSET_ENCODE_GROWTH 2

/* There are no more than this. */
#define CHARSETS_MAX 40

/* The least room that charset_encode() takes. */
#define CHARSET_ENCODE_ROOM 16

struct charset;

enum charset_result {
	CHARSET_DONE,
	CHARSET_UTF8,	     /* it is UTF-8: no conversion is needed */
	CHARSET_UNKNOWN,     /* not a name in the list */
	CHARSET_UNAVAILABLE, /* this system has no converter for it */
	CHARSET_NO_MEMORY    /* or no descriptor, to load the converter */
};

/*
 * To be called before the first thread exists, and undone after the last has
 * ended.  A set is learned when it is first asked for, from a file of the C
 * library; `keep` learns all at once, in a tenth of a second and 2 MiB, for a
 * server that will not be able to open files any more (chroot, a sandbox).
 */
void charset_init(bool keep);
void charset_fini(void);

/*
 * Stores the charset in *c if it returns CHARSET_DONE, else NULL.  Names
 * are compared without regard to case, width, '-', '_', '.' and blanks; the
 * number of a Windows code page is a name as well.
 */
enum charset_result charset_find(const char *name, size_t len,
    const struct charset **c);

/*
 * Stores GB18030 or Big5 in *c, and returns CHARSET_DONE, for a client whose
 * line `bytes` is not UTF-8 but is very likely that.  For any other line, one
 * of UTF-8 included, it returns CHARSET_UNKNOWN.
 *
 * Very likely: the line is valid, has no control characters but TAB and only
 * assigned characters, and of those that are not ASCII enough are common: for
 * GB18030 half of them are a hanzi of GB 2312's first level (99.7 % of running
 * text), its punctuation, or a full-width form; for Big5 see guess.h.  By this
 * a letter with an accent before one without, a word of French, or UTF-8 of
 * which a byte has been lost is hardly ever taken for Chinese, though many of
 * them are valid GB18030.
 */
enum charset_result charset_guess(const void *bytes, size_t len,
    const struct charset **c);

/* What it is called: "GB18030". */
const char *charset_name(const struct charset *c);

/* The names of the list, i from 0; NULL after the last. */
const char *charset_listed(size_t i);

/*
 * For people who do not know what to ask for: names of the list that this
 * system has, in one piece: "gb18030, big5, utf-8".  After charset_init().
 */
const char *charset_examples(void);

/*
 * Whether byte 255 is a letter that people need (the ya of windows-1251), and
 * not the start of a telnet command: for framing_set_telnet().  What other sets
 * have there (a y with diaeresis, a blank that does not break, in one of them
 * an apostrophe) is needed less than telnet.
 */
bool charset_has_255(const struct charset *c);

/*
 * Writes `bytes` as UTF-8 to `out`, which has room for
 * len * CHARSET_DECODE_GROWTH bytes and does not overlap; returns how many it
 * wrote.  A run of bytes that belong to no character becomes one U+FFFD.
 */
size_t charset_decode(const struct charset *c, const void *bytes, size_t len,
    char *out);

/*
 * Takes clean text from *text (moved forward, *len lowered), as much as
 * surely fits, and writes it to `out`; returns how many bytes it wrote.  Call
 * again until *len is 0; with a room of *len * CHARSET_ENCODE_GROWTH, once is
 * enough.  A character that the set does not have becomes '?'.  Byte 255 is
 * written twice (RFC 854), unless charset_has_255().
 */
size_t charset_encode(const struct charset *c, const char **text, size_t *len,
    char *out, size_t room);

#endif
