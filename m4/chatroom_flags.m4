dnl Compiler and linker flags of our own.
dnl
dnl They are collected in CHATROOM_CPPFLAGS, CHATROOM_CFLAGS, CHATROOM_LDFLAGS
dnl and CHATROOM_WARNINGS, which Makefile.am puts before the user's CPPFLAGS,
dnl CFLAGS and LDFLAGS: what a user writes there wins, and is never changed.

dnl CHATROOM_REQUIRE_C11
dnl --------------------
dnl Stops if the compiler, with the option AC_PROG_CC found for it, knows nothing
dnl newer than C99.
AC_DEFUN([CHATROOM_REQUIRE_C11], [
AC_REQUIRE([AC_PROG_CC])
AS_CASE([$ac_prog_cc_stdc],
    [no|c89|c99],
    [AC_MSG_ERROR([a C11 compiler is needed; $CC is not one (try CC=gcc)])])
])

dnl CHATROOM_TRY_CFLAGS(VARIABLE, FLAGS)
dnl ------------------------------------
dnl Appends to VARIABLE each of FLAGS that the compiler takes without a murmur.
AC_DEFUN([CHATROOM_TRY_CFLAGS],
    [AX_APPEND_COMPILE_FLAGS([$2], [$1], [-Werror])])

dnl CHATROOM_TRY_LDFLAGS(VARIABLE, FLAGS)
dnl -------------------------------------
dnl The same for flags of the linker.
AC_DEFUN([CHATROOM_TRY_LDFLAGS],
    [AX_APPEND_LINK_FLAGS([$2], [$1], [-Werror])])

dnl CHATROOM_ENABLE_WERROR
dnl ----------------------
AC_DEFUN([CHATROOM_ENABLE_WERROR], [
AC_ARG_ENABLE([werror],
    [AS_HELP_STRING([--enable-werror],
	[a warning stops the build (for development)])],
    [], [enable_werror=no])
])

dnl CHATROOM_ENABLE_WARNINGS
dnl ------------------------
dnl Sets CHATROOM_WARNINGS.
AC_DEFUN([CHATROOM_ENABLE_WARNINGS], [
AC_REQUIRE([CHATROOM_ENABLE_WERROR])
CHATROOM_WARNINGS=
CHATROOM_TRY_CFLAGS([CHATROOM_WARNINGS], [m4_normalize([
    -Wall
    -Wextra
    -Wcast-qual
    -Wduplicated-cond
    -Wformat=2
    -Wimplicit-fallthrough
    -Wmissing-prototypes
    -Wmissing-variable-declarations
    -Wold-style-definition
    -Wpointer-arith
    -Wredundant-decls
    -Wshadow
    -Wstrict-prototypes
    -Wundef
    -Wvla
    -Wwrite-strings
])])
AS_IF([test "x$enable_werror" != xno],
    [AS_VAR_APPEND([CHATROOM_WARNINGS], [" -Werror"])])
AC_SUBST([CHATROOM_WARNINGS])
])

