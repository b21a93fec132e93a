/*
 * dialect: how the servers speak.
 */
#include <config.h>

#include "dialect.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ROOM "room"

/* What all readers of lines share: the line and its end. */
static bool
whole_line(const char *bytes, size_t len, struct frame *f)
{
	const char *lf = memchr(bytes, '\n', len);

	if (lf == NULL)
		return (false);
	memset(f, 0, sizeof *f);
	f->kind = FRAME_PRIVATE;
	f->len = (size_t)(lf - bytes) + 1;
	return (true);
}

/* The frame's length without CR and LF. */
static size_t
without_end(const char *bytes, const struct frame *f)
{
	size_t len = f->len - 1;

	return (len > 0 && bytes[len - 1] == '\r' ? len - 1 : len);
}

static bool
starts(const char *bytes, size_t len, const char *with)
{
	size_t n = strlen(with);

	return (len >= n && memcmp(bytes, with, n) == 0);
}

/* Marks what follows the first `mark` of the frame as text that was said. */
static bool
said_after(const char *bytes, const char *mark, struct frame *f)
{
	size_t len = without_end(bytes, f);
	const char *at = memmem(bytes, len, mark, strlen(mark));

	if (at == NULL)
		return (false);
	f->kind = FRAME_SAID;
	f->text = at + strlen(mark);
	f->text_len = len - (size_t)(f->text - bytes);
	f->name = bytes;
	f->name_len = (size_t)(f->text - bytes);
	return (true);
}

static size_t
no_hello(char *out, unsigned client, bool speaks)
{
	(void)out;
	(void)client;
	(void)speaks;
	return (0);
}

static size_t
say_line(char *out, const char text[LINE_LEN])
{
	memcpy(out, text, LINE_LEN);
	out[LINE_LEN] = '\n';
	return (LINE_LEN + 1);
}

/*
 * The room.  "[ WHO ]: TEXT", "[ WHO ] joined the room", or several at once as
 * "27 joined: WHO, WHO, ... and 22 more", or the same in Chinese; "*** " is for
 * one person's eyes.
 */
static const struct wording {
	const char *one, *many;
} wordings[] = { { " joined the room", " joined: " },
	{ " 加入聊天室", " 人加入聊天室：" } };

/* How many have joined, as it is told in these words; 0: it is not. */
static unsigned
count_joined(const char *bytes, size_t len, const struct wording *w)
{
	const size_t one = strlen(w->one);
	const char *many;

	if (len > one && memcmp(bytes + len - one, w->one, one) == 0)
		return (1);
	many = memmem(bytes, len, w->many, strlen(w->many));
	if (many == NULL)
		return (0);
	while (many > bytes && many[-1] >= '0' && many[-1] <= '9')
		many--;
	return ((unsigned)strtoul(many, NULL, 10));
}

static void
room_notice(const char *bytes, size_t len, struct frame *f)
{
	size_t i;

	f->kind = FRAME_NOTICE;
	for (i = 0; i < 2 && f->joined == 0; i++)
		f->joined = count_joined(bytes, len, &wordings[i]);
	if (f->joined > 0)
		f->kind = FRAME_JOINED;
}

static bool
room_next(const char *bytes, size_t len, struct frame *f)
{
	if (!whole_line(bytes, len, f))
		return (false);
	if (said_after(bytes, " ]: ", f))
		return (true);
	room_notice(bytes, without_end(bytes, f), f);
	if (f->kind == FRAME_NOTICE && starts(bytes, f->len, "*** "))
		f->kind = FRAME_WELCOME;
	return (true);
}

/* Moves past the next TAB; false if there is none. */
static bool
next_field(const char **at, const char *end)
{
	const char *tab = memchr(*at, '\t', (size_t)(end - *at));

	if (tab != NULL)
		*at = tab + 1;
	return (tab != NULL);
}

