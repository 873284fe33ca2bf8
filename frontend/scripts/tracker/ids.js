// Identifiers, made as the server makes them.

const hex = (bytes) => [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");

// A version 7 UUID (RFC 9562, section 5.7): milliseconds first, so that sorting by it sorts by time.
export function uuid7() {
  const bytes = crypto.getRandomValues(new Uint8Array(10));
  bytes[0] = (bytes[0] & 0x0f) | 0x70;
  bytes[2] = (bytes[2] & 0x3f) | 0x80;
  const id = Date.now().toString(16).padStart(12, "0") + hex(bytes);
  return id.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}
