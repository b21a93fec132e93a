/*
 * door: what happens before a client is in the room.  See door.h.
 */
#include <config.h>

#include "server/door/door.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/address.h"
#include "common/text.h"
#include "common/thread.h"
#include "common/words.h"
#include "server/dialect/charset.h"
#include "server/dialect/dialect.h"
#include "server/dialect/ear.h"
#include "server/door/answer.h"
#include "server/door/farewell.h"
#include "server/door/porch.h"
#include "server/door/tell.h"
#include "server/door/visit.h"
#include "server/gate/gate.h"
#include "server/room/operators.h"
#include "server/room/registry.h"
#include "server/system/log.h"
#include "speech/dictionary.h"
#include "speech/sentence.h"

#define KEY_MS 30000
#define WRONG_MAX 3

/* From the next line on, the visitor writes and reads in this charset. */
static void
use_charset(struct visit *v, const struct charset *charset)
{
	ear_set_charset(v->ear, charset);
	v->reader.charset = charset;
}

/* Keeps a nick that was sent too early; our own client does that. */
static void
keep_nick(struct visit *v, struct words name)
{
	free(v->nick);
	if (asprintf(&v->nick, "/nick %.*s", (int)name.len, name.bytes) < 0)
		v->nick = NULL;
	v->nick_is_text = v->is_text || text_is_valid(name.bytes, name.len);
}

/* One whose charset was not known when it came. */
static void
decode_nick(struct visit *v)
{
	size_t len = v->nick != NULL ? strlen(v->nick) : 0;
	char *text;

	if (len == 0 || v->nick_is_text || v->ear->charset == NULL)
		return;
	text = malloc(len * CHARSET_DECODE_GROWTH + 1);
	if (text != NULL)
		text[charset_decode(v->ear->charset, v->nick, len, text)] =
		    '\0';
	free(v->nick);
	v->nick = text;
}

/* The visitor says which charset it writes. */
static void
set_charset(struct visit *v, struct words name)
{
	const struct charset *charset;

	switch (charset_find(name.bytes, name.len, &charset)) {
	case CHARSET_DONE:
	case CHARSET_UTF8:
		use_charset(v, charset);
		v->guessed = false;
		tell(&v->reader,
		    v->locked ? S_DOOR_CHARSET_IS : S_DOOR_CHARSET_IS_KEY,
		    ARGS(words_of(
			charset != NULL ? charset_name(charset) : "UTF-8")));
		break;
	case CHARSET_UNKNOWN:
	case CHARSET_UNAVAILABLE:
		tell(&v->reader, S_DOOR_CHARSET_UNKNOWN,
		    ARGS(words_of(charset_examples())));
		break;
	case CHARSET_NO_MEMORY:
		tell(&v->reader, S_DOOR_CHARSET_NO_MEMORY, NULL);
		break;
	}
}

/* Why the visitor is still at the door, and what opens it. */
static void
tell_what_opens(const struct visit *v)
{
	tell(&v->reader, v->locked ? S_DOOR_LOCKED : S_KEY_FIRST, NULL);
}

/* The visitor says which language it reads; then it is told no other. */
static void
set_language(struct visit *v, struct words name)
{
	char list[DICTIONARY_LIST_SIZE];
	struct words all = dictionary_list(list);
	enum language language;

	if (name.len == 0)
		tell(&v->reader, S_LANG_LIST, ARGS(all));
	else if (!language_parse(name, &language) ||
	    !dictionary_exists(language))
		tell(&v->reader, S_DOOR_LANG_UNKNOWN, ARGS(all));
	else {
		v->reader.chose_language = true;
		v->reader.language = language;
		tell(&v->reader, S_LANG_IS, NULL);
		tell_what_opens(v);
	}
}

/*
 * Holds a verdict back until the address may have one; false when the visitor's
 * time is over before, or the room closes.  Nobody else waits for this.
 */
static bool
may_know(struct visit *v, const struct words *operator_key,
    enum key_verdict *verdict)
{
	int64_t now, wait;

	for (;;) {
		now = thread_now_ms();
		wait = operator_key != NULL ?
		    registry_try_operator_key(v->registry, v->peer,
			operator_key->bytes, operator_key->len, verdict) :
		    gate_key_tried(v->door->gate, v->peer, GATE_ROOM_KEY,
			*verdict == KEY_RIGHT, now);
		if (wait == 0)
			return (true);
		if (now + wait > v->deadline)
			wait = v->deadline - now;
		/* True: the visitor has gone, or was sent away. */
		if (visit_wait(v, 0, now + wait) || visit_is_over(v) ||
		    thread_now_ms() >= v->deadline)
			return (false);
	}
}

