/*
 * acts: what the commands for operators have in common.  See acts.h.
 */
#include <config.h>

#include "server/command/acts.h"

#include "common/number.h"
#include "common/text.h"
#include "common/thread.h"
#include "server/room/name.h"

#define MINUTES_MAX (366 * 24 * 60)

struct acts_reason
acts_reason(struct words words)
{
	struct acts_reason reason;

	text_keep(words.bytes, words.len, reason.text, sizeof reason.text);
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
acts_number(struct words word, int32_t max, int64_t *number)
{
	char digits[8 + TEXT_CHAR_MAX];
	size_t len = words_narrow(word, digits, sizeof digits);
	uint64_t n;

	if (len >= 8 || !number_parse(digits, len, (uint64_t)max, &n))
		return (false);
	*number = (int64_t)n;
	return (true);
}

static void
tell_range(struct registry *r, struct member *m, struct words word)
{
	registry_answer(r, m, S_NOT_MINUTES,
	    ARGS(words_cut(word, 32), NUMBER(MINUTES_MAX)));
}

bool
acts_span(struct registry *r, struct member *m, struct words *args,
    struct acts_span *span)
{
	struct words rest = *args;
	struct words word = words_take(&rest);
	int64_t minutes;

	*span = (struct acts_span){ .until = MEMBER_FOREVER };
	if (!begins_with_digit(word))
		return (true);
	if (!acts_number(word, MINUTES_MAX, &minutes) || minutes == 0) {
		tell_range(r, m, word);
		return (false);
	}
	*args = rest;
	span->until = thread_now_ms() + minutes * ACTS_MINUTE_MS;
	span->text =
	    span_write(minutes * ACTS_MINUTE_MS, SPAN_MINUTES, span->room);
	return (true);
}

bool
acts_only_span(struct registry *r, struct member *m, struct words args,
    struct acts_span *span)
{
	if (!acts_span(r, m, &args, span))
		return (false);
	if (args.len == 0)
		return (true);
	if (span->until == MEMBER_FOREVER)
		tell_range(r, m, words_take(&args));
	return (false);
}

enum command_result
acts_nobody(struct registry *r, struct member *m, struct words name)
{
	registry_answer(r, m, S_NOBODY_CALLED,
	    ARGS(words_cut(name, NAME_SIZE)));
	return (COMMAND_DONE);
}

enum command_result
acts_stays(struct registry *r, struct member *m)
{
	registry_answer(r, m, S_CONSOLE_NOT_REMOVED, NULL);
	return (COMMAND_DONE);
}
