/*
 * records: the commands of programs.  See records.h.
 */
#include <config.h>

#include "server/command/records.h"

#include <stdint.h>

#include "server/room/member.h"
#include "server/room/registry.h"
#include "speech/sentence.h"
#include "speech/verb.h"

void
records_list(struct registry *r, struct member *m)
{
	uint64_t after = 0;

	while (registry_list_some(r, m, &after))
		;
	registry_answer(r, m, S_ALL_LISTED, NULL);
}

enum command_result
records_run(struct registry *r, struct member *m, struct words args)
{
	bool off = verb_word_is(S_WORD_OFF, words_trim(args));

	if (!off && args.len > 0)
		return (COMMAND_MISUSED);
	/* Its screen is for people, and so is what it says of a pause. */
	if (m->is_console)
		registry_answer(r, m, S_RECORDS_NOT_HERE, NULL);
	else if (!registry_records(r, m, !off))
		registry_answer(r, m, S_NO_MEMORY, NULL);
	else if (!off)
		records_list(r, m);
	return (COMMAND_DONE);
}