/* A record that somebody said something: KIND, number, time, who, text. */
static bool
said_record(const char *bytes, struct frame *f)
{
	const char *at = bytes, *end = bytes + f->len - 1;

	if (!starts(bytes, f->len, "said\t"))
		return (false);
	for (int i = 0; i < 3; i++)
		if (!next_field(&at, end))
			return (false);
	f->name = at;
	if (!next_field(&at, end))
		return (false);
	f->kind = FRAME_SAID;
	f->name_len = (size_t)(at - f->name);
	f->text = at;
	f->text_len = (size_t)(end - at);
	return (true);
}

/* Sentences until the room has changed over, and then records. */
static bool
records_next(const char *bytes, size_t len, struct frame *f)
{
	if (!whole_line(bytes, len, f))
		return (false);
	if (f->len >= 2 && bytes[f->len - 2] == '\r')
		return (room_next(bytes, len, f));
	if (!said_record(bytes, f) && starts(bytes, f->len, "joined\t")) {
		f->kind = FRAME_JOINED;
		f->joined = 1;
	}
	return (true);
}

/* The floor writes the room's lines; nobody says anything to it. */

/* IRC.  A server's own lines start with its name and a number. */
static size_t
irc_hello(char *out, unsigned client, bool speaks)
{
	int n = snprintf(out, DIALECT_OUT_MAX,
	    "NICK %c%u\r\nUSER b 0 * :b\r\nJOIN #" ROOM "\r\n",
	    speaks ? 's' : 'r', client);

	return (n > 0 ? (size_t)n : 0);
}

static size_t
irc_say(char *out, const char text[LINE_LEN])
{
	static const char privmsg[] = "PRIVMSG #" ROOM " :";
	const size_t n = sizeof privmsg - 1;

	memcpy(out, privmsg, n);
	memcpy(out + n, text, LINE_LEN);
	memcpy(out + n + LINE_LEN, "\r\n", 2);
	return (n + LINE_LEN + 2);
}

static bool
irc_next(const char *bytes, size_t len, struct frame *f)
{
	const char *verb;

	if (!whole_line(bytes, len, f))
		return (false);
	if (bytes[0] != ':')
		return (true);
	verb = memchr(bytes, ' ', f->len);
	if (verb == NULL)
		return (true);
	len = f->len - (size_t)(verb - bytes);
	if (starts(verb, len, " PRIVMSG "))
		(void)said_after(bytes, " :", f);
	else if (starts(verb, len, " 366 "))
		f->kind = FRAME_WELCOME;
	else if (starts(verb, len, " JOIN ")) {
		f->kind = FRAME_JOINED;
		f->joined = 1;
	} else if (starts(verb, len, " QUIT ") || starts(verb, len, " PART "))
		f->kind = FRAME_NOTICE;
	return (true);
}

/* ncat --chat.  "<user7> TEXT"; what it announces is of no interest. */
static bool
ncat_next(const char *bytes, size_t len, struct frame *f)
{
	if (!whole_line(bytes, len, f))
		return (false);
	if (starts(bytes, f->len, "<announce> "))
		f->kind = FRAME_WELCOME;
	else
		(void)said_after(bytes, "> ", f);
	return (true);
}

/*
 * Redis.  Arrays of strings, each with its length in front.  Publishers want no
 * answer: the room's speakers do not get one.
 */
static size_t
redis_hello(char *out, unsigned client, bool speaks)
{
	const char *hello =
	    speaks ? "CLIENT REPLY OFF\r\n" : "SUBSCRIBE " ROOM "\r\n";

	(void)client;
	memcpy(out, hello, strlen(hello));
	return (strlen(hello));
}

static size_t
redis_say(char *out, const char text[LINE_LEN])
{
	int n = snprintf(out, DIALECT_OUT_MAX,
	    "*3\r\n$7\r\nPUBLISH\r\n$4\r\n" ROOM "\r\n$%d\r\n%.*s\r\n",
	    LINE_LEN, LINE_LEN, text);

	return (n > 0 ? (size_t)n : 0);
}

/* The number after a type byte; moves *at past its CR LF. */
static bool
redis_number(const char *bytes, size_t len, size_t *at, size_t *number)
{
	const char *from = bytes + *at;
	const char *lf = *at < len ? memchr(from, '\n', len - *at) : NULL;

	if (lf == NULL)
		return (false);
	*number = strtoul(from + 1, NULL, 10);
	*at += (size_t)(lf - from) + 1;
	return (true);
}

