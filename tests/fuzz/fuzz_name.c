/*
 * fuzz_name: which nicks are allowed, and when two are the same.
 *
 * A name that is accepted has nothing in it by which it could pass for a
 * notice, an address or a command, or break a line; and the forms in which
 * names are judged and compared are final: the key of a key is the key.
 */
#include <config.h>

#include <assert.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "common/text.h"
#include "server/room/name.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	return (name_init() ? 0 : 1);
}

/*
 * The normal form of a name that is allowed has nothing in it that could be
 * taken for something else on a screen or by the parser of commands.
 */
static void
check_characters(const char *name, size_t len)
{
	size_t i, n, count = 0;
	uint32_t c;

	assert(text_is_clean(name, len));
	for (i = 0; i < len; i += n, count++) {
		n = text_decode(name + i, len - i, &c);
		assert(n > 0);
		if (c < 0x80)
			assert(strchr("-_.", (int)c) != NULL ||
			    (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
			    (c >= 'a' && c <= 'z'));
		assert(c != 0xa0 && c != 0xad && c != 0x3000 && c != 0x3164);
		assert(!(c >= 0x2000 && c <= 0x206f)); /* blanks, joiners */
		assert(!(c >= 0xe000 && c <= 0xf8ff)); /* private use */
		assert(!(c >= 0xfe00 && c <= 0xfe0f)); /* variations */
		assert(c != 0xfeff && c != 0xfffd && c < 0xe0000);
	}
	assert(count >= 1 && count <= NAME_CHARS_MAX);
}

/* It is final, and it has the same faults and the same key. */
static void
check_normal(const char *name, size_t len)
{
	char normal[NAME_SIZE], again[NAME_SIZE];
	char key[NAME_SIZE], normal_key[NAME_SIZE];
	bool found;

	found = name_normal(name, len, normal);
	assert(found);
	check_characters(normal, strlen(normal));
	found = name_normal(normal, strlen(normal), again);
	assert(found && strcmp(normal, again) == 0);
	assert(name_fault(normal, strlen(normal)) == S_NONE);
	found = name_key(name, len, key) &&
	    name_key(normal, strlen(normal), normal_key);
	assert(found && strcmp(key, normal_key) == 0);
}

/* Whatever it is the key of. */
static void
check_key(const char *name, size_t len)
{
	char key[NAME_SIZE], again[NAME_SIZE];

	if (!name_key(name, len, key))
		return;
	assert(memchr(key, '\0', sizeof key) != NULL);
	assert(name_key(key, strlen(key), again));
	assert(strcmp(key, again) == 0);
}

static void
check_name(const char *name, size_t len)
{
	if (name_fault(name, len) == S_NONE) {
		assert(len < NAME_SIZE && text_is_clean(name, len));
		check_normal(name, len);
	}
	(void)name_is_reserved(name, len);
	if (memchr(name, '\0', len) == NULL)
		check_key(name, len);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	char *clean = malloc(len * TEXT_GROWTH + 1), *raw = malloc(len + 1);

	assert(clean != NULL && raw != NULL);
	if (len > 0)
		memcpy(raw, data, len);
	check_name(raw, len);
	check_name(clean, text_clean(data, len, clean));
	free(clean);
	free(raw);
	return (0);
}
