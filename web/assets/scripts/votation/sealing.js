// A ballot, from answers to sealed bytes (docs/votation-formats.md, "Ballot"). Only the bureau opens it.
import { cryptoBoxKeyPair, cryptoBoxSeal, cryptoBoxSealOpen } from "@serenity-kit/noble-sodium";
import { fromText, hash, random, toText, wipe } from "./bytes.js";
import { canonicalBytes, manifestHash } from "./canonical.js";

const MARK = 0x80;

// To one length for all, so that a sealed ballot's size says nothing.
export function pad(bytes, length) {
  if (bytes.length >= length) throw new RangeError("longer than a ballot may be");
  const padded = new Uint8Array(length);
  padded.set(bytes);
  padded[bytes.length] = MARK;
  return padded;
}

export function unpad(padded) {
  const end = padded.lastIndexOf(MARK);
  if (end < 0 || padded.subarray(end + 1).some(Boolean)) throw new RangeError("not padded so");
  return padded.slice(0, end);
}

export function plainBallot(manifest, answers, nonce = random(16)) {
  return canonicalBytes({ a: answers, m: manifestHash(manifest), n: toText(nonce) });
}

// {sealed, ballot}: what goes into the box, in base64url, and its hash, by which it is found on the board.
export function seal(manifest, answers) {
  const plain = plainBallot(manifest, answers);
  const padded = pad(plain, manifest.ballot_bytes);
  const sealed = cryptoBoxSeal({ message: padded, publicKey: fromText(manifest.keys.election, 32) });
  wipe(plain, padded);
  return { sealed: toText(sealed), ballot: hash(sealed) };
}

export const newKeyPair = () => cryptoBoxKeyPair();

export const sealBytes = (message, publicKey) => cryptoBoxSeal({ message, publicKey });

// Throws when the key is not the one it was sealed for.
export const openBytes = (ciphertext, { publicKey, privateKey }) => cryptoBoxSealOpen({ ciphertext, publicKey, privateKey });
