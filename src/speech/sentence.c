/*
 * sentence: all that the server says to people, in one table.  See sentence.h.
 */
#include <config.h>

#include "speech/sentence.h"

#include <assert.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "common/protocol.h"
#include "common/text.h"
#include "speech/dictionary.h"
#include "speech/local.h"

/* The English of all, in one place: words from here are known as a piece. */
static const struct {
	char none[1];
#define S(name, kind, word, english) char text_##name[sizeof(english)];
#include "speech/sentence.def"
#undef S
} texts = {
	"",
#define S(name, kind, word, english) english,
#include "speech/sentence.def"
#undef S
};

static const struct {
	enum event_kind kind;
	const char *word;
	const char *english;
} table[] = {
	{ EVENT_PART, "none", texts.none },
#define S(name, kind, word, english) { EVENT_##kind, word, texts.text_##name },
#include "speech/sentence.def"
#undef S
};

/* NULL: it has no translation, so it is said in English. */
static const char *translated[LANGUAGES][SENTENCES];

bool
sentence_read_place(const char *text, struct sentence_place *place)
{
	const char *digit = text + 1;

	*place = (struct sentence_place){ .is_ours = *digit == 'L',
		.is_sign = *digit == '%' };
	if (place->is_ours)
		digit++;
	place->len = (size_t)(digit + 1 - text);
	place->index = (size_t)(*digit - '1');
	return (place->is_sign || (*digit >= '1' && *digit <= '4'));
}

/* Whether there is a place for the argument in it. */
static bool
has_place(const char *text, const struct sentence_place *wanted)
{
	struct sentence_place place;

	while ((text = strchr(text, '%')) != NULL &&
	    sentence_read_place(text, &place)) {
		if (place.is_sign == wanted->is_sign &&
		    place.is_ours == wanted->is_ours &&
		    place.index == wanted->index)
			return (true);
		text += place.len;
	}
	return (false);
}

/* A translation may put the arguments elsewhere, and have no others. */
static bool
has_places_of(const char *text, const char *english)
{
	struct sentence_place place;

	while ((text = strchr(text, '%')) != NULL) {
		if (!sentence_read_place(text, &place) ||
		    (!place.is_sign && !has_place(english, &place)))
			return (false);
		text += place.len;
	}
	return (true);
}

const char *
sentence_translate(enum language language, const char *english)
{
	const char *text = dictionary_find(language, english);

	return (text != NULL && has_places_of(text, english) ? text : english);
}

void
sentence_init(void)
{
	const char *text;
	int l, s;

	dictionary_init();
	for (l = LANGUAGE_EN + 1; l < LANGUAGES; l++)
		for (s = S_NONE + 1; s < SENTENCES; s++) {
			text = sentence_translate((enum language)l,
			    table[s].english);
			if (strcmp(text, table[s].english) != 0)
				translated[l][s] = text;
		}
}

const char *
sentence_in(enum language language, enum sentence s)
{
	const char *text = translated[language][s];

	return (text != NULL ? text : table[s].english);
}

enum event_kind
sentence_kind(enum sentence s)
{
	return (table[s].kind);
}

const char *
sentence_word(enum sentence s)
{
	return (table[s].word);
}

const char *
sentence_english(enum sentence s)
{
	return (table[s].english);
}

struct words
sentence_bare(struct words line)
{
	const size_t stars = strlen(PROTOCOL_NOTICE), end = strlen("\r\n");

	if (line.len >= stars &&
	    memcmp(line.bytes, PROTOCOL_NOTICE, stars) == 0) {
		line.bytes += stars;
		line.len -= stars;
	}
	if (line.len >= end &&
	    memcmp(line.bytes + line.len - end, "\r\n", end) == 0)
		line.len -= end;
	return (line);
}

struct words
sentence_piece(enum sentence s)
{
	assert(strchr(table[s].english, '%') == NULL);
	return (words_of(table[s].english));
}

enum sentence
sentence_of(struct words piece)
{
	uintptr_t place = (uintptr_t)piece.bytes - (uintptr_t)&texts;
	int s;

	/* Almost all words are text: that must cost next to nothing. */
	if (place >= sizeof texts)
		return (S_NONE);
	for (s = S_NONE + 1; s < SENTENCES; s++)
		if (table[s].english == piece.bytes)
			return ((enum sentence)s);
	return (S_NONE);
}

