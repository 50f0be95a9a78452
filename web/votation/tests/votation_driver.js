// Answers one JSON line per JSON line: {call, args} → {is} or {threw}. Bytes are hexadecimal. For test_scripts.py.
import { createInterface } from "node:readline";
import { bytesToHex, hexToBytes } from "@noble/hashes/utils.js";
import { readAnswer, problemWith, tellAnswer } from "../../assets/scripts/votation/answers.js";
import { fromText, hash, toText } from "../../assets/scripts/votation/bytes.js";
import { canonical, manifestHash, tagged, verifies } from "../../assets/scripts/votation/canonical.js";
import { complaint, holdsBallot } from "../../assets/scripts/votation/receipt.js";
import { newKeyPair, openBytes, pad, plainBallot, seal, unpad } from "../../assets/scripts/votation/sealing.js";
import { combineShares, readShare, shareHash, splitKey, writeShare } from "../../assets/scripts/votation/shares.js";

function formData(pairs) {
  const data = new FormData();
  pairs.forEach(([name, value]) => data.append(name, value));
  return data;
}

const read = (text) => {
  const { share, problem } = readShare(text);
  return share ? { share: bytesToHex(share) } : { problem };
};

const calls = {
  canonical, manifestHash, complaint, holdsBallot, seal, verifies, problemWith,
  tagged: (tag, value) => bytesToHex(tagged(tag, value)),
  toText: (bytes) => toText(hexToBytes(bytes)),
  fromText: (text, length) => bytesToHex(fromText(text, length)),
  hash: (bytes) => hash(hexToBytes(bytes)),
  pad: (bytes, length) => bytesToHex(pad(hexToBytes(bytes), length)),
  unpad: (bytes) => bytesToHex(unpad(hexToBytes(bytes))),
  plainBallot: (manifest, answers, nonce) => bytesToHex(plainBallot(manifest, answers, hexToBytes(nonce))),
  open: (sealed, publicKey, privateKey) => bytesToHex(
    openBytes(hexToBytes(sealed), { publicKey: hexToBytes(publicKey), privateKey: hexToBytes(privateKey) }),
  ),
  keyPair: () => {
    const { publicKey, privateKey } = newKeyPair();
    return { publicKey: bytesToHex(publicKey), privateKey: bytesToHex(privateKey) };
  },
  split: async (key, members, threshold) => (await splitKey(hexToBytes(key), members, threshold)).map(bytesToHex),
  combine: async (shares, threshold) => bytesToHex(await combineShares(shares.map(hexToBytes), threshold)),
  writeShare: (share) => writeShare(hexToBytes(share)),
  shareHash: (share) => shareHash(hexToBytes(share)),
  readShare: read,
  readAnswer: (pairs, question) => readAnswer(formData(pairs), question),
  tellAnswer: (question, answer) => tellAnswer(question, answer, (key, values = {}) => [key, ...Object.values(values)].join("|")),
};

for await (const line of createInterface({ input: process.stdin })) {
  const { call, args } = JSON.parse(line);
  let said;
  try {
    said = { is: await calls[call](...args) };
  } catch (error) {
    said = { threw: String(error) };
  }
  process.stdout.write(`${JSON.stringify(said)}\n`);
}
