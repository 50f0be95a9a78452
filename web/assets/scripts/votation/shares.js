// The shares of the election key (docs/votation-formats.md, "Shares"): split, written, read again, put together.
import { base32crockford } from "@scure/base";
import { combine, split } from "shamir-secret-sharing";
import { sha256 } from "@noble/hashes/sha2.js";
import { concat, hash } from "./bytes.js";

const KEY = 32;
const SHARE = KEY + 1;
const CHECK = 2;
const LETTERS = 56; // of a share and its checksum in base 32
const SEPARATORS = "[\\s\\-\\u2010-\\u2015._]*";
const WRITTEN = new RegExp(`CAPC[O0]${SEPARATORS}[1IL]((?:${SEPARATORS}[0-9A-Z])*)`, "i");

const check = (share) => sha256(share).slice(0, CHECK);

// With a threshold of one every share is the key itself and its number.
export async function splitKey(key, members, threshold) {
  if (threshold > 1) return split(key, members, threshold);
  return Array.from({ length: members }, (_, place) => concat(key, Uint8Array.of(place + 1)));
}

export async function combineShares(shares, threshold) {
  if (shares.length < threshold) throw new RangeError("too few shares");
  return threshold > 1 ? combine(shares) : shares[0].slice(0, KEY);
}

export const shareHash = (share) => hash(share);

export function writeShare(share) {
  const letters = base32crockford.encode(concat(share, check(share)));
  return `CAPCO1-${letters.match(/.{1,5}/g).join("-")}`;
}

// The letters in a text typed or copied by hand, or in a file with words around.
function lettersOf(text) {
  const found = WRITTEN.exec(text);
  return (found ? found[1] : text).replace(/[^0-9a-z]/gi, "").toUpperCase();
}

// {share} or {problem}: empty, unreadable, checksum.
export function readShare(text) {
  if (!text.trim()) return { problem: "empty" };
  const letters = lettersOf(text);
  if (letters.length < LETTERS) return { problem: "unreadable" };
  try {
    const bytes = base32crockford.decode(letters.slice(0, LETTERS));
    const share = bytes.slice(0, SHARE);
    const fits = check(share).every((byte, place) => byte === bytes[SHARE + place]) && share[KEY] > 0;
    return fits ? { share } : { problem: "checksum" };
  } catch {
    return { problem: "unreadable" };
  }
}
