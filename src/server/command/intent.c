/*
 * intent: whether a line is text to say, or a command.  See intent.h.
 */
#include <config.h>

#include "server/command/intent.h"

#include <stdbool.h>
#include <stdint.h>

#include "common/text.h"
#include "server/command/command.h"
#include "server/dialect/tidy.h"
#include "speech/verb.h"

/*
 * What shows nothing at the start of a line: blanks, a byte order mark,
 * joiners, fillers, marks of direction.
 */
static bool
shows_nothing(uint32_t c)
{
	return (text_is_space(c) || tidy_is_hidden(c));
}

/* Of ASCII: neither what shows nothing nor any slash begins with these. */
static bool
is_letter(char byte)
{
	return ((byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z'));
}

static void
step(struct words *line, size_t n)
{
	line->bytes += n;
	line->len -= n;
}

static void
skip_what_shows_nothing(struct words *line)
{
	uint32_t c;
	size_t n;

	while (line->len > 0) {
		n = text_decode(line->bytes, line->len, &c);
		if (n == 0 || !shows_nothing(c))
			break;
		step(line, n);
	}
}

/* What follows a slash is a path or a comment. */
static bool
is_path(struct words rest)
{
	uint32_t c;
	size_t n;

	if (rest.len > 0 && *rest.bytes == '*')
		return (true);
	for (; rest.len > 0; step(&rest, n)) {
		n = text_decode(rest.bytes, rest.len, &c);
		if (n == 0 || text_is_space(c))
			break;
		if (c == '/' || c == 0xff0f)
			return (true);
	}
	return (false);
}

/* Whether a command follows this slash; `first`: it begins the line. */
static bool
is_command(enum slash slash, bool first, struct words rest)
{
	struct words args = rest, name;

	if (slash == SLASH_NONE || is_path(rest))
		return (false);
	if (slash == SLASH_PLAIN && first)
		return (true);
	name = words_take(&args);
	if (slash == SLASH_BACK)
		return (command_is_secret(name.bytes, name.len));
	return (command_exists(name.bytes, name.len) ||
	    command_is_almost_secret(name.bytes, name.len, args.len > 0));
}

enum intent
intent_of(const char *line, size_t len, struct words *what)
{
	struct words rest = { line, len }, escaped;
	enum slash slash, second;
	uint32_t c;
	bool first;

	*what = rest;
	if (len > 0 && is_letter(*line)) /* the way of most lines */
		return (INTENT_SAY);
	skip_what_shows_nothing(&rest);
	first = rest.len == len;
	slash = verb_take_slash(&rest);
	if (is_command(slash, first, rest)) {
		*what = rest;
		return (INTENT_COMMAND);
	}
	if (slash == SLASH_NONE || slash == SLASH_BACK || !first)
		return (INTENT_SAY);
	escaped = rest;
	second = verb_take_slash(&rest);
	if (rest.len > 0 && text_decode(rest.bytes, rest.len, &c) > 0 &&
	    !text_is_space(c) && is_command(second, true, rest))
		*what = escaped;
	return (INTENT_SAY);
}
