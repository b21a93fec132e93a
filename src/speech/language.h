/*
 * language: those that people are spoken to in.
 *
 * Pure functions for any thread, except for the last two.
 */
#ifndef LANGUAGE_H
#define LANGUAGE_H

#include <stdbool.h>

#include "common/words.h"

enum language {
	LANGUAGE_EN, /* what stands in the source */
	LANGUAGE_ZH_CN,
	LANGUAGE_ZH_TW,
	LANGUAGES /* how many there are */
};

/* How people call it, in itself. */
const char *language_name(enum language language);

/* How programs call it: "en", "zh_CN", "zh_TW". */
const char *language_code(enum language language);

/*
 * Stores the language that a person asks for by its code, alone, with a country
 * or with a script (zh, zh_CN, zh-Hant), or by one of its names (Chinese, 中文,
 * 繁體), in letters of any case and width.  False if we do not speak that.
 */
bool language_parse(struct words name, enum language *language);

/*
 * The language of a locale, such as zh_TW.UTF-8@modifier, or of a list of them,
 * which ':' separates: of the first one that we speak; English if there is
 * none.
 */
enum language language_of_locale(const char *locale);

/*
 * Stores the language of whoever writes in this charset: of those in which
 * nothing else is written; and English where no Chinese can be written.  False
 * for all others.
 */
bool language_of_charset(const char *name, enum language *language);

/*
 * The locale that setlocale(3) would take for a category, such as "LC_CTYPE":
 * the first of LC_ALL, that and LANG that is set to anything; else "C".  Before
 * there is a second thread.
 */
const char *language_locale(const char *category);

/*
 * The one that the environment asks for, as gettext(3) would find it: by
 * LANGUAGE, LC_ALL, LC_MESSAGES and LANG.  Before there is a second thread.
 */
enum language language_of_environment(void);

#endif