/* The visitor may be here for longer: it takes no place from the people. */
static void
enter_porch(struct visit *v)
{
	if (v->door->porch == NULL || v->on_porch)
		return;
	porch_enter(v->door->porch, &v->guest, v->fd, v->peer, v->banned);
	v->on_porch = true;
}

/* Whether whoever has the key, if there is one, comes in; else it is told. */
static bool
is_open(struct visit *v)
{
	v->locked = registry_is_locked(v->registry);
	if (v->locked) {
		enter_porch(v);
		v->deadline = thread_now_ms() + KEY_MS;
		tell(&v->reader, S_DOOR_LOCKED, NULL);
	}
	return (!v->locked);
}

/* The key of the room; false when the visitor is done at the door. */
static bool
handle_key(struct visit *v, bool right)
{
	enum key_verdict verdict = right ? KEY_RIGHT : KEY_WRONG;
	int left;

	if (!may_know(v, NULL, &verdict))
		return (false);
	if (right) {
		v->passes = is_open(v);
		return (!v->passes);
	}
	left = WRONG_MAX - ++v->wrong;
	if (left == 0)
		return (false); /* S_KEYS_WRONG follows */
	tell(&v->reader, left == 1 ? S_KEY_WRONG_ONE : S_KEY_WRONG_MANY,
	    ARGS(NUMBER((uint64_t)left)));
	return (true);
}

/* The key of the operators, which lets in wherever there is a door. */
static bool
handle_operator_key(struct visit *v, struct words words)
{
	enum key_verdict verdict = KEY_WRONG;

	if (!may_know(v, &words, &verdict))
		return (false);
	v->passes = v->is_operator = verdict == KEY_RIGHT;
	if (v->passes)
		return (false);
	if (verdict == KEY_IN_USE) {
		tell(&v->reader, S_DOOR_OP_IN_USE, NULL);
		return (++v->others < VISIT_OTHER_MAX);
	}
	tell(&v->reader, S_DOOR_OP_WRONG, NULL);
	return (++v->wrong < WRONG_MAX);
}

static void
tell_banned(const struct visit *v)
{
	tell_because(&v->reader, S_DOOR_BANNED, &v->why_banned);
}

/* Hears nothing from an address that is banned, but keeps a nick. */
static bool
hear_banned(struct visit *v, enum answer answer, struct words argument)
{
	if (answer == ANSWER_NICK)
		keep_nick(v, argument);
	tell_banned(v);
	return (++v->others < VISIT_OTHER_MAX);
}

/* Obeys a line; false when the visitor is done at the door. */
static bool
obey(struct visit *v, enum answer answer, struct words argument)
{
	if (answer == ANSWER_BYE)
		return (false);
	if (v->banned && answer != ANSWER_OPERATOR)
		return (hear_banned(v, answer, argument));
	if (answer == ANSWER_RIGHT || answer == ANSWER_WRONG)
		return (handle_key(v, answer == ANSWER_RIGHT));
	if (answer == ANSWER_OPERATOR)
		return (handle_operator_key(v, argument));
	if (answer == ANSWER_NICK)
		keep_nick(v, argument);
	if (answer == ANSWER_CHARSET)
		set_charset(v, argument);
	else if (answer == ANSWER_LANG)
		set_language(v, argument);
	else if (visit_is_unlocked(v))
		return (false);
	else if (v->locked && answer == ANSWER_NICK)
		tell(&v->reader, S_DOOR_NICK, NULL);
	else
		tell(&v->reader, v->locked ? S_DOOR_UNHEARD : S_KEY_FIRST,
		    NULL);
	return (++v->others < VISIT_OTHER_MAX);
}

static bool
is_ascii(struct words line)
{
	size_t i;

	for (i = 0; i < line.len; i++)
		if ((unsigned char)line.bytes[i] >= 0x80)
			return (false);
	return (true);
}

/*
 * A visitor that has not chosen a charset is answered in the one that it seems
 * to write, until it writes something else.
 */
static void
guess_charset(struct visit *v, struct words line)
{
	const struct charset *charset;

	if (charset_guess(line.bytes, line.len, &charset) == CHARSET_DONE)
		v->guessed = true;
	else if (is_ascii(line) || !text_is_valid(line.bytes, line.len))
		return;
	else
		v->guessed = false;
	use_charset(v, charset);
}