dnl CHATROOM_ENABLE_SANITIZERS
dnl --------------------------
dnl Sets chatroom_sanitizers to a list with commas, or to "none".
AC_DEFUN([CHATROOM_ENABLE_SANITIZERS], [
AC_ARG_ENABLE([sanitizers],
    [AS_HELP_STRING([--enable-sanitizers@<:@=LIST@:>@],
	[find bugs while the programs run; LIST is made of address, undefined,
	leak, or is thread (default: address,undefined)])],
    [], [enable_sanitizers=no])
AS_CASE([$enable_sanitizers],
    [no], [chatroom_sanitizers=none],
    [yes], [chatroom_sanitizers=address,undefined],
    [chatroom_sanitizers=$enable_sanitizers])
AS_IF([test "x$chatroom_sanitizers" != xnone], [
    chatroom_has_thread=no
    chatroom_has_memory=no
    chatroom_save_IFS=$IFS
    IFS=,
    for chatroom_name in $chatroom_sanitizers; do
	IFS=$chatroom_save_IFS
	AS_CASE([$chatroom_name],
	    [address|leak], [chatroom_has_memory=yes],
	    [thread], [chatroom_has_thread=yes],
	    [undefined], [],
	    [AC_MSG_ERROR([--enable-sanitizers: unknown sanitizer ]dnl
['$chatroom_name'; known are address, undefined, leak and thread])])
    done
    IFS=$chatroom_save_IFS
    AS_CASE([$chatroom_has_memory$chatroom_has_thread],
	[yesyes], [AC_MSG_ERROR([--enable-sanitizers: thread does not go ]dnl
[together with address or leak; make two builds])])
    chatroom_flags="-fsanitize=$chatroom_sanitizers"
    AC_MSG_CHECKING([whether $CC links with $chatroom_flags])
    chatroom_save_CFLAGS=$CFLAGS
    CFLAGS="$CFLAGS $chatroom_flags"
    AC_LINK_IFELSE([AC_LANG_PROGRAM()],
	[AC_MSG_RESULT([yes])],
	[AC_MSG_RESULT([no])
	AC_MSG_ERROR([$CC can't link with $chatroom_flags; its run-time ]dnl
[library may be missing (for clang: the package libclang-rt-dev)])])
    CFLAGS=$chatroom_save_CFLAGS
    CHATROOM_CFLAGS="$CHATROOM_CFLAGS $chatroom_flags"
    CHATROOM_LDFLAGS="$CHATROOM_LDFLAGS $chatroom_flags"
    CHATROOM_TRY_CFLAGS([CHATROOM_CFLAGS],
	[-fno-omit-frame-pointer -fno-sanitize-recover=undefined])
])
])

dnl CHATROOM_ENABLE_HARDENING
dnl -------------------------
dnl Each flag is tried before it is used.  Sanitizers do this work better, so
dnl with them there is no hardening.
AC_DEFUN([CHATROOM_ENABLE_HARDENING], [
AC_REQUIRE([CHATROOM_ENABLE_SANITIZERS])
AC_ARG_ENABLE([hardening],
    [AS_HELP_STRING([--disable-hardening],
	[do without the compiler's and the linker's protections])],
    [], [enable_hardening=yes])
AS_IF([test "x$enable_hardening" = xno],
    [chatroom_hardening=no],
    [test "x$chatroom_sanitizers" != xnone],
    [chatroom_hardening="no (sanitizers are on)"],
    [chatroom_hardening=yes])
AS_IF([test "x$chatroom_hardening" = xyes], [
    CHATROOM_TRY_CFLAGS([CHATROOM_CFLAGS], [m4_normalize([
	-fstack-protector-strong
	-fstack-clash-protection
	-fcf-protection
    ])])
    CHATROOM_TRY_LDFLAGS([CHATROOM_LDFLAGS], [m4_normalize([
	-Wl,-z,relro
	-Wl,-z,now
	-Wl,-z,noexecstack
    ])])
    # A position independent program needs the compiler and the linker.
    AC_MSG_CHECKING([whether $CC links with -fPIE -pie])
    chatroom_save_CFLAGS=$CFLAGS
    chatroom_save_LDFLAGS=$LDFLAGS
    CFLAGS="$CFLAGS -fPIE -Werror"
    LDFLAGS="$LDFLAGS -pie"
    AC_LINK_IFELSE([AC_LANG_PROGRAM()],
	[AC_MSG_RESULT([yes])
	CHATROOM_CFLAGS="$CHATROOM_CFLAGS -fPIE"
	CHATROOM_LDFLAGS="$CHATROOM_LDFLAGS -pie"],
	[AC_MSG_RESULT([no])])
    CFLAGS=$chatroom_save_CFLAGS
    LDFLAGS=$chatroom_save_LDFLAGS
    # _FORTIFY_SOURCE works, and is silent, only where the compiler optimises;
    # a compiler or a user that has set it already knows better.
    AC_MSG_CHECKING([whether to define _FORTIFY_SOURCE])
    AC_COMPILE_IFELSE([AC_LANG_SOURCE([[
	#if !defined __OPTIMIZE__ || defined _FORTIFY_SOURCE
	#error not here
	#endif
	int chatroom_fortify;
	]])],
	[AC_MSG_RESULT([yes])
	CHATROOM_CPPFLAGS="$CHATROOM_CPPFLAGS -D_FORTIFY_SOURCE=2"],
	[AC_MSG_RESULT([no])])
])
AC_SUBST([CHATROOM_CPPFLAGS])
AC_SUBST([CHATROOM_CFLAGS])
AC_SUBST([CHATROOM_LDFLAGS])
])
