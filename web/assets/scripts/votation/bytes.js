// Bytes and their spellings, as in docs/votation-formats.md. Hashing and base64 are those of libraries.
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, concatBytes, randomBytes, utf8ToBytes } from "@noble/hashes/utils.js";
import { base64urlnopad } from "@scure/base";

export { concatBytes as concat, randomBytes as random, utf8ToBytes as utf8 };

export const toText = (bytes) => base64urlnopad.encode(bytes);

// The bytes of the only text that stands for them; throws on any other, and on any other length.
export function fromText(text, length) {
  const bytes = base64urlnopad.decode(text);
  if (length !== undefined && bytes.length !== length) throw new RangeError("another length");
  return bytes;
}

export const hash = (bytes) => bytesToHex(sha256(bytes));

export const isHash = (text) => typeof text === "string" && /^[0-9a-f]{64}$/.test(text);

export const wipe = (...all) => all.forEach((bytes) => bytes?.fill(0));
