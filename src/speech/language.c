/*
 * language: those that people are spoken to in.  See language.h.
 */
#include <config.h>

#include "speech/language.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* More than the longest name takes, in letters of any width. */
#define NAME_SIZE 64

static const struct {
	const char *code, *name;
} languages[LANGUAGES] = {
	[LANGUAGE_EN] = { "en", "English" },
	[LANGUAGE_ZH_CN] = { "zh_CN", "简体中文" },
	[LANGUAGE_ZH_TW] = { "zh_TW", "繁體中文" },
};

/* Other names, in small letters, with '-' for '_'. */
static const struct {
	const char *name;
	enum language language;
} names[] = {
	{ "en", LANGUAGE_EN },
	{ "english", LANGUAGE_EN },
	{ "英文", LANGUAGE_EN },
	{ "英语", LANGUAGE_EN },
	{ "英語", LANGUAGE_EN },
	{ "zh", LANGUAGE_ZH_CN },
	{ "zh-cn", LANGUAGE_ZH_CN },
	{ "zh-sg", LANGUAGE_ZH_CN },
	{ "zh-my", LANGUAGE_ZH_CN },
	{ "zh-hans", LANGUAGE_ZH_CN },
	{ "chinese", LANGUAGE_ZH_CN },
	{ "中文", LANGUAGE_ZH_CN },
	{ "汉语", LANGUAGE_ZH_CN },
	{ "简体", LANGUAGE_ZH_CN },
	{ "简体中文", LANGUAGE_ZH_CN },
	{ "简中", LANGUAGE_ZH_CN },
	{ "簡體", LANGUAGE_ZH_CN },
	{ "簡體中文", LANGUAGE_ZH_CN },
	{ "zh-tw", LANGUAGE_ZH_TW },
	{ "zh-hk", LANGUAGE_ZH_TW },
	{ "zh-mo", LANGUAGE_ZH_TW },
	{ "zh-hant", LANGUAGE_ZH_TW },
	{ "繁体", LANGUAGE_ZH_TW },
	{ "繁体中文", LANGUAGE_ZH_TW },
	{ "繁體", LANGUAGE_ZH_TW },
	{ "繁體中文", LANGUAGE_ZH_TW },
	{ "繁中", LANGUAGE_ZH_TW },
	{ "正體", LANGUAGE_ZH_TW },
	{ "正體中文", LANGUAGE_ZH_TW },
};

const char *
language_name(enum language language)
{
	return (languages[language].name);
}

const char *
language_code(enum language language)
{
	return (languages[language].code);
}

/* As the names above are written. */
static void
fold(char *name)
{
	for (; *name != '\0'; name++) {
		if (*name >= 'A' && *name <= 'Z')
			*name = (char)(*name - 'A' + 'a');
		if (*name == '_')
			*name = '-';
	}
}

static bool
is_named(const char *name, enum language *language)
{
	size_t i;

	for (i = 0; i < sizeof names / sizeof *names; i++)
		if (strcmp(names[i].name, name) == 0) {
			*language = names[i].language;
			return (true);
		}
	return (false);
}

/* Whether it may be a code, such as zh-hant-hk. */
static bool
is_code(const char *folded)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789-";

	return (folded[strspn(folded, letters)] == '\0');
}

bool
language_parse(struct words name, enum language *language)
{
	char folded[NAME_SIZE];
	char *end;

	if (name.len >= sizeof folded)
		return (false);
	(void)words_narrow(name, folded, sizeof folded);
	fold(folded);
	/* What further parts of a code say does not matter: en-gb. */
	while (!is_named(folded, language)) {
		end = strrchr(folded, '-');
		if (end == NULL || !is_code(folded))
			return (false);
		*end = '\0';
	}
	return (true);
}

enum language
language_of_locale(const char *locale)
{
	enum language language = LANGUAGE_EN;
	size_t len, end;

	for (;; locale += len + 1) {
		len = strcspn(locale, ":");
		end = strcspn(locale, ":.@");
		if (language_parse((struct words){ locale, end }, &language) ||
		    locale[len] == '\0')
			return (language);
	}
}

bool
language_of_charset(const char *name, enum language *language)
{
	static const struct {
		const char *start; /* of its name */
		enum language language;
	} charsets[] = { { "gb", LANGUAGE_ZH_CN }, { "big5", LANGUAGE_ZH_TW },
		{ "iso-8859-", LANGUAGE_EN }, { "windows-", LANGUAGE_EN },
		{ "ibm", LANGUAGE_EN }, { "koi8-", LANGUAGE_EN },
		{ "tis-", LANGUAGE_EN } };
	const char *start;
	size_t i;

	for (i = 0; i < sizeof charsets / sizeof *charsets; i++) {
		start = charsets[i].start;
		if (strncasecmp(name, start, strlen(start)) == 0) {
			*language = charsets[i].language;
			return (true);
		}
	}
	return (false);
}

const char *
language_locale(const char *category)
{
	const char *const variables[] = { "LC_ALL", category, "LANG" };
	const char *value;
	size_t i;

	for (i = 0; i < sizeof variables / sizeof *variables; i++) {
		value = getenv(variables[i]);
		if (value != NULL && *value != '\0')
			return (value);
	}
	return ("C");
}

enum language
language_of_environment(void)
{
	const char *locale = language_locale("LC_MESSAGES"),
		   *list = getenv("LANGUAGE");

	/* Whoever wants the locale C wants what stands in the source. */
	if (strcmp(locale, "C") == 0 || strcmp(locale, "POSIX") == 0)
		return (LANGUAGE_EN);
	return (
	    language_of_locale(list != NULL && *list != '\0' ? list : locale));
}
