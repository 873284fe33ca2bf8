-- For wrk: sends the requests of a file (see bench/batches.py) in turn, or, from an empty file, plain GETs.
-- wrk -s requests.lua URL -- FILE PATH

local requests, turn = {}, 0

function init(arguments)
  local path, file = arguments[2], io.open(arguments[1])
  while true do
    local cookie, address, body = file:read("*l"), file:read("*l"), file:read("*l")
    if not body then break end
    requests[#requests + 1] = wrk.format("POST", path, {
      ["Host"] = "127.0.0.1",
      ["Origin"] = "http://127.0.0.1",
      ["Sec-Fetch-Site"] = "same-origin",
      ["Content-Type"] = "text/plain;charset=UTF-8",
      ["User-Agent"] = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0",
      ["Accept-Language"] = "en-GB,en;q=0.9",
      ["X-Forwarded-For"] = address,
      ["Cookie"] = "visitor=" .. cookie .. "; consent=granted",
    }, body)
  end
  file:close()
  if #requests == 0 then
    requests[1] = wrk.format("GET", path, { ["Host"] = "127.0.0.1" })
  end
end

function request()
  turn = turn % #requests + 1
  return requests[turn]
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format("answers %d refused %d errors %d\n", summary.requests, errors.status,
    errors.connect + errors.read + errors.write + errors.timeout))
  io.write(string.format("figures %f %f %f\n", summary.requests / summary.duration * 1e6,
    latency:percentile(50) / 1e3, latency:percentile(99) / 1e3))
end