/* A text that is written. */
struct page {
	enum language language;
	char *out;
	size_t len, room;
	bool full; /* something did not fit: nothing may follow it */
};

static void
put(struct page *page, struct words words)
{
	size_t left = page->full ? 0 : page->room - page->len;
	struct words fits = words_cut(words, left);

	if (fits.len > 0)
		memcpy(page->out + page->len, fits.bytes, fits.len);
	page->len += fits.len;
	page->full = page->full || fits.len < words.len;
}

/* What stands in the place of an argument. */
static void
put_words(struct page *page, struct words words, bool is_ours,
    enum sentence piece)
{
	if (piece != S_NONE)
		put(page, words_of(sentence_in(page->language, piece)));
	else if (!is_ours)
		put(page, words);
	else
		while (words.len > 0)
			put(page, local_take(page->language, &words));
}

/* An argument; where it is, is noted the first time. */
static void
put_argument(struct page *page, struct words argument, bool is_ours,
    struct event_span *span)
{
	enum sentence piece = sentence_of(argument);
	size_t at = page->len;

	assert(argument.bytes != NULL);
	put_words(page, argument, is_ours, piece);
	if (span != NULL && span->len == 0) {
		span->at = (uint16_t)at;
		span->len = (uint16_t)(page->len - at);
		span->sentence = (uint16_t)piece;
	}
}

size_t
sentence_fill(enum language language, const char *text,
    const struct words *args, char *out, size_t room,
    struct event_span places[SENTENCE_ARGS_MAX])
{
	struct page page = { .language = language, .out = out, .room = room };
	struct sentence_place place;
	bool is_good;
	size_t n;

	if (places != NULL)
		memset(places, 0, SENTENCE_ARGS_MAX * sizeof *places);
	for (;;) {
		n = strcspn(text, "%");
		put(&page, (struct words){ text, n });
		text += n;
		if (*text == '\0')
			return (page.len);
		is_good = sentence_read_place(text, &place);
		if (place.is_sign)
			put(&page, (struct words){ text, 1 });
		else {
			assert(is_good && args != NULL);
			(void)is_good;
			put_argument(&page, args[place.index], place.is_ours,
			    places != NULL ? &places[place.index] : NULL);
		}
		text += place.len;
	}
}

size_t
sentence_write(enum language language, enum sentence s,
    const struct words *args, char *out, size_t room,
    struct event_span places[SENTENCE_ARGS_MAX])
{
	return (sentence_fill(language, sentence_in(language, s), args, out,
	    room, places));
}

void
sentence_text(enum sentence s, const struct words *args, char *out, size_t size)
{
	/* What stands in the table has no line end: this still ends by a NUL.
	 */
	const char *text = sentence_bare(words_of(table[s].english)).bytes;
	size_t len =
	    sentence_fill(LANGUAGE_EN, text, args, out, size - 1, NULL);

	out[len] = '\0';
}

/* Whether there may be an isolate: this is how it begins in UTF-8. */
static bool
may_have_isolate(const char *text, size_t len)
{
	return (memchr(text, 0xe2, len) != NULL);
}

/* The text has become shorter: no place ends after it. */
static void
cut_places(struct event_span *places, size_t len)
{
	size_t i;

	for (i = 0; i < SENTENCE_ARGS_MAX; i++) {
		if (places[i].at > len)
			places[i].at = (uint16_t)len;
		if (places[i].len > len - places[i].at)
			places[i].len = (uint16_t)(len - places[i].at);
	}
}

size_t
sentence_line(enum language language, enum sentence s, const struct words *args,
    char *out, size_t room, struct event_span places[SENTENCE_ARGS_MAX])
{
	size_t len = sentence_write(language, s, args, out, room - 2, places);

	if (may_have_isolate(out, len)) {
		len = text_close(out, len, room - 2);
		if (places != NULL)
			cut_places(places, len);
	}
	memcpy(out + len, "\r\n", 2);
	return (len + 2);
}