/*
 * Handles a line; false when the visitor is done at the door.  What is only
 * guessed keeps no key out: that is tried in every likely charset.
 */
static bool
handle_line(struct visit *v, struct words line)
{
	const struct charset *charset = v->guessed ? NULL : v->ear->charset;
	char typed[ANSWER_TYPED_SIZE];
	struct words argument = { NULL, 0 };
	enum answer answer;
	bool stays;

	if (line.bytes == NULL)
		return (obey(v, ANSWER_OTHER, argument));
	answer = answer_judge(v->door->key, &charset, line, typed, &argument);
	v->is_text = charset != NULL;
	if (charset == NULL)
		guess_charset(v, line);
	else {
		use_charset(v, charset);
		v->guessed = false;
	}
	stays = obey(v, answer, argument);
	explicit_bzero(typed, sizeof typed); /* it may be a key */
	return (stays);
}

/* Asks for a key, and returns whether it was right. */
static bool
ask_key(struct visit *v)
{
	struct words line;

	v->deadline = thread_now_ms() + KEY_MS;
	if (v->banned)
		tell_banned(v);
	else if (v->door->key != NULL)
		tell(&v->reader, S_KEY_ASKED, NULL);
	while (visit_next_line(v, &line)) {
		if (v->on_porch)
			porch_heard(v->door->porch, &v->guest);
		if (!handle_line(v, line))
			break;
	}
	return (v->passes);
}

/* Why the visitor has not given the key. */
static enum sentence
why_not(const struct visit *v)
{
	if (visit_is_over(v))
		return (S_ROOM_CLOSES);
	if (v->no_memory)
		return (S_ROOM_NO_MEMORY_FOR_YOU);
	if (v->wrong == WRONG_MAX)
		return (S_KEYS_WRONG);
	if (v->banned)
		return (S_YOU_ARE_BANNED_BYE);
	if (v->locked)
		return (S_ROOM_STAYS_LOCKED);
	return (thread_now_ms() < v->deadline ? S_NO_KEY : S_NO_KEY_IN_TIME);
}

/* Whether the newcomer is somebody, and may come in. */
static bool
may_come_in(struct visit *v)
{
	visit_look(v);
	if (ear_stranger(v->ear) != NULL || visit_is_nobody(v))
		return (false);
	if (!v->banned && v->door->key == NULL && is_open(v))
		return (true);
	return (ask_key(v));
}

/* Tells the newcomer, and the log, that the door stays shut. */
static void
turn_down(struct visit *v, enum sentence s)
{
	const struct dialect *stranger = ear_stranger(v->ear);
	const struct reason why = reason_of(s);
	char address[ADDRESS_MAX], text[REASON_TEXT_SIZE];

	address_format(v->peer, address);
	if (visit_is_nobody(v)) {
		log_detail("refused %s: it left without a word", address);
		return;
	}
	if (stranger != NULL) {
		farewell_turn_away(v->fd, stranger);
		farewell_linger(v->fd, FAREWELL_MS);
		log_stranger("refused %s: it is %s", address, stranger->name);
		return;
	}
	farewell_refuse(&v->reader, &why);
	log_stranger("refused %s: %s", address, reason_text(&why, text));
}

bool
door_pass(const struct door *door, int fd, const struct sockaddr *peer,
    struct ear *ear, struct door_result *result)
{
	struct visit v = { .door = door,
		.registry = door->registry,
		.stop = door->stop,
		.fd = fd,
		.peer = peer,
		.ear = ear,
		.reader.fd = fd };
	bool passes;

	*result = (struct door_result){ .early = NULL };
	v.banned =
	    gate_is_banned(door->gate, peer, thread_now_ms(), &v.why_banned);
	if (door->key != NULL || v.banned || registry_is_locked(door->registry))
		enter_porch(&v);
	passes = may_come_in(&v);
	if (!passes)
		turn_down(&v, why_not(&v));
	else if (!ear_keep(ear)) {
		turn_down(&v, S_ROOM_NO_MEMORY_FOR_YOU);
		passes = false;
	}
	/* A visitor that was sent away meanwhile has no connection any more. */
	if (v.on_porch && porch_leave(door->porch, &v.guest))
		passes = false;
	decode_nick(&v);
	result->early = v.nick;
	result->is_operator = v.is_operator;
	result->reader = v.reader;
	return (passes);
}
