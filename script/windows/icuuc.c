/* Windows has icuuc.dll since 1703, Wine has none, and Qt6Core does not load without it. Qt asks it for encodings of old
 * text alone, which this program never reads: each call answers that there is none.
 */
#define EXPORTED __declspec(dllexport)

typedef int error_code;
static const error_code FILE_ACCESS_ERROR = 4;

static void *none(error_code *error) {
    if (error) *error = FILE_ACCESS_ERROR;
    return 0;
}

EXPORTED void *ucnv_open(const char *name, error_code *error) { return none(error); }
EXPORTED void ucnv_close(void *converter) {}
EXPORTED void ucnv_reset(void *converter) {}
EXPORTED const char *ucnv_getName(void *converter, error_code *error) { return none(error); }
EXPORTED signed char ucnv_getMaxCharSize(void *converter) { return 1; }
EXPORTED int ucnv_countAvailable(void) { return 0; }
EXPORTED const char *ucnv_getAvailableName(int number) { return 0; }
EXPORTED const char *ucnv_getStandardName(const char *name, const char *standard, error_code *error) { return none(error); }
EXPORTED int ucnv_fromUCountPending(void *converter, error_code *error) { none(error); return 0; }
EXPORTED int ucnv_toUCountPending(void *converter, error_code *error) { none(error); return 0; }
EXPORTED void ucnv_fromUnicode(void *converter, char **target, const char *target_end, const short **source,
                               const short *source_end, int *offsets, signed char flush, error_code *error) { none(error); }
EXPORTED void ucnv_toUnicode(void *converter, short **target, const short *target_end, const char **source,
                             const char *source_end, int *offsets, signed char flush, error_code *error) { none(error); }
EXPORTED void ucnv_getFromUCallBack(void *converter, void **action, const void **context) {}
EXPORTED void ucnv_getToUCallBack(void *converter, void **action, const void **context) {}
EXPORTED void ucnv_setFromUCallBack(void *converter, void *action, const void *context, void **before,
                                    const void **context_before, error_code *error) { none(error); }
EXPORTED void ucnv_setToUCallBack(void *converter, void *action, const void *context, void **before,
                                  const void **context_before, error_code *error) { none(error); }
EXPORTED void ucnv_cbFromUWriteUChars(void *arguments, const short **source, const short *source_end, int offset,
                                      error_code *error) { none(error); }
EXPORTED void ucnv_cbToUWriteUChars(void *arguments, const short *source, int length, int offset,
                                    error_code *error) { none(error); }
EXPORTED void UCNV_FROM_U_CALLBACK_SUBSTITUTE(void) {}
EXPORTED void UCNV_TO_U_CALLBACK_SUBSTITUTE(void) {}
