/*
 * speech: lines that one member says, as plain readers get them, on their way
 * to the registry.
 *
 * Belongs to the worker of that member, on its stack: it is a lot.
 */
#ifndef SPEECH_H
#define SPEECH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/framing.h"
#include "common/text.h"
#include "server/room/member.h"
#include "speech/event.h"

/*
 * The longest text: UTF-8 grows no more than this when it is cleaned, and other
 * charsets no more when they are decoded; closed isolates included, since none
 * has an isolate as a byte.
 */
#define SPEECH_TEXT_MAX (FRAMING_LINE_MAX * TEXT_GROWTH)

/* What people see around a text: "[ WHO ]: TEXT\r\n". */
#define SPEECH_AROUND (MEMBER_WHO_SIZE + sizeof "[  ]: \r\n")

/* A speech is one push: no more lines than that may have (batch.h). */
#define SPEECH_LINES_MAX 512

struct speech {
	char who[MEMBER_WHO_SIZE]; /* says them */
	size_t who_len;
	enum event_kind kind; /* of them all: SAID or DID */
	size_t count;
	uint16_t ends[SPEECH_LINES_MAX]; /* of each of them, in `lines` */
	char lines[SPEECH_TEXT_MAX + SPEECH_AROUND];
};

/* Nothing yet; `who` has been set. */
void speech_clear(struct speech *s);

/* Whether one more text of this length fits; always, if there is none yet. */
bool speech_has_room(const struct speech *s, size_t len);

/* Adds "[ WHO ]: TEXT", for which there is room. */
void speech_say(struct speech *s, const char *text, size_t len);

/* The only line: "* WHO TEXT". */
void speech_do(struct speech *s, const char *text, size_t len);

/* Where line `i` begins. */
static inline size_t
speech_start(const struct speech *s, size_t i)
{
	return (i == 0 ? 0 : s->ends[i - 1]);
}

/*
 * What all the lines are as events, without number and time; and then, for line
 * `i`, its length and that of its text.
 */
struct event speech_event(const struct speech *s);
void speech_measure(const struct speech *s, size_t i, struct event *e);

#endif
