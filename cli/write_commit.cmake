# Writes OUTPUT, a header with the commit of SOURCE_DIR, and only when it differs from what is there:
# run at every build, it makes nothing rebuild until the commit changes.
set(commit unknown)
find_program(git git)
if(git)
    # No optional locks: a build must not get in the way of a git command running beside it.
    execute_process(
        COMMAND ${git} --no-optional-locks -C ${SOURCE_DIR} describe --always --dirty --abbrev=12 --exclude=*
        OUTPUT_VARIABLE described OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET RESULT_VARIABLE failure)
    if(NOT failure AND described)
        set(commit ${described})
    endif()
endif()

file(CONFIGURE OUTPUT ${OUTPUT} @ONLY NEWLINE_STYLE UNIX CONTENT
"// Written by the build.
#pragma once

namespace potok::cli {
inline constexpr char kCommit[] = \"${commit}\";
}
")
