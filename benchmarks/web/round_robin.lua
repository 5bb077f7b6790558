-- Asks one tenant after the other for a page: wrk ... URL -- TENANTS PAGE path|host
-- and prints what came of it as one line of JSON.

local requests = {}
local turn = 0

function init(args)
   local tenants, page, by = tonumber(args[1]), args[2], args[3]
   for number = 0, tenants - 1 do
      local name = string.format("T%05d", number)
      local path, host = "/" .. name .. "/" .. page, "localhost"
      if by == "host" then
         path, host = "/" .. page, string.lower(name) .. ".example"
      end
      requests[number + 1] = wrk.format("GET", path, {Host = host})
   end
end

function request()
   turn = turn % #requests + 1
   return requests[turn]
end

function done(summary, latency)
   local errors = summary.errors
   io.write(string.format(
      '{"requests": %d, "seconds": %.6f, "p50": %.3f, "p99": %.3f, "errors": %d}\n',
      summary.requests, summary.duration / 1e6,
      latency:percentile(50) / 1e3, latency:percentile(99) / 1e3,
      errors.connect + errors.read + errors.write + errors.status + errors.timeout))
end
