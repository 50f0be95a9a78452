// Canonical JSON and what is signed or hashed under a tag (docs/votation-formats.md, "Conventions").
import { ed25519 } from "@noble/curves/ed25519.js";
import { concat, fromText, hash, utf8 } from "./bytes.js";

const isHalf = (character) => /^[\ud800-\udfff]$/.test(character);

// By code point: JavaScript's own order puts 😀 before ﬁ, since it compares halves of it.
function byCodePoint(one, other) {
  const [left, right] = [[...one], [...other]];
  for (let place = 0; place < Math.min(left.length, right.length); place += 1) {
    const gap = left[place].codePointAt(0) - right[place].codePointAt(0);
    if (gap) return gap;
  }
  return left.length - right.length;
}

function text(value) {
  if ([...value].some(isHalf)) throw new TypeError("half a character");
  return JSON.stringify(value);
}

function record(value) {
  const names = Object.keys(value).sort(byCodePoint);
  return `{${names.map((name) => `${text(name)}:${canonical(value[name])}`).join(",")}}`;
}

// Throws on what has no canonical JSON: fractions, numbers of 2⁵³ and more, half characters.
export function canonical(value) {
  if (value === null || typeof value === "boolean") return String(value);
  if (typeof value === "string") return text(value);
  if (Number.isSafeInteger(value)) return String(value);
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (typeof value === "object" && Object.getPrototypeOf(value) === Object.prototype) return record(value);
  throw new TypeError(`${typeof value} has no canonical JSON`);
}

export const canonicalBytes = (value) => utf8(canonical(value));

export const tagged = (tag, value) => concat(
  utf8(`capco/${tag}/1\n`), value instanceof Uint8Array ? value : canonicalBytes(value),
);

// The manifest's hash, from its text whatever its spelling on the page.
export const manifestHash = (manifest) => hash(canonicalBytes(manifest));

// Whether this signature of the record is by this public key. Never throws. As strict as libsodium (no ZIP 215).
export function verifies(tag, record_, signature, key) {
  try {
    return ed25519.verify(fromText(signature, 64), tagged(tag, record_), fromText(key, 32), { zip215: false });
  } catch {
    return false;
  }
}

export function without(record_, ...names) {
  return Object.fromEntries(Object.entries(record_).filter(([name]) => !names.includes(name)));
}
