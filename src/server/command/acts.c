/*
 * acts: what the commands for operators have in common.  See acts.h.
 */
#include <config.h>

#include "server/command/acts.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/text.h"
#include "common/thread.h"
#include "server/command/command.h"

#define MINUTES_MAX (366 * 24 * 60)

struct acts_reason
acts_reason(struct words words)
{
	struct acts_reason reason;
	size_t n = text_cut(words.bytes, words.len, REGISTRY_WORDS_MAX);

	memcpy(reason.text, words.bytes, n);
	n = text_close(reason.text, n, REGISTRY_WORDS_MAX);
	reason.text[n] = '\0';
	reason.colon = n > 0 ? ": " : "";
	return (reason);
}

/* Whether the word begins with a digit, of any width. */
static bool
begins_with_digit(struct words word)
{
	char narrow[2 * TEXT_CHAR_MAX];

	if (word.len > TEXT_CHAR_MAX)
		word.len = text_cut(word.bytes, word.len, TEXT_CHAR_MAX);
	return (words_narrow(word, narrow, sizeof narrow) > 0 &&
	    narrow[0] >= '0' && narrow[0] <= '9');
}

bool
acts_number(struct words word, long max, long *number)
{
	char digits[8 + TEXT_CHAR_MAX];
	size_t len, i;

	len = words_narrow(word, digits, sizeof digits);
	if (len == 0 || len >= 8)
		return (false);
	for (i = 0; i < len; i++)
		if (digits[i] < '0' || digits[i] > '9')
			return (false);
	*number = strtol(digits, NULL, 10);
	return (*number <= max);
}

bool
acts_span(struct registry *r, struct member *m, const char *command,
    struct words *args, struct acts_span *span)
{
	struct words rest = *args;
	struct words word = words_take(&rest);
	long minutes;

	span->until = MEMBER_FOREVER;
	span->text[0] = '\0';
	if (!begins_with_digit(word))
		return (true);
	if (!acts_number(word, MINUTES_MAX, &minutes) || minutes == 0) {
		registry_notice(r, m,
		    "%.*s is not a number of minutes from 1 to %d",
		    (int)text_cut(word.bytes, word.len, 32), word.bytes,
		    MINUTES_MAX);
		command_usage(r, m, command);
		return (false);
	}
	*args = rest;
	span->until = thread_now_ms() + minutes * ACTS_MINUTE_MS;
	(void)snprintf(span->text, sizeof span->text, " for %ld min", minutes);
	return (true);
}

char *
acts_tell(struct registry *r, char line[LOG_LINE_MAX], const char *format, ...)
{
	va_list args;

	va_start(args, format);
	(void)vsnprintf(line, LOG_LINE_MAX, format, args);
	va_end(args);
	registry_add_line(r, NULL, "*** %s\r\n", line);
	return (line);
}

void
acts_log(const struct member *m, const char *line)
{
	log_said("operator %s: %s", m->address, line);
}

bool
acts_nobody(struct registry *r, struct member *m, struct words name)
{
	registry_notice(r, m, "nobody here is called %.*s; /who lists everyone",
	    (int)text_cut(name.bytes, name.len, NAME_SIZE), name.bytes);
	return (true);
}

bool
acts_stays(struct registry *r, struct member *m)
{
	registry_notice(r, m,
	    "the person who opened the room cannot be removed");
	return (true);
}