static bool
redis_next(const char *bytes, size_t len, struct frame *f)
{
	size_t at = 0, parts, n = 0;
	const char *first = NULL;

	if (len == 0)
		return (false);
	if (bytes[0] != '*')
		return (whole_line(bytes, len, f));
	memset(f, 0, sizeof *f);
	f->kind = FRAME_PRIVATE;
	if (!redis_number(bytes, len, &at, &parts))
		return (false);
	for (size_t i = 0; i < parts; i++) {
		bool string = at < len && bytes[at] == '$';

		if (!redis_number(bytes, len, &at, &n))
			return (false);
		if (!string)
			continue;
		if (len - at < n + 2)
			return (false);
		f->text = bytes + at;
		f->text_len = n;
		f->name = bytes;
		f->name_len = at;
		if (first == NULL)
			first = f->text;
		at += n + 2;
	}
	f->len = at;
	if (first == NULL)
		return (true);
	len = at - (size_t)(first - bytes);
	if (starts(first, len, "message"))
		f->kind = FRAME_SAID;
	else if (starts(first, len, "subscribe"))
		f->kind = FRAME_WELCOME;
	return (true);
}

const struct dialect dialect_room = {
	.speakers_listen = true,
	.hello = no_hello,
	.say = say_line,
	.next = room_next,
};

/* Asks for a charset; and for English, which some charsets change. */
static size_t
charset_hello(char *out, const char *charset)
{
	int n =
	    snprintf(out, DIALECT_OUT_MAX, "/lang en\n/charset %s\n", charset);

	return (n > 0 ? (size_t)n : 0);
}

static size_t
gb18030_hello(char *out, unsigned client, bool speaks)
{
	(void)client;
	(void)speaks;
	return (charset_hello(out, "gb18030"));
}

static size_t
four_hello(char *out, unsigned client, bool speaks)
{
	static const char *const charsets[] = { "utf-8", "gb18030", "big5",
		"iso-8859-1" };

	(void)speaks;
	return (charset_hello(out, charsets[client % 4]));
}

const struct dialect dialect_gb18030 = {
	.speakers_listen = true,
	.hello = gb18030_hello,
	.say = say_line,
	.next = room_next,
};

/* Every other one reads Chinese. */
static size_t
languages_hello(char *out, unsigned client, bool speaks)
{
	static const char hello[] = "/lang zh\n";

	(void)speaks;
	if (client % 2 == 0)
		return (0);
	memcpy(out, hello, sizeof hello - 1);
	return (sizeof hello - 1);
}

const struct dialect dialect_languages = {
	.speakers_listen = true,
	.hello = languages_hello,
	.say = say_line,
	.next = room_next,
};

static size_t
records_hello(char *out, unsigned client, bool speaks)
{
	static const char hello[] = "/records\n";

	(void)client;
	if (speaks)
		return (0);
	memcpy(out, hello, sizeof hello - 1);
	return (sizeof hello - 1);
}

const struct dialect dialect_records = {
	.hello = records_hello,
	.say = say_line,
	.next = records_next,
};

const struct dialect dialect_sentences = {
	.hello = no_hello,
	.say = say_line,
	.next = room_next,
};

const struct dialect dialect_four = {
	.speakers_listen = true,
	.hello = four_hello,
	.say = say_line,
	.next = room_next,
};

const struct dialect dialect_floor = {
	.hello = no_hello,
	.say = say_line,
	.next = room_next,
};

const struct dialect dialect_irc = {
	.speakers_listen = true,
	.hello = irc_hello,
	.say = irc_say,
	.next = irc_next,
};

const struct dialect dialect_ncat = {
	.speakers_listen = true,
	.one_a_write = true,
	.hello = no_hello,
	.say = say_line,
	.next = ncat_next,
};

const struct dialect dialect_redis = {
	.hello = redis_hello,
	.say = redis_say,
	.next = redis_next,
};
