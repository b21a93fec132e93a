/*
 * dialect_chat: lines of text, which telnet and every other program that sends
 * what is typed speaks: people, and our own client.
 */
#include <config.h>

#include "server/dialect/dialect.h"

/* Telnet asks for one thing only that needs an answer. */
static struct words
timing_mark(void)
{
	return (words_of(FRAMING_WONT_TIMING_MARK));
}

static enum dialect_event
chat_hear(struct dialect_state *state, const unsigned char **in, size_t *len,
    struct words *heard)
{
	const unsigned char *line;

	for (;;) {
		switch (framing_next(&state->framing, in, len, &line,
		    &heard->len)) {
		case FRAMING_MORE:
			return (DIALECT_MORE);
		case FRAMING_LINE:
			heard->bytes = (const char *)line;
			return (DIALECT_LINE);
		case FRAMING_TOO_LONG:
			heard->bytes = (const char *)line;
			return (DIALECT_TOO_LONG);
		case FRAMING_TIMING_MARK:
			*heard = timing_mark();
			return (DIALECT_REPLY);
		case FRAMING_MARKED:
			break; /* nobody has asked for it */
		case FRAMING_ENDLESS:
			return (DIALECT_ENDLESS);
		case FRAMING_NO_MEMORY:
			return (DIALECT_NO_MEMORY);
		}
	}
}

static enum dialect_event
chat_hear_end(struct dialect_state *state, struct words *heard)
{
	const unsigned char *line;

	if (framing_end(&state->framing, &line, &heard->len) != FRAMING_LINE)
		return (DIALECT_MORE);
	heard->bytes = (const char *)line;
	return (DIALECT_LINE);
}

const struct dialect dialect_chat = {
	.name = "a chat client",
	.hear = chat_hear,
	.hear_end = chat_hear_end,
};
