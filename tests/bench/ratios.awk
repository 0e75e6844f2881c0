# Benchmarks side by side: google-benchmark's JSON as lines "ours, beside, ratio". Below 1 ours is faster.
#
# Two benchmarks are a pair when their names differ only in what is compared: the first template argument,
# wheel_ and map_, by_reference and by_copy, by_unit and by_memcpy. The one that is listed first is ours.

function kind(name) {
    sub(/<[A-Za-z]+/, "<*", name)
    sub(/^(wheel|map)_/, "*_", name)
    sub(/by_(reference|copy|unit|memcpy|bytes)/, "by_*", name)
    return name
}

function value(line) {
    sub(/^[^:]*: *"?/, "", line)
    sub(/"?,? *$/, "", line)
    return line
}

# Work on several threads is as long as it takes; on one thread the processor's time has less noise.
function finish(    key, time) {
    if (name == "") return
    key = kind(name)
    time = name ~ /\/real_time$/ ? real : cpu
    if (!(key in ours)) {
        ours[key] = name
        our_time[key] = time
    } else {
        printf "%-58s %12.1f   %-58s %12.1f %8.2f\n", ours[key], our_time[key], name, time, our_time[key] / time
    }
    name = ""
}

BEGIN { printf "%-58s %12s   %-58s %12s %8s\n", "ours", "ns", "beside", "ns", "ratio" }
/^ *"name":/ { finish(); name = value($0) }
/^ *"real_time":/ { real = value($0) }
/^ *"cpu_time":/ { cpu = value($0) }
/^ *"time_unit":/ {
    scale["ns"] = 1; scale["us"] = 1e3; scale["ms"] = 1e6; scale["s"] = 1e9
    real *= scale[value($0)]
    cpu *= scale[value($0)]
}
END { finish() }
