/*
 * news: who comes and goes, as the others read it.  See news.h.
 */
#include <config.h>

#include "server/room/news.h"

#include <string.h>

#include "common/text.h"
#include "common/thread.h"
#include "server/room/logbook.h"
#include "server/room/push.h"
#include "server/room/speech.h"

void
news_init(struct news *news)
{
	memset(news, 0, sizeof *news);
	TAILQ_INIT(&news->unseen);
}

/*
 * What programs read of the same: one event for each person, when it happens.
 * Plain readers are told in a line for all of them, later.
 */
static void
note(struct registry *r, enum sentence s, const char *who, struct words words)
    THREAD_NEEDS(r->lock)
{
	char bytes[MEMBER_WHO_SIZE + SPEECH_TEXT_MAX];
	size_t who_len = strlen(who);
	struct event what =
	    registry_event(r, sentence_kind(s), who_len + words.len);

	what.sentence = (uint16_t)s;
	memcpy(bytes, who, who_len);
	memcpy(bytes + who_len, words.bytes, words.len);
	what.args[0].len = (uint16_t)who_len;
	what.args[1].at = (uint16_t)who_len;
	what.args[1].len = (uint16_t)words.len;
	what.args[1].sentence = (uint16_t)sentence_of(words);
	batch_note(&r->inbox.batch, &what, bytes);
	logbook_read(r, &what, bytes);
}

/* News that programs have had already. */
static void
add_news(struct registry *r, struct member *of, enum sentence s,
    const struct words *args) THREAD_NEEDS(r->lock)
{
	char line[REGISTRY_LINE_SIZE];
	struct event what = registry_event(r, EVENT_CROWD, 0);

	what.sentence = (uint16_t)s;
	what.len = (uint32_t)sentence_line(LANGUAGE_EN, s, args, line,
	    sizeof line, what.args);
	batch_say(&r->inbox.batch, member_seat(of), &what, line);
}

/* What is said of those who come, or of those who go. */
struct burst_sentences {
	enum sentence whole; /* all are named */
	enum sentence more;
};

/* "27 joined: A, B, C, D, E and 22 more". */
static void
add_burst(struct registry *r, size_t count, struct burst_sentences say,
    const char *names[NEWS_NAMED_MAX]) THREAD_NEEDS(r->lock)
{
	size_t named = count < NEWS_NAMED_MAX ? count : NEWS_NAMED_MAX, i;
	char list[NEWS_NAMED_MAX * (MEMBER_WHO_SIZE + 2)] = "";

	for (i = 0; i < named; i++) {
		if (i > 0)
			(void)strcat(list, ", ");
		(void)strcat(list, names[i]);
	}
	add_news(r, NULL, count > named ? say.more : say.whole,
	    ARGS(NUMBER(count), words_of(list), NUMBER(count - named)));
}

/* "left the room", with a reason or without. */
static enum sentence
left_for(struct words why)
{
	return (why.len > 0 ? S_LEFT_WHY : S_LEFT);
}

/* Keeps the reason for which the first of them left. */
static void
keep_reason(struct news *news, struct words why)
{
	news->left_for = sentence_of(why);
	text_keep(why.bytes, why.len, news->left_words,
	    sizeof news->left_words);
}

static struct words
kept_reason(const struct news *news)
{
	if (news->left_for != S_NONE)
		return (sentence_piece(news->left_for));
	return (words_of(news->left_words));
}

/* Announces those who left and were held back. */
static void
tell_left(struct registry *r, int64_t now) THREAD_NEEDS(r->lock)
{
	const char *names[NEWS_NAMED_MAX];
	struct words why;
	size_t i;

	if (r->news.left_count == 0)
		return;
	for (i = 0; i < NEWS_NAMED_MAX; i++)
		names[i] = r->news.left_names[i];
	why = kept_reason(&r->news);
	if (r->news.left_count == 1)
		add_news(r, NULL, left_for(why), ARGS(words_of(names[0]), why));
	else
		add_burst(r, r->news.left_count,
		    (struct burst_sentences){ S_MANY_LEFT, S_MANY_LEFT_MORE },
		    names);
	r->news.left_count = 0;
	burst_told(&r->news.left, now);
}

