dnl CHATROOM_WITH_LIBUNISTRING
dnl --------------------------
dnl Looks for libunistring.  With it the full rules of Unicode hold for names;
dnl without, those that libc can tell.  Sets LIBUNISTRING_LIBS, the conditional
dnl HAVE_LIBUNISTRING, by which Makefrag.am chooses src/name_unistring.c or
dnl src/name_basic.c, and the macro of that name, for the tests.
dnl
dnl The library has no file for pkg-config: if it is not in a standard place,
dnl CPPFLAGS and LDFLAGS say so.
AC_DEFUN([CHATROOM_WITH_LIBUNISTRING], [
AC_ARG_WITH([libunistring],
    [AS_HELP_STRING([--without-libunistring],
	[do not look for libunistring; names are judged by simpler rules])],
    [], [with_libunistring=auto])
chatroom_have_libunistring=no
LIBUNISTRING_LIBS=
AS_IF([test "x$with_libunistring" != xno], [
    AC_MSG_CHECKING([for libunistring])
    chatroom_save_LIBS=$LIBS
    LIBS="-lunistring $LIBS"
    AC_LINK_IFELSE([AC_LANG_PROGRAM([[
	#include <unicase.h>
	#include <unictype.h>
	#include <uninorm.h>
	]], [[
	uint32_t c[1] = { 0x41 };
	size_t len = 1;
	return (u32_casefold(c, 1, NULL, UNINORM_NFKC, c, &len) == NULL ||
	    uc_script(c[0]) == NULL);
	]])],
	[chatroom_have_libunistring=yes
	LIBUNISTRING_LIBS=-lunistring])
    LIBS=$chatroom_save_LIBS
    AC_MSG_RESULT([$chatroom_have_libunistring])
])
AS_IF([test "x$chatroom_have_libunistring" = xyes],
    [chatroom_libunistring_summary=yes
    AC_DEFINE([HAVE_LIBUNISTRING], [1],
	[Define to 1 if names are judged by libunistring.])],
    [test "x$with_libunistring" = xno],
    [chatroom_libunistring_summary="no (--without-libunistring)"],
    [test "x$with_libunistring" = xyes],
    [AC_MSG_ERROR([--with-libunistring: libunistring was not found; ]dnl
[install the package libunistring-dev])],
    [chatroom_libunistring_summary="no (libunistring-dev: full rules for ]dnl
[names)"])
AC_SUBST([LIBUNISTRING_LIBS])
AM_CONDITIONAL([HAVE_LIBUNISTRING],
    [test "x$chatroom_have_libunistring" = xyes])
])
