/*
 * reason: why somebody cannot come in, as data.  See reason.h.
 */
#include <config.h>

#include "speech/reason.h"

#include "common/words.h"

struct reason
reason_of(enum sentence s)
{
	return ((struct reason){ .sentence = s });
}

size_t
reason_line(enum language language, const struct reason *why, char *out,
    size_t room)
{
	return (sentence_line(language, why->sentence,
	    ARGS(words_of(why->words), SPAN(why->ms, why->form),
		NUMBER(why->count)),
	    out, room, NULL));
}

const char *
reason_text(const struct reason *why, char out[REASON_TEXT_SIZE])
{
	sentence_text(why->sentence,
	    ARGS(words_of(why->words), SPAN(why->ms, why->form),
		NUMBER(why->count)),
	    out, REASON_TEXT_SIZE);
	return (out);
}
