/*
 * name_text: names in code points, and what the rules make of them.
 */
#ifndef NAME_TEXT_H
#define NAME_TEXT_H

#include <check.h>
#include <uchar.h>

#include "server/room/name_rules.h"

static inline struct name_text
text_of(const char32_t *chars)
{
	struct name_text t = { 0 };

	for (; chars[t.len] != 0; t.len++)
		t.c[t.len] = chars[t.len];
	return (t);
}

static inline void
expect(const struct name_text *t, const char32_t *chars)
{
	struct name_text wanted = text_of(chars);
	size_t i;

	ck_assert_uint_eq(t->len, wanted.len);
	for (i = 0; i < t->len; i++)
		ck_assert_uint_eq(t->c[i], wanted.c[i]);
}

static inline void
expect_normal(const char32_t *chars, const char32_t *normal)
{
	struct name_text t = text_of(chars);

	ck_assert(name_rules_normalise(&t));
	expect(&t, normal);
}

static inline void
expect_folded(const char32_t *chars, const char32_t *folded)
{
	struct name_text t = text_of(chars);

	ck_assert(name_rules_fold(&t));
	expect(&t, folded);
}

#endif
