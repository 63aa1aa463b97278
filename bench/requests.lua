-- wrk's side of the figures: sends the requests of a file, one after the other and from the start again, and tells in one line
-- of JSON what happened. The file returns a list of whole requests, or a function that is given a number and makes one.
local requests
local count = 0

function init(args)
  requests = dofile(args[1])
  count = tonumber(args[2] or 0)
end

function request()
  count = count + 1
  if type(requests) == 'function' then return requests(count) end
  return requests[(count - 1) % #requests + 1]
end

function done(summary, latency)
  local e = summary.errors
  io.write(string.format(
    '\nRESULT {"requests":%d,"seconds":%.6f,"bytes":%d,"failed":%d,"p50":%.3f,"p99":%.3f}\n',
    summary.requests, summary.duration / 1e6, summary.bytes,
    e.connect + e.read + e.write + e.status + e.timeout, latency:percentile(50) / 1000, latency:percentile(99) / 1000))
end
