-- What wrk sends, and how it judges the answers: POSTs in pipelines of DEPTH (an argument, default
-- 1), each answered with 200 and what was sent. The last line is the sum of it all.

local kBody = string.rep("potok", 20)
local threads = {}
wrong = 0

function setup(thread)
    table.insert(threads, thread)
end

function init(arguments)
    local one = wrk.format("POST", "/", nil, kBody)
    all = string.rep(one, tonumber(arguments[1] or "1"))
end

function request()
    return all
end

function response(status, headers, body)
    if status ~= 200 or body ~= kBody then
        wrong = wrong + 1
    end
end

function done(summary, latency, requests)
    local errors = summary.errors
    for _, thread in ipairs(threads) do
        errors.status = errors.status + thread:get("wrong")
    end
    io.write(string.format("answers %d, connect %d, read %d, write %d, timeout %d, wrong %d\n",
        summary.requests, errors.connect, errors.read, errors.write, errors.timeout, errors.status))
end
