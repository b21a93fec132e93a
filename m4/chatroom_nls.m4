dnl CHATROOM_ENABLE_NLS
dnl -------------------
dnl Looks for msgfmt of GNU gettext, which makes what is built in of the
dnl translations in po; a release has that already.  Sets MSGFMT, the
dnl conditional HAVE_TRANSLATIONS, by which po/Makefrag.am chooses what is
dnl built, and the macro of that name, for the tests.
AC_DEFUN([CHATROOM_ENABLE_NLS], [
AC_ARG_ENABLE([nls],
    [AS_HELP_STRING([--disable-nls],
	[speak English only; default: Chinese as well, if msgfmt is found])],
    [], [enable_nls=auto])
AC_CHECK_PROG([MSGFMT], [msgfmt], [msgfmt], [])
chatroom_have_translations=no
AS_IF([test "x$enable_nls" != xno], [
    AC_MSG_CHECKING([for translations])
    AS_IF([test -f "$srcdir/po/translations.c" ||
	{ test -n "$MSGFMT" &&
	"$MSGFMT" -c -o conftest.mo "$srcdir/po/zh_CN.po" >&AS_MESSAGE_LOG_FD 2>&1; }],
	[chatroom_have_translations=yes])
    rm -f conftest.mo
    AC_MSG_RESULT([$chatroom_have_translations])
])
AS_IF([test -z "$MSGFMT"], [MSGFMT=msgfmt])
AS_IF([test "x$chatroom_have_translations" = xyes],
    [chatroom_nls_summary="English, Chinese"
    AC_DEFINE([HAVE_TRANSLATIONS], [1],
	[Define to 1 if Chinese is built in.])],
    [test "x$enable_nls" = xno],
    [chatroom_nls_summary="English only (--disable-nls)"],
    [test "x$enable_nls" = xyes],
    [AC_MSG_ERROR([--enable-nls: no msgfmt that reads po/zh_CN.po was found; ]dnl
[install the package gettext])],
    [chatroom_nls_summary="English only (install gettext for Chinese)"])
AM_CONDITIONAL([HAVE_TRANSLATIONS],
    [test "x$chatroom_have_translations" = xyes])
])
