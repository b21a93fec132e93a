/*
 * rewording: what the server says in English, in the language of the person.
 * See rewording.h.
 */
#include <config.h>

#include "client/rewording.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "common/protocol.h"
#include "common/terminal/width.h"
#include "speech/sentence.h"

/* One that a line may be. */
struct guess {
	enum sentence sentence;
	struct words args[SENTENCE_ARGS_MAX];
};

static bool
is_same(struct words a, struct words b)
{
	return (a.len == b.len && memcmp(a.bytes, b.bytes, a.len) == 0);
}

/* Takes these bytes off the start of the line. */
static bool
take(struct words *line, const char *bytes, size_t len)
{
	if (len > line->len || memcmp(line->bytes, bytes, len) != 0)
		return (false);
	line->bytes += len;
	line->len -= len;
	return (true);
}

/*
 * Takes an argument: what is known of it, or all up to the text that follows it
 * in the sentence; up to its last place if nothing else follows that.
 */
static bool
take_argument(struct words *line, const char *follows, struct words *arg)
{
	size_t n = strcspn(follows, "%");
	const char *end;

	if (arg->bytes != NULL)
		return (take(line, arg->bytes, arg->len));
	if (line->len < n)
		return (false);
	end = follows[n] == '\0' ? line->bytes + line->len - n :
				   memmem(line->bytes, line->len, follows, n);
	if (end == NULL || end == line->bytes)
		return (false);
	*arg = (struct words){ line->bytes, (size_t)(end - line->bytes) };
	return (take(line, arg->bytes, arg->len));
}

/* Whether the line is this text, with arguments. */
static bool
matches(const char *text, struct words line, struct words *args)
{
	size_t n, index;

	for (;;) {
		n = strcspn(text, "%");
		if (!take(&line, text, n))
			return (false);
		text += n;
		if (*text == '\0')
			return (line.len == 0);
		text += text[1] == 'L' ? 2 : 1;
		index = (size_t)(*text++ - '1');
		if (index >= SENTENCE_ARGS_MAX ||
		    !take_argument(&line, text, &args[index]))
			return (false);
	}
}

/* How many bytes of the line are the sentence itself. */
static size_t
own_length(struct words line, const struct words *args)
{
	size_t i, len = line.len;

	for (i = 0; i < SENTENCE_ARGS_MAX; i++)
		len -= args[i].len < len ? args[i].len : len;
	return (len);
}

/* Without the "*** "; NULL: it is no sentence of that kind and word. */
static const char *
text_of(enum sentence s, const struct heard *h)
{
	const char *text = sentence_english(s);
	const size_t stars = strlen(PROTOCOL_NOTICE);

	if (sentence_kind(s) != h->kind || s == S_HELP ||
	    strncmp(text, PROTOCOL_NOTICE, stars) != 0 ||
	    (h->word.bytes != NULL &&
		!is_same(h->word, words_of(sentence_word(s)))))
		return (NULL);
	return (text + stars);
}

/* The sentence that has most of the line in it; S_NONE: there is none. */
static struct guess
find(const struct heard *h)
{
	struct guess best = { .sentence = S_NONE }, g;
	size_t most = 0, len;
	const char *text;
	int s;

	for (s = S_NONE + 1; s < SENTENCES; s++) {
		text = text_of((enum sentence)s, h);
		g = (struct guess){ (enum sentence)s, { h->who, h->whom } };
		if (text == NULL || !matches(text, h->line, g.args))
			continue;
		len = own_length(h->line, g.args);
		if (len > most) {
			most = len;
			best = g;
		}
	}
	return (best);
}

/* A piece from `first` on, up to `last`; else the same words. */
static struct words
piece_of(struct words text, enum sentence first, enum sentence last)
{
	int s;

	for (s = (int)first; s <= (int)last; s++)
		if (is_same(text, words_of(sentence_english((enum sentence)s))))
			return (sentence_piece((enum sentence)s));
	return (text);
}

struct words
rewording_why(struct words why)
{
	return (piece_of(why, S_WHY_KICKED, S_WHY_NO_MEMORY));
}

/*
 * Which use of a command the line of /help begins with; the next sentence, what
 * that does, is its end, and there are blanks between them.
 */
static enum sentence
use_in(struct words line)
{
	struct words use, help, rest;
	int s;

	for (s = S_USE_NICK; s < S_HELP_ALOUD; s += 2) {
		use = words_of(sentence_english((enum sentence)s));
		help = words_of(sentence_english((enum sentence)(s + 1)));
		rest = line;
		if (!take(&rest, use.bytes, use.len) || rest.len <= help.len)
			continue;
		while (take(&rest, " ", 1))
			;
		if (is_same(rest, help))
			return ((enum sentence)s);
	}
	return (S_NONE);
}

/* A line of /help: the second column starts where it does in English. */
static size_t
write_help(enum language language, struct words line, char *out)
{
	enum sentence s = use_in(line);
	const char *use, *help;
	size_t column, used;

	if (s == S_NONE)
		return (0);
	use = sentence_in(language, s);
	help = sentence_in(language, (enum sentence)(s + 1));
	column = line.len - strlen(sentence_english((enum sentence)(s + 1)));
	used = width_of_text(use, strlen(use), true);
	return (
	    (size_t)snprintf(out, REWORDING_SIZE, "%s%s%*s%s", PROTOCOL_NOTICE,
		use, column > used ? (int)(column - used) : 1, "", help));
}

size_t
rewording_write(enum language language, const struct heard *h,
    char out[REWORDING_SIZE])
{
	struct guess g;
	size_t i;

	if (language == LANGUAGE_EN || h->line.len == 0 ||
	    h->line.len > REWORDING_LINE_MAX)
		return (0);
	if (h->word.bytes != NULL &&
	    is_same(h->word, words_of(sentence_word(S_HELP))))
		return (write_help(language, h->line, out));
	g = find(h);
	if (g.sentence == S_NONE)
		return (0);
	/* No name of a person looks like one of these pieces. */
	for (i = 0; i < SENTENCE_ARGS_MAX; i++)
		if (g.args[i].len > 0)
			g.args[i] = piece_of(g.args[i], S_NAME_BLANKS,
			    (enum sentence)(SENTENCES - 1));
	return (sentence_write(language, g.sentence, g.args, out,
	    REWORDING_SIZE, NULL));
}

size_t
rewording_write_plain(enum language language, struct words line,
    char out[REWORDING_SIZE])
{
	struct heard h = { .line = line, .kind = EVENT_ANSWERED };
	size_t len;

	if (!take(&h.line, PROTOCOL_NOTICE, strlen(PROTOCOL_NOTICE)))
		return (0);
	len = rewording_write(language, &h, out);
	if (len > 0)
		return (len);
	h.kind = EVENT_CLOSING;
	return (rewording_write(language, &h, out));
}
