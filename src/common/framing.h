/*
 * framing: bytes to lines.
 *
 * TCP delivers bytes, cut anywhere; people speak in lines.  This is the only
 * file that knows CR, LF and telnet.  It is pure: no input, no output, no
 * thread; a struct framing belongs to the one thread that feeds it.
 *
 * A line ends at LF, at CR LF, or at CR NUL (RFC 854, the way some telnet
 * programs send Enter).  Telnet commands (RFC 854, RFC 855: IAC, options,
 * subnegotiations) are stripped, wherever they are cut.  Two of them are keys,
 * EC and EL, and become the bytes that other programs send for those keys; what
 * they erase depends on the charset, so that is done later (tidy.h).  None
 * needs an answer except DO TIMING-MARK (RFC 860): the peer that asks waits for
 * the answer.  telnet does so at Ctrl-C, and shows nothing until it has come.
 * For a peer whose charset needs the byte 255, which is IAC, there is no
 * telnet.
 */
#ifndef FRAMING_H
#define FRAMING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The most bytes of text in a line of the room, its end not counted. */
#define FRAMING_LINE_MAX 4096

/* After this many bytes without an end of line, the peer is given up. */
#define FRAMING_ENDLESS_MAX 65536

/* In a line, from telnet's EC and EL: the same as BS and NAK (Ctrl-U). */
#define FRAMING_ERASE 0x08
#define FRAMING_ERASE_LINE 0x15

/* Asks for a timing mark, and the answer: IAC DO, or WONT, TIMING-MARK. */
#define FRAMING_DO_TIMING_MARK "\377\375\006"
#define FRAMING_WONT_TIMING_MARK "\377\374\006"

enum framing_event {
	FRAMING_MORE,	     /* the input is used up; no line is complete */
	FRAMING_LINE,	     /* *line, *line_len bytes without their end */
	FRAMING_TOO_LONG,    /* the limit is passed: the start; rest skipped */
	FRAMING_TIMING_MARK, /* DO TIMING-MARK: the peer waits for an answer */
	FRAMING_MARKED,	     /* WILL or WONT TIMING-MARK: that answer */
	FRAMING_ENDLESS,     /* FRAMING_ENDLESS_MAX is passed: close */
	FRAMING_NO_MEMORY    /* the start of a line could not be kept: close */
};

struct framing {
	unsigned char *held; /* start of a line whose end has not come */
	uint32_t held_len;
	uint32_t max; /* the most bytes of text in a line */
	uint32_t raw; /* bytes seen since the last end of line */
	unsigned char state;
	bool skipping;	/* the line was too long; wait for its end */
	bool no_telnet; /* the byte 255 is text */
};

/*
 * Starts empty.  `max` bounds a line: FRAMING_LINE_MAX in the server, less than
 * 4 GiB anywhere.
 */
void framing_init(struct framing *f, size_t max);

/*
 * Whether telnet's commands are stripped, as they are at first; otherwise the
 * byte 255 is text like any other.  Call it between two lines: it applies to
 * all input after the last line.
 */
void framing_set_telnet(struct framing *f, bool telnet);

/* Another bound of a line; between two lines, like the above. */
void framing_set_max(struct framing *f, size_t max);

/* Frees what is held. */
void framing_fini(struct framing *f);

/*
 * Takes bytes from *in (moved forward, *len lowered) up to the next event.
 * Call again until it says FRAMING_MORE.  The line lives in the input or in
 * `f`: it is valid until the next call.  It is raw: not yet checked by text.
 * FRAMING_TOO_LONG comes once a line, as soon as the limit is passed, with as
 * many bytes of its start as a line may have.
 * FRAMING_TIMING_MARK and FRAMING_MARKED may come within a line, and leave
 * that as it is.
 * After FRAMING_ENDLESS or FRAMING_NO_MEMORY only framing_fini() may follow.
 */
enum framing_event framing_next(struct framing *f, const unsigned char **in,
    size_t *len, const unsigned char **line, size_t *line_len);

/*
 * At the end of the input: FRAMING_LINE for a last line that has no end of
 * its own, else FRAMING_MORE.
 */
enum framing_event framing_end(struct framing *f, const unsigned char **line,
    size_t *line_len);

/* True while the start of a line is held (its end has not come yet). */
bool framing_pending(const struct framing *f);

#endif
