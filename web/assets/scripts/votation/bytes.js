// Bytes and their spellings, as in docs/votation-formats.md.
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, concatBytes, randomBytes, utf8ToBytes } from "@noble/hashes/utils.js";

export { concatBytes as concat, randomBytes as random, utf8ToBytes as utf8 };

// base64url without padding.
export function toText(bytes) {
  const letters = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
  return letters.replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

// The bytes of the only text that stands for them; throws on any other, and on any other length.
export function fromText(text, length) {
  const bytes = Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));
  if (toText(bytes) !== text || (length !== undefined && bytes.length !== length)) throw new RangeError("not so many bytes");
  return bytes;
}

export const hash = (bytes) => bytesToHex(sha256(bytes));

export const isHash = (text) => typeof text === "string" && /^[0-9a-f]{64}$/.test(text);

export const wipe = (...all) => all.forEach((bytes) => bytes?.fill(0));
