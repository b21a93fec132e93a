/*
 * rewording: what the server says, in the language of the person.  See
 * rewording.h.
 */
#include <config.h>

#include "client/rewording.h"

#include <stdbool.h>
#include <string.h>

#include "common/protocol.h"
#include "speech/help.h"

/* One that a line may be. */
struct guess {
	struct original original;
	struct words args[SENTENCE_ARGS_MAX];
	size_t own; /* how many bytes of the line are the sentence itself */
};

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

/* U+FF1B, which Chinese writes between two clauses. */
static const char wide_semicolon[] = "\xef\xbc\x9b";

/* Whether it may be a span or a list: there is no clause after it. */
static bool
is_ours(struct words arg)
{
	return (memchr(arg.bytes, ';', arg.len) == NULL &&
	    memmem(arg.bytes, arg.len, wide_semicolon,
		strlen(wide_semicolon)) == NULL);
}

/* Whether the line is this text, with arguments. */
static bool
matches(const char *text, struct words line, struct words *args)
{
	struct sentence_place place;
	size_t n;

	for (;;) {
		n = strcspn(text, "%");
		if (!take(&line, text, n))
			return (false);
		text += n;
		if (*text == '\0')
			return (line.len == 0);
		if (!sentence_read_place(text, &place))
			return (false);
		text += place.len;
		if (place.is_sign ?
			!take(&line, "%", 1) :
			!take_argument(&line, text, &args[place.index]))
			return (false);
		if (place.is_ours && !is_ours(args[place.index]))
			return (false);
	}
}

/* How many bytes of the line are not arguments. */
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
text_of(enum language language, enum sentence s, const struct heard *h)
{
	const char *text = sentence_in(language, s);
	const size_t stars = strlen(PROTOCOL_NOTICE);

	if (sentence_kind(s) != h->kind || s == S_HELP ||
	    strncmp(text, PROTOCOL_NOTICE, stars) != 0 ||
	    (h->word.bytes != NULL &&
		!words_is_same(h->word, words_of(sentence_word(s)))))
		return (NULL);
	return (text + stars);
}

/*
 * Whether it is the better guess: more of the line is the sentence itself.
 * Where one and many are the same words in a language, the number tells them
 * apart: the sentence of many follows that of one in the table.
 */
static bool
is_better(const struct guess *g, const struct guess *best)
{
	if (g->own != best->own)
		return (g->own > best->own);
	return (g->original.language == best->original.language &&
	    (int)g->original.sentence == (int)best->original.sentence + 1 &&
	    g->own > 0 && !words_is_same(g->args[0], NUMBER(1)));
}

/* The sentence that has most of the line in it; S_NONE: there is none. */
static struct guess
find(enum language language, const struct heard *h)
{
	struct guess best = { .original = { S_NONE, language } }, g;
	const char *text;
	int s;

	for (s = S_NONE + 1; s < SENTENCES; s++) {
		text = text_of(language, (enum sentence)s, h);
		g = (struct guess){ { (enum sentence)s, language },
			{ h->who, h->whom }, 0 };
		if (text == NULL || !matches(text, h->line, g.args))
			continue;
		g.own = own_length(h->line, g.args);
		if (is_better(&g, &best))
			best = g;
	}
	return (best);
}

/* The same of a line that is no record, in whichever language it is. */
static struct guess
find_plain(struct words line)
{
	static const enum event_kind kinds[] = { EVENT_ANSWERED,
		EVENT_CLOSING };
	struct heard h = { .line = line };
	struct guess best = { .original = { S_NONE, LANGUAGE_EN } }, g;
	size_t i;
	int l;

	for (l = LANGUAGE_EN; l < LANGUAGES; l++)
		for (i = 0; i < sizeof kinds / sizeof *kinds; i++) {
			h.kind = kinds[i];
			g = find((enum language)l, &h);
			if (is_better(&g, &best))
				best = g;
		}
	return (best);
}

/* A piece from `first` on, up to `last`, in a language; else the same words. */
static struct words
piece_of(enum language language, struct words text, enum sentence first,
    enum sentence last)
{
	int s;

	for (s = (int)first; s <= (int)last; s++)
		if (words_is_same(text,
			words_of(sentence_in(language, (enum sentence)s))))
			return (sentence_piece((enum sentence)s));
	return (text);
}

struct words
rewording_why(struct words why)
{
	return (piece_of(LANGUAGE_EN, why, S_WHY_KICKED, S_WHY_NO_MEMORY));
}

struct words
rewording_place(struct words place)
{
	return (piece_of(LANGUAGE_EN, place, S_CONSOLE, S_CONSOLE));
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
		if (words_is_same(rest, help))
			return ((enum sentence)s);
	}
	return (S_NONE);
}

/* A line of /help, as the server writes it. */
static size_t
write_help(enum language language, struct words line, char *out)
{
	enum sentence use = use_in(line);

	if (use == S_NONE)
		return (0);
	return (help_line(language, use, (enum sentence)(use + 1), out) -
	    strlen("\r\n"));
}

/*
 * The sentence that another one begins with, said again in `out`; the same
 * words if it is none of ours.
 */
static struct words
say_inner(enum language language, const struct guess *outer, char *out)
{
	struct heard h = { .line = outer->args[0], .kind = EVENT_CLOSING };
	struct guess g = find(outer->original.language, &h);
	size_t len;

	if (g.original.sentence == S_NONE)
		return (h.line);
	len = sentence_write(language, g.original.sentence, g.args, out,
	    REWORDING_SIZE, NULL);
	return (sentence_bare((struct words){ out, len }));
}

/* Says it again; no name of a person looks like one of these pieces. */
static size_t
write_again(enum language language, struct guess *g, char *out)
{
	char inner[REWORDING_SIZE];
	size_t i;

	if (g->original.sentence == S_NONE)
		return (0);
	if (g->original.sentence == S_DOOR_BANNED)
		g->args[0] = say_inner(language, g, inner);
	for (i = 0; i < SENTENCE_ARGS_MAX; i++)
		if (g->args[i].len > 0)
			g->args[i] = piece_of(g->original.language, g->args[i],
			    S_NAME_BLANKS, (enum sentence)(SENTENCES - 1));
	return (sentence_write(language, g->original.sentence, g->args, out,
	    REWORDING_SIZE, NULL));
}

static bool
can_be_found(struct words line)
{
	return (line.len > 0 && line.len <= REWORDING_LINE_MAX);
}

size_t
rewording_write(enum language language, const struct heard *h,
    char out[REWORDING_SIZE])
{
	struct guess g;

	if (language == LANGUAGE_EN || !can_be_found(h->line))
		return (0);
	if (h->word.bytes != NULL &&
	    words_is_same(h->word, words_of(sentence_word(S_HELP))))
		return (write_help(language, h->line, out));
	g = find(LANGUAGE_EN, h);
	return (write_again(language, &g, out));
}

size_t
rewording_write_plain(enum language language, struct words line,
    struct original *original, char out[REWORDING_SIZE])
{
	struct guess g;

	*original = (struct original){ S_NONE, LANGUAGE_EN };
	if (!take(&line, PROTOCOL_NOTICE, strlen(PROTOCOL_NOTICE)) ||
	    !can_be_found(line))
		return (0);
	g = find_plain(line);
	*original = g.original;
	return (g.original.language == language ?
		0 :
		write_again(language, &g, out));
}

bool
rewording_repeats(const struct original *original,
    const struct original *before)
{
	return (original->sentence != S_NONE &&
	    original->sentence == before->sentence &&
	    original->language != before->language);
}
