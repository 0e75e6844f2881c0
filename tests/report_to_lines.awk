# A GoogleTest XML report as one line a test: passed|failed|skipped, its full name, why it was skipped.
#
# GoogleTest begins every element on a line of its own, so lines are enough; only what stands between
# CDATA brackets is the tests' own text, may look like anything, and is passed over.

function attribute(line, name,    from, rest) {
    from = index(line, " " name "=\"")
    if (from == 0) return ""
    rest = substr(line, from + length(name) + 3)
    return plain(substr(rest, 1, index(rest, "\"") - 1))
}

function plain(text) {
    gsub(/&#x0A;|&#x09;|&#x0D;/, " ", text)
    gsub(/&lt;/, "<", text)
    gsub(/&gt;/, ">", text)
    gsub(/&quot;/, "\"", text)
    gsub(/&apos;/, "'", text)
    gsub(/&amp;/, "\\&", text)
    return text
}

# Takes the CDATA sections out of a line; `inside` remembers one that goes on in the next line.
function without_cdata(line,    at, kept) {
    kept = ""
    while (line != "") {
        at = index(line, inside ? "]]>" : "<![CDATA[")
        if (!inside) kept = kept (at ? substr(line, 1, at - 1) : line)
        if (!at) break
        line = substr(line, at + (inside ? 3 : 9))
        inside = !inside
    }
    return kept
}

function tell() {
    if (name != "") print outcome "\t" name "\t" reason
    name = ""
}

{
    line = without_cdata($0)
    if (line ~ /<testcase /) {
        tell()
        name = attribute(line, "classname") "." attribute(line, "name")
        outcome = "passed"
        reason = ""
        if (attribute(line, "status") == "notrun") { outcome = "skipped"; reason = "disabled in its source" }
    }
    if (line ~ /<failure /) outcome = "failed"
    if (line ~ /<skipped / && outcome != "failed") {
        outcome = "skipped"
        reason = attribute(line, "message")
        sub(/^[^ ]*:[0-9]+ /, "", reason)  # where it stands; the test's name says that already
    }
}

END { tell() }