/* Announces those who joined and were held back. */
static void
tell_joined(struct registry *r, int64_t now) THREAD_NEEDS(r->lock)
{
	const char *names[NEWS_NAMED_MAX];
	struct member *m;
	size_t n = 0;

	if (r->news.unseen_count == 0)
		return;
	tell_left(r, now);
	TAILQ_FOREACH(m, &r->news.unseen, arriving) {
		m->unseen = false;
		if (n < NEWS_NAMED_MAX)
			names[n++] = m->who;
	}
	if (r->news.unseen_count == 1)
		add_news(r, TAILQ_FIRST(&r->news.unseen), S_JOINED,
		    ARGS(words_of(names[0])));
	else
		add_burst(r, r->news.unseen_count,
		    (struct burst_sentences){ S_MANY_JOINED,
			S_MANY_JOINED_MORE },
		    names);
	TAILQ_INIT(&r->news.unseen);
	r->news.unseen_count = 0;
	burst_told(&r->news.joined, now);
}

void
news_introduce(struct registry *r, const struct member *m)
{
	thread_assert_held(&r->lock);
	if (m->unseen && !r->closing)
		tell_joined(r, thread_now_ms());
}

void
news_tell_left(struct registry *r)
{
	thread_assert_held(&r->lock);
	tell_left(r, thread_now_ms());
}

void
news_note_rename(struct registry *r, const char *old, const char *now)
{
	thread_assert_held(&r->lock);
	note(r, S_RENAMED, old, words_of(now));
}

void
news_joined(struct registry *r, struct member *m)
{
	thread_assert_held(&r->lock);
	news_tell_due(r, m->joined);
	if (r->tell_each || !burst_hold(&r->news.joined, m->joined)) {
		tell_left(r, m->joined);
		registry_tell_others(r, NULL, S_JOINED, ARGS(words_of(m->who)));
		return;
	}
	note(r, S_JOINED, m->who, words_of(""));
	m->unseen = true;
	TAILQ_INSERT_TAIL(&r->news.unseen, m, arriving);
	if (r->news.unseen_count++ == 0)
		thread_wake_one(&r->due);
}

/* Plain readers are told of `m` with the others of this second. */
static void
hold_left(struct registry *r, const struct member *m, struct words why)
    THREAD_NEEDS(r->lock)
{
	struct news *news = &r->news;

	note(r, left_for(why), m->who, why);
	if (news->left_count == 0) {
		keep_reason(news, why);
		thread_wake_one(&r->due);
	}
	if (news->left_count < NEWS_NAMED_MAX)
		(void)strcpy(news->left_names[news->left_count], m->who);
	news->left_count++;
}

void
news_left(struct registry *r, struct member *m, struct words why)
{
	int64_t now = thread_now_ms();

	thread_assert_held(&r->lock);
	if (r->closing)
		logbook_left(r, m->who, why);
	if (m->unseen) {
		if (!r->closing)
			note(r, left_for(why), m->who, why);
		/* Nobody saw it come, so nobody needs to see it go. */
		TAILQ_REMOVE(&r->news.unseen, m, arriving);
		r->news.unseen_count--;
		return;
	}
	if (r->closing)
		return;
	news_tell_due(r, now);
	if (r->tell_each || !burst_hold(&r->news.left, now)) {
		registry_tell_others(r, NULL, left_for(why),
		    ARGS(words_of(m->who), why));
		return;
	}
	hold_left(r, m, why);
}

int64_t
news_due(const struct registry *r)
{
	int64_t due = MEMBER_FOREVER;

	thread_assert_held(&r->lock);
	if (r->news.unseen_count > 0)
		due = r->news.joined.ends;
	if (r->news.left_count > 0 && r->news.left.ends < due)
		due = r->news.left.ends;
	return (due);
}

void
news_tell_due(struct registry *r, int64_t now)
{
	thread_assert_held(&r->lock);
	if (r->news.left.ends <= now)
		tell_left(r, now);
	if (r->news.joined.ends <= now)
		tell_joined(r, now);
}
